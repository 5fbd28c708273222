"""Lists the articles that must be added to the index of copies, or signed again, after an upgrade.

An article is signed when its features are computed, of which its MinHash signature is one.
"""

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
        "DELETE FROM articles_to_place WHERE article_id = ?", [(article_id,) for article_id in ids]
    )


def signed_by_earlier_version(db: Database, *, since_day: int, limit: int) -> list[int]:
    """Return the ids of at most ``limit`` articles whose features an earlier version computed.

    Such features have no number of words. Only articles of ``since_day`` (in days since 1970-01-01)
    or later are returned. Articles whose texts were pruned are left out, since their features can't
    be computed again.
    """
    rows = db.execute(
        "SELECT article_id FROM signatures"
        " WHERE word_count = 0 AND shingle_count > 0 AND day >= ?"
        " AND article_id NOT IN (SELECT article_id FROM pruned_texts) ORDER BY day, 1 LIMIT ?",
        [since_day, limit],
    )
    return [article_id for (article_id,) in rows.fetchall()]
