"""Tests which article of an outlet may report a story in other words."""

from datetime import timedelta
from pathlib import Path

import pytest

from storage.database.sqlite import open_database
from storage.reporting.similar import similar_article, stems_of_stories
from tests.coverage_cases import NOW, STORY, add_article, fill


@pytest.mark.parametrize(
    ("headline", "hours", "is_similar"),
    [
        ("Бюджет Пензы утверждён депутатами Думы", 40, True),
        ("Бюджет Пензы утверждён депутатами Думы", 52, True),  # shortly before the first publisher
        ("Бюджет Пензы утверждён депутатами Думы", 70, False),  # before the story was news
        ("В Пензе выпал первый снег", 40, False),
    ],
)
def test_headlines_of_the_time_in_which_the_story_was_news_are_compared(
    tmp_path: Path, headline: str, hours: int, is_similar: bool
) -> None:
    db = open_database(tmp_path / "news.db")
    fill(db)
    article_id = add_article(db, "plain", "in-other-words", headline, NOW - timedelta(hours=hours))
    period = (NOW - timedelta(days=2), NOW)
    similar = similar_article(db.conn, "plain", period, stems_of_stories(db.conn, [STORY]))
    assert (similar.article_id if similar else None) == (article_id if is_similar else None)
    db.close()
