"""Lists the articles to be added to the index of copies after an upgrade of the database."""

from collections.abc import Collection

from sqlite_utils import Database


def articles_to_place(db: Database, *, limit: int) -> list[int]:
    """Return the ids, ascending, of at most ``limit`` articles that are not in the index."""
    rows = db.execute(
        "SELECT article_id FROM articles_to_place JOIN articles ON id = article_id"
        " ORDER BY 1 LIMIT ?",
        [limit],
    )
    return [article_id for (article_id,) in rows.fetchall()]


def remove_placed(db: Database, ids: Collection[int]) -> None:
    """Remove articles from the list. Call it in the transaction that adds them to the index."""
    db.conn.executemany(
        "DELETE FROM articles_to_place WHERE article_id = ?", [(one,) for one in ids]
    )
