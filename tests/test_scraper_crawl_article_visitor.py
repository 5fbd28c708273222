"""Tests how often a half-drawn page is tried, and what is stored if it stays half-drawn."""

from datetime import UTC, datetime

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.model import Address, Evidence, Hints, Outcome, Page
from scraper.crawl.article_visitor import is_tried_enough
from storage.crawl.urls import KnownUrl
from tests.script_pages import paragraphs_of

URL = "https://gazeta.example/news/12-most"
NOW = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outcome", "attempts", "article_id", "is_read"),
    [
        (Outcome.PENDING, 0, None, False),
        (Outcome.STOPPED_WALL, 1, None, False),
        (Outcome.STOPPED_WALL, 2, None, True),
        (Outcome.TIMEOUT, 9, None, False),  # the attempts of another outcome
        (Outcome.STOPPED_WALL, 9, 4, False),  # an article of it is stored
        (Outcome.UNCHANGED, 9, 4, False),
    ],
)
def test_a_half_drawn_page_is_read_in_its_third_run_unless_its_article_is_stored(
    outcome: Outcome, attempts: int, article_id: int | None, is_read: bool
) -> None:
    known = KnownUrl(
        Address(URL, URL),
        "gazeta",
        outcome,
        article_id=article_id,
        first_seen_at=NOW,
        attempts=attempts,
        hints=Hints(),
    )
    assert is_tried_enough(known) is is_read


def test_the_evidence_names_a_half_drawn_page() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs_of(1))
    body = (
        "<!doctype html><html lang=ru><head><title>Мост</title></head><body><article>"
        f"<h1>Мост открыли</h1>{text}</article></body></html>"
    )
    plain = read_page(Page(URL, body.encode(), encoding="utf-8"))
    reason = "it was growing"
    half_drawn = read_page(Page(URL, body.encode(), encoding="utf-8", half_drawn_reason=reason))
    assert plain.article is not None
    assert half_drawn.article is not None
    added = Evidence("rendering", reason, "browser")
    assert half_drawn.article.evidence == (*plain.article.evidence, added)
