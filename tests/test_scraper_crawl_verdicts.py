"""Tests that the health of a source is judged by several visits and polls."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipelines.model import Outcome
from pipelines.model.health import Status
from scraper.crawl.health import text_quality
from scraper.crawl.health.verdicts import (
    Report,
    SourceHistory,
    barred_verdict,
    min_streak,
    newest_addresses_first,
    poll_status,
    silence,
    streak_verdict,
    text_verdict,
)
from scraper.crawl.indexes.findings import IndexFindings
from storage.crawl.source_health import StoredText, Visit

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
READ = Visit(Outcome.STORED, None, is_article=True)
UNREADABLE = Visit(Outcome.NOT_ARTICLE, "no text", is_article=False)


def status_of(verdict: tuple[Status, str | None] | None) -> Status | None:
    if verdict is None:
        return None
    status, _ = verdict
    return status


def failed(outcome: Outcome) -> Visit:
    return Visit(outcome, None, is_article=False)


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([], None),
        ([READ] * 5, None),
        ([UNREADABLE] * 2, None),
        ([UNREADABLE] * 3, Status.UNREADABLE),
        ([UNREADABLE] * 3 + [READ] * 20, Status.UNREADABLE),
        ([UNREADABLE] * 5 + [READ, UNREADABLE] * 10, None),  # half of the earlier visits failed
        ([READ] + [UNREADABLE] * 30, None),
        ([failed(Outcome.HTTP_ERROR)] * 4, Status.HTTP_ERROR),
        # No outcome ends three of these visits.
        (
            [failed(Outcome.GONE), failed(Outcome.REDIRECT_LOOP), *[UNREADABLE] * 2, READ, READ],
            None,
        ),
        ([Visit(Outcome.GONE, None, is_article=True)] * 9 + [READ], None),  # removed by the outlet
    ],
)
def test_only_a_long_series_of_failures_counts(
    visits: list[Visit], expected: Status | None
) -> None:
    verdict = streak_verdict(visits)
    assert status_of(verdict) == expected


SEEN_AGAIN = Visit(Outcome.UNCHANGED, None, is_article=True)
CHALLENGED, REFUSED = failed(Outcome.CHALLENGE), failed(Outcome.HTTP_ERROR)


@pytest.mark.parametrize(
    ("visits", "poll_visit_count", "last_status", "expected"),
    [
        ([CHALLENGED], 1, None, Status.CHALLENGE),
        ([CHALLENGED] + [READ] * 50, 1, "working", Status.CHALLENGE),
        ([CHALLENGED] + [READ] * 50, 10, "working", None),  # one page of many
        ([CHALLENGED] + [READ] * 50, 0, "challenge", Status.CHALLENGE),
        ([CHALLENGED] + [READ] * 50, 0, "working", None),
        ([READ, CHALLENGED, CHALLENGED], 1, "challenge", None),
        ([SEEN_AGAIN, CHALLENGED, SEEN_AGAIN, SEEN_AGAIN], 4, "working", Status.CHALLENGE),
        ([REFUSED] + [READ] * 50, 1, "working", None),  # a single error
        ([REFUSED] * 2 + [READ] * 50, 2, "working", Status.HTTP_ERROR),
        ([REFUSED] * 2 + [READ] * 50, 0, "http_error", Status.HTTP_ERROR),
        ([UNREADABLE] * 2, 2, None, None),
        ([], 0, "challenge", None),
    ],
)
def test_an_outlet_behind_a_check_is_reported_at_the_first_poll(
    visits: list[Visit], poll_visit_count: int, last_status: str | None, expected: Status | None
) -> None:
    verdict = barred_verdict(visits, poll_visit_count, (last_status, "why"))
    assert status_of(verdict) == expected


def test_old_pages_that_can_be_read_do_not_hide_the_new_ones() -> None:
    old = [replace(SEEN_AGAIN, first_seen_at=f"2026-11-1{day}T08:00:00Z") for day in range(9)]
    new = [replace(UNREADABLE, first_seen_at=f"2026-11-2{day}T08:00:00Z") for day in range(3)]
    visits = [old[0], new[0], old[1], new[1], old[2], new[2], *old[3:]]
    assert streak_verdict(visits) is None
    verdict = streak_verdict(newest_addresses_first(visits))
    assert status_of(verdict) is Status.UNREADABLE


def test_a_source_with_more_failures_before_needs_a_longer_series() -> None:
    lengths = [min_streak([READ] * good + [UNREADABLE] * (30 - good)) for good in (30, 20, 10)]
    assert lengths == sorted(lengths)
    assert lengths[0] == 3
    assert min_streak([]) == 3


def article(text: str) -> StoredText:
    return StoredText("Мост открыт", text, len(text.split()))


GARBLED = "Жители города ждали этого дня с весны".encode().decode("cp1251", "replace")


@pytest.mark.parametrize(
    ("texts", "word_counts", "expected"),
    [
        ([article(GARBLED)] * 3, [200] * 20, Status.MOJIBAKE),
        ([article(GARBLED), article("Мост открыли."), article("Парк.")], [200] * 20, None),
        ([], [20, 25, 22] + [200] * 20, Status.TEXT_POORER),
        ([], [20, 25, 180] + [200] * 20, None),
        # The fault is reported until the texts are long again.
        ([], [20, 25, 22] * 4 + [200] * 20, Status.TEXT_POORER),
        ([], [20, 25, 22] + [200, 24] * 10, None),  # short items are usual here
        ([], [20, 25, 22], None),
    ],
)
def test_texts_are_judged_by_several_of_the_newest(
    texts: list[StoredText], word_counts: list[int], expected: Status | None
) -> None:
    verdict = text_verdict(texts, word_counts)
    assert status_of(verdict) == expected


@pytest.mark.parametrize(
    ("text", "is_garbled"),
    [
        ("Жители города ждали этого дня с весны", False),
        ("Les élèves étaient très fâchés après l'été passé à l'hôtel", False),
        (GARBLED, True),
        ("Жители города ждали этого дня".encode().decode("latin-1"), True),
        ("Жители города ждали этого дня".encode("cp1251").decode("latin-1"), True),
        ("Жители \ufffd\ufffd\ufffd города", True),
        ("", False),
    ],
)
def test_garbled_letters_are_recognised(text: str, *, is_garbled: bool) -> None:
    assert text_quality.is_garbled(text) is is_garbled


def report(**findings: Any) -> Report:
    return Report("sura", IndexFindings(**findings), visits=0, counts={}, milliseconds=10)


@pytest.mark.parametrize(
    ("findings", "history", "expected"),
    [
        ({"moved_to": "https://new.example/"}, SourceHistory(), Status.MOVED),
        ({"problems": [("http_error", "503")]}, SourceHistory(), Status.HTTP_ERROR),
        ({"not_modified": 1}, SourceHistory(last=("unreadable", "why")), Status.UNREADABLE),
        ({"not_modified": 1}, SourceHistory(), Status.NOT_MODIFIED),
        (
            {"working": 1, "lost_indexes": ["/rss is gone"], "read_urls": ["/"]},
            SourceHistory(),
            Status.INDEX_LOST,
        ),
        ({"working": 1}, SourceHistory(), Status.NO_LINKS),
        ({"not_modified": 1}, SourceHistory(visits=[UNREADABLE] * 4), Status.UNREADABLE),
        ({"not_modified": 1}, SourceHistory(newer_at_home=3), Status.STALE),
        ({"not_modified": 1}, SourceHistory(last=("stale", "why")), Status.STALE),
        (
            {"not_modified": 1, "lists_home": True},
            SourceHistory(last=("stale", "why")),
            Status.NOT_MODIFIED,
        ),
    ],
)
def test_the_most_serious_sign_decides_the_status(
    findings: dict[str, object], history: SourceHistory, expected: Status
) -> None:
    status, _ = poll_status(report(**findings), history, NOW)
    assert status == expected


UNANSWERED = Visit(Outcome.HTTP_ERROR, "the page shows no post", is_article=True)


@pytest.mark.parametrize(("posts_read", "expected"), [(1, Status.WORKING), (0, Status.HTTP_ERROR)])
def test_a_channel_works_while_its_preview_shows_posts(posts_read: int, expected: Status) -> None:
    polled = replace(report(working=1, links=1, posts_read=posts_read), visits=6)
    history = SourceHistory(visits=[UNANSWERED] * 5 + [SEEN_AGAIN])
    status, _ = poll_status(polled, history, NOW)
    assert status == expected


def test_silence_is_measured_by_the_usual_gap_of_the_outlet() -> None:
    hourly = [NOW - timedelta(days=5, hours=hours) for hours in range(9)]
    weekly = [NOW - timedelta(days=5, weeks=weeks) for weeks in range(9)]
    assert silence(hourly, NOW) == timedelta(days=5)
    assert silence(weekly, NOW) is None
    assert silence(hourly[:2], NOW) is None
