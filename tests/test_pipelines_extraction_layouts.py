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
MIN_F1 = 0.99


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
        rows = [json.loads(line) for line in file]
    long_rows = [row for row in rows if len(row["article_body"]) > 300]
    chosen = long_rows[:: len(long_rows) // COUNT][:COUNT]
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
    assert average(scores).f1 >= MIN_F1
    lines = {line for article in articles for line in article.article_body.split("\n")}
    foreign_lines = lines - {text for sample, _ in pairs for text in sample.paragraphs}
    assert not [line for line in foreign_lines if line in FOOTER or SURROUNDINGS.search(line)]
    assert "�" not in "".join(article.article_body for article in articles)
    assert [sample.headline for sample, _ in pairs] == [article.headline for article in articles]
    dates = [article.date_published for article in articles]
    assert [sample.at.astimezone(UTC) for sample, _ in pairs] == dates
