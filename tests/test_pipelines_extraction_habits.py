"""Tests that Russian texts in many kinds of markup give whole text, date and headline."""

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
from tests.markup_habits import FOOTER, FRESH, FURNITURE, KNOWN, Habit
from tests.shared import SHARED, needs_shared

ZONE = ZoneInfo("Asia/Yekaterinburg")
START = datetime(2026, 3, 1, 8, 7, tzinfo=ZONE)
COUNT = 12  # texts; each is read in every habit


@dataclass(frozen=True)
class Told:
    """An article as it was given to an outlet."""

    headline: str
    paragraphs: list[str]
    at: datetime


def texts() -> list[Told]:
    path = SHARED / "dedup" / "russian-news.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(row) for row in file]
    rows = [row for row in rows if len(row["article_body"]) > 300]
    chosen = rows[:: len(rows) // COUNT][:COUNT]
    return [
        Told(
            normalized_line(row["headline"]),
            [text for part in row["article_body"].split("\n") if (text := normalized_line(part))],
            START + timedelta(hours=7 * index, minutes=13 * index),
        )
        for index, row in enumerate(chosen)
    ]


def read(told: Told, habit: Habit) -> Article | None:
    page = Page(
        url="https://vesti.example/news/1",
        body=habit(told.headline, told.paragraphs, told.at),
        fetched_at=told.at + timedelta(days=1),
        timezone=ZONE.key,
    )
    return read_page(page).article


@needs_shared
@pytest.mark.parametrize("habit", [*KNOWN, *FRESH], ids=lambda habit: habit.__name__)
def test_text_headline_and_minute_come_out_of_every_habit(habit: Habit) -> None:
    pairs = [(told, read(told, habit)) for told in texts()]
    articles = [article for _, article in pairs if article is not None]
    assert len(articles) == len(pairs)
    scores = [
        score_page(article.article_body if article else "", "\n".join(told.paragraphs))
        for told, article in pairs
    ]
    assert average(scores).f1 >= 0.99
    found = {text for article in articles for text in article.article_body.split("\n")}
    found -= {text for told, _ in pairs for text in told.paragraphs}
    assert not [text for text in found if text in FOOTER or FURNITURE.search(text)]
    assert "�" not in "".join(article.article_body for article in articles)
    assert [told.headline for told, _ in pairs] == [article.headline for article in articles]
    assert [told.at.astimezone(UTC) for told, _ in pairs] == [a.date_published for a in articles]
