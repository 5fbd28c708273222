"""Deletes articles on request, and marks their URLs so that they are never fetched again.

The mark of a URL is the outcome ``forgotten`` in the table ``urls``.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from pipelines.model import Address, Outcome, iso_text
from storage.database.protocols import Store


def articles_of_source(db: Store, source_id: str) -> list[int]:
    """Return the ids of a source's articles."""
    rows = db.execute("SELECT id FROM articles WHERE source_id = ?", [source_id])
    return [article_id for (article_id,) in rows]


def addresses_of(db: Store, article_id: int) -> list[str]:
    """Return all known URLs of an article."""
    rows = db.execute(
        "SELECT url FROM articles WHERE id = :id UNION SELECT canonical_url FROM articles"
        " WHERE id = :id AND canonical_url IS NOT NULL UNION SELECT url FROM urls"
        " WHERE article_id = :id",
        {"id": article_id},
    )
    return [url for (url,) in rows]


def main_images_of(db: Store, ids: Iterable[int]) -> list[str]:
    """Return the addresses of the lead images of articles."""
    rows = db.conn.execute(
        "SELECT a.main_image FROM json_each(?) AS wanted JOIN articles AS a ON a.id = wanted.value"
        " WHERE a.main_image IS NOT NULL",
        (json.dumps(list(ids)),),
    )
    return [str(main_image) for (main_image,) in rows.fetchall()]


def source_of(db: Store, article_id: int) -> str:
    """Return the id of the article's source."""
    query = "SELECT source_id FROM articles WHERE id = ?"
    (source_id,) = db.execute(query, [article_id]).fetchone()
    return str(source_id)


def delete_articles(db: Store, ids: Iterable[int]) -> None:
    """Delete articles and the rows that refer to them, within the caller's transaction.

    Remove the articles from their stories first. Their bytes in the file are overwritten if
    ``erase_deleted`` was called before.
    """
    db.conn.executemany("DELETE FROM articles WHERE id = ?", [(article_id,) for article_id in ids])


def erase_deleted(db: Store) -> None:
    """Let SQLite overwrite the bytes of rows that this connection deletes from now on.

    Call it outside transactions.
    """
    db.execute("PRAGMA secure_delete = ON").fetchall()


def mark_forgotten(
    db: Store, addresses: Iterable[Address], *, source_id: str, now: datetime
) -> None:
    """Mark URLs as forgotten, and delete their kept refused pages."""
    addresses = list(addresses)
    db.conn.executemany(
        "DELETE FROM refused_pages WHERE identity = ?",
        [(address.identity,) for address in addresses],
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


def mark_source_forgotten(db: Store, source_id: str, *, now: datetime) -> None:
    """Mark all URLs of a source as forgotten, and delete their kept refused pages."""
    db.execute("DELETE FROM refused_pages WHERE source_id = ?", [source_id])
    db.execute(
        "UPDATE urls SET outcome = 'forgotten', article_id = NULL, next_check_at = NULL,"
        " hints = NULL, reason = NULL, checked_at = ? WHERE source_id = ?",
        [iso_text(now), source_id],
    )
