"""Tells which articles have no text any more because of their age."""

import json
from collections.abc import Collection

from storage.database.protocols import Connection, Store

PRUNED = "text pruned"  # shown by pages and commands in the place of a text


def pruned_at(db: Store | Connection, article_id: int) -> str | None:
    """Return when the text of an article was pruned (ISO 8601), or None if it was not."""
    row = db.execute(
        "SELECT pruned_at FROM pruned_texts WHERE article_id = ?", [article_id]
    ).fetchone()
    if row is None:
        return None
    (pruned_at_time,) = row
    return str(pruned_at_time)


def pruned_articles(db: Store, article_ids: Collection[int]) -> frozenset[int]:
    """Return those of the articles whose texts were pruned."""
    rows = db.execute(
        "SELECT p.article_id FROM json_each(?) AS wanted"
        " JOIN pruned_texts AS p ON p.article_id = wanted.value",
        [json.dumps(list(article_ids))],
    )
    return frozenset(article_id for (article_id,) in rows.fetchall())


def count_pruned(db: Store, source_id: str | None = None) -> int:
    """Return how many articles, of one source or all, have no text any more."""
    (count,) = db.execute(
        "SELECT count(*) FROM pruned_texts AS p JOIN articles AS a ON a.id = p.article_id"
        " WHERE coalesce(?, a.source_id) = a.source_id",
        [source_id],
    ).fetchone()
    return int(count)
