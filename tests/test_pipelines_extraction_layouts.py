"""Tests that text, headline and time of Russian articles are read in many page layouts."""

import gzip
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from benchmarks.extraction.scoring import average, score_page
from pipelines.extraction.read_page import read_page
from pipelines.model import Article, Page
from pipelines.parsing.text import normalized_line
from tests.page_layouts import FOOTER, FRESH, KNOWN, SURROUNDINGS, Layout
from tests.shared import SHARED, needs_shared

ZONE = ZoneInfo("Asia/Yekaterinburg")
START = datetime(2026, 3, 1, 8, 7, tzinfo=ZONE)
COUNT = 12  # texts; each is read in every layout


@dataclass(frozen=True)
class SampleText:
    """An article whose text, headline and time are right."""

    headline: str
    paragraphs: list[str]
    at: datetime


def samples() -> list[SampleText]:
    """Return COUNT articles at even distances in the shared file of news."""
    path = SHARED / "dedup" / "russian-news.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(row) for row in file]
    rows = [row for row in rows if len(row["article_body"]) > 300]
    chosen = rows[:: len(rows) // COUNT][:COUNT]
    return [
        SampleText(
            normalized_line(row["headline"]),
            [text for part in row["article_body"].split("\n") if (text := normalized_line(part))],
            START + timedelta(hours=7 * index, minutes=13 * index),
        )
        for index, row in enumerate(chosen)
    ]


def read(sample: SampleText, layout: Layout) -> Article | None:
    page = Page(
        url="https://vesti.example/news/1",
        body=layout(sample.headline, sample.paragraphs, sample.at),
        fetched_at=sample.at + timedelta(days=1),
        timezone=ZONE.key,
    )
    return read_page(page).article


@needs_shared
@pytest.mark.parametrize("layout", [*KNOWN, *FRESH], ids=lambda layout: layout.__name__)
def test_text_headline_and_minute_are_read_in_every_layout(layout: Layout) -> None:
    pairs = [(sample, read(sample, layout)) for sample in samples()]
    articles = [article for _, article in pairs if article is not None]
    assert len(articles) == len(pairs)
    scores = [
        score_page(article.article_body if article else "", "\n".join(sample.paragraphs))
        for sample, article in pairs
    ]
    assert average(scores).f1 >= 0.99
    found = {text for article in articles for text in article.article_body.split("\n")}
    found -= {text for sample, _ in pairs for text in sample.paragraphs}
    assert not [text for text in found if text in FOOTER or SURROUNDINGS.search(text)]
    assert "�" not in "".join(article.article_body for article in articles)
    assert [sample.headline for sample, _ in pairs] == [article.headline for article in articles]
    assert [sample.at.astimezone(UTC) for sample, _ in pairs] == [
        a.date_published for a in articles
    ]
