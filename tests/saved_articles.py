"""Saves single articles, while a crawl saves many at once."""

from datetime import datetime

from pipelines.model import Article
from storage.articles.rows import ArticleToSave, Saved, save_articles
from storage.database.protocols import Store


def save_article(
    db: Store,
    article: Article,
    *,
    url: str,
    source_id: str,
    now: datetime,
    article_id: int | None = None,
) -> Saved:
    """Save one article as ``save_articles`` does."""
    (saved,) = save_articles(db, [ArticleToSave(article, url, source_id, now, article_id)])
    return saved
