"""Articles that an upgrade left without a place in the index of copies."""

from collections.abc import Collection

from sqlite_utils import Database


def articles_to_place(db: Database, *, limit: int) -> list[int]:
    """Return the ids of at most ``limit`` articles that wait to be placed, in order."""
    rows = db.execute(
        "SELECT article_id FROM articles_to_place JOIN articles ON id = article_id"
        " ORDER BY 1 LIMIT ?",
        [limit],
    )
    return [article_id for (article_id,) in rows.fetchall()]


def note_placed(db: Database, ids: Collection[int]) -> None:
    """Take placed articles from the list, in the transaction that places them."""
    db.conn.executemany(
        "DELETE FROM articles_to_place WHERE article_id = ?", [(one,) for one in ids]
    )
