"""Tests that views and reactions are stored at each look that changed them."""

from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from pipelines.model import Article, Engagement, Source
from storage.articles.engagement import save_engagement
from storage.crawl.sources import save_sources
from storage.schema.migrations import bring_up_to_date
from tests.saved_articles import save_article

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_a_row_is_added_only_if_the_numbers_changed() -> None:
    db = Database(memory=True)
    bring_up_to_date(db)
    save_sources(db, [Source("penza", "Пенза", "https://t.me/penza", "RU-PNZ", "Europe/Moscow")])
    article = Article("https://t.me/penza/1", "Мост", "Мост открыт.")
    saved = save_article(db, article, url=article.url, source_id="penza", now=NOW)
    looks = [None, Engagement(10), Engagement(10), Engagement(12, (("👍", 3),)), None]
    for hour, seen in enumerate(looks):
        save_engagement(db, saved.article_id, seen, now=NOW + timedelta(hours=hour))
    rows = db.execute("SELECT seen_at, views, reactions FROM engagement").fetchall()
    assert rows == [
        ("2026-11-20T09:00:00Z", 10, "{}"),
        ("2026-11-20T11:00:00Z", 12, '{"👍": 3}'),
    ]
