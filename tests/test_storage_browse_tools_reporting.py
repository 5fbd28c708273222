"""Tests what tools answer about press releases and about what outlets did not report."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.browse import responses
from storage.browse.tools.reporting import left_out, missing, releases
from storage.database.sqlite import open_database
from tests import coverage_cases, release_cases


def test_press_releases_name_who_printed_them_and_mark_what_was_added(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    release_cases.fill(db, datetime.now(UTC))
    found = releases(db.conn)["releases"]
    assert [release["story_id"] for release in found] == ["alone", "roads", "schools"]
    *_, schools = found
    by_vesti, by_sura = schools["printed_by"]
    assert (by_vesti["source"], by_vesti["adds_nothing"]) == ("vesti", True)
    assert (by_sura["source"], by_sura["adds_nothing"]) == ("sura", False)
    assert by_sura["untrusted"]["added"]["numbers"] == ["340"]
    # A release is unchecked if it was printed, and nothing was added.
    (unchecked,) = releases(db.conn, unchecked_only=True)["releases"]
    assert unchecked["story_id"] == "roads"
    of_office = releases(db.conn, source=release_cases.OFFICE)["releases"]
    assert {release["source"] for release in of_office} == {release_cases.OFFICE}


def test_outlets_that_left_out_a_story_are_returned_with_their_habit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = open_database(tmp_path / "news.db")
    coverage_cases.fill(db)
    monkeypatch.setattr(responses, "now", lambda: coverage_cases.NOW)
    absences = missing(db.conn, coverage_cases.STORY)
    assert not absences["is_too_early_to_say"]
    outlets = {outlet["source"]: outlet for outlet in absences["outlets"]}
    assert outlets["plain"]["conclusion"] == "left_out"
    assert (outlets["plain"]["habit"]["carried"], outlets["plain"]["habit"]["of"]) == (8, 8)
    assert outlets["in-other-words"]["perhaps_in_other_words"]["untrusted"]["headline"]
    assert "rarely-carries" not in outlets
    (story,) = left_out(db.conn, "plain")["stories"]
    assert (story["story_id"], story["conclusion"]) == (coverage_cases.STORY, "left_out")
