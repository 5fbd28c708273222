"""Stores the text of an article that is compared: its body without the cut recurring lines."""

from collections.abc import Mapping

from storage.database.protocols import Store
from storage.database.row_sets import write_rows


def keep_compared_text(db: Store, article_id: int, text: str | None) -> None:
    """Store the compared text of an article: None if no lines were cut from ``article_body``.

    The article's signature must be stored already. Call this whenever ``article_body`` changes.
    """
    keep_compared_texts(db, {article_id: text})


def keep_compared_texts(db: Store, texts: Mapping[int, str | None]) -> None:
    """Store the compared texts of articles, as ``keep_compared_text`` does."""
    write_rows(
        db.conn,
        "UPDATE signatures SET text = ? WHERE article_id = ? AND text IS DISTINCT FROM ?",
        [(text, article_id, text) for article_id, text in texts.items()],
    )
