"""Forgetting: an article's every trace is deleted, and tombstones keep it from coming back."""

from collections.abc import Iterable
from datetime import datetime

from pipelines.model import Address, Outcome, iso_text
from storage.database.protocols import Store


def articles_of_source(db: Store, source_id: str) -> list[int]:
    """Return the ids of a source's articles."""
    return [
        row[0] for row in db.execute("SELECT id FROM articles WHERE source_id = ?", [source_id])
    ]


def addresses_of(db: Store, article_id: int) -> list[str]:
    """Return every address the article is known by."""
    rows = db.execute(
        "SELECT url FROM articles WHERE id = :id UNION SELECT canonical_url FROM articles"
        " WHERE id = :id AND canonical_url IS NOT NULL UNION SELECT url FROM urls"
        " WHERE article_id = :id",
        {"id": article_id},
    )
    return [row[0] for row in rows]


def source_of(db: Store, article_id: int) -> str:
    """Return the id of the article's source."""
    row = db.execute("SELECT source_id FROM articles WHERE id = ?", [article_id]).fetchone()
    return str(row[0])


def delete_articles(db: Store, ids: Iterable[int]) -> None:
    """Delete articles with all that hangs on them, within the caller's transaction.

    They have been taken out of their stories before. ``secure_delete`` (see ``erase_deleted``)
    decides whether their bytes are overwritten.
    """
    db.conn.executemany("DELETE FROM articles WHERE id = ?", [(number,) for number in ids])


def erase_deleted(db: Store) -> None:
    """Have SQLite overwrite what this connection deletes; to be called outside transactions."""
    db.execute("PRAGMA secure_delete = ON").fetchall()


def bury(db: Store, addresses: Iterable[Address], *, source_id: str, now: datetime) -> None:
    """Leave tombstones: these addresses are never fetched again."""
    addresses = list(addresses)
    db.conn.executemany(
        "DELETE FROM refused_pages WHERE identity = ?", [(one.identity,) for one in addresses]
    )
    db.conn.executemany(
        "INSERT INTO urls (identity, url, source_id, outcome, first_seen_at, checked_at)"
        " VALUES (:identity, :url, :source, :outcome, :now, :now) ON CONFLICT (identity) DO UPDATE"
        " SET outcome = excluded.outcome, article_id = NULL, next_check_at = NULL, hints = NULL,"
        " reason = NULL, checked_at = excluded.checked_at",
        [
            {
                "identity": address.identity,
                "url": address.url,
                "source": source_id,
                "outcome": Outcome.FORGOTTEN,
                "now": iso_text(now),
            }
            for address in addresses
        ],
    )


def bury_source(db: Store, source_id: str, *, now: datetime) -> None:
    """Turn every address of a source into a tombstone."""
    db.execute("DELETE FROM refused_pages WHERE source_id = ?", [source_id])
    db.execute(
        "UPDATE urls SET outcome = 'forgotten', article_id = NULL, next_check_at = NULL,"
        " hints = NULL, reason = NULL, checked_at = ? WHERE source_id = ?",
        [iso_text(now), source_id],
    )
