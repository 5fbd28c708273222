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
    alone, roads, schools = releases(db.conn)["releases"]
    assert [release["story_id"] for release in (alone, roads, schools)] == [
        "alone", "roads", "schools",
    ]  # fmt: skip
    whole, more = schools["printed_by"]
    assert (whole["source"], whole["adds_nothing"]) == ("vesti", True)
    assert (more["source"], more["adds_nothing"]) == ("sura", False)
    assert more["untrusted"]["added"]["numbers"] == ["340"]
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
    assert outlets["lone"]["conclusion"] == "left_out"
    assert (outlets["lone"]["habit"]["carried"], outlets["lone"]["habit"]["of"]) == (8, 8)
    assert outlets["worded"]["perhaps_in_other_words"]["untrusted"]["headline"]
    assert "rare" not in outlets
    (story,) = left_out(db.conn, "lone")["stories"]
    assert (story["story_id"], story["conclusion"]) == (coverage_cases.STORY, "left_out")
