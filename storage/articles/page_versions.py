"""Stores which version of an article's page was read, so that a later visit can be short.

The version is deleted when no further visit to the page is planned, and with the article.
"""

from dataclasses import dataclass
from datetime import datetime

from pipelines.model import PageVersion, Validators, iso_text
from storage.database.protocols import Store


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """The version of a page at its last visit."""

    version: PageVersion
    validators: Validators
    read_at: datetime  # when the outlet last sent the page
    not_modified: int  # answers 304 in a row since then


def version_of(db: Store, article_id: int) -> StoredVersion | None:
    """Return the version of an article's page, or None."""
    row = db.execute(
        "SELECT page_digest, article_digest, etag, last_modified, read_at, not_modified"
        " FROM page_versions WHERE article_id = ?",
        [article_id],
    ).fetchone()
    if row is None:
        return None
    page, article, etag, last_modified, read_at, not_modified = row
    version = PageVersion(bytes(page), None if article is None else bytes(article))
    validators = Validators(etag, last_modified)
    return StoredVersion(version, validators, datetime.fromisoformat(read_at), not_modified)


def keep_version(
    db: Store, article_id: int, version: PageVersion, validators: Validators, *, now: datetime
) -> None:
    """Store the version of the page that the outlet sent now, instead of the earlier one."""
    db.conn.execute(
        "INSERT INTO page_versions"
        " (article_id, page_digest, article_digest, etag, last_modified, read_at, not_modified)"
        " VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT (article_id) DO UPDATE SET"
        " page_digest = excluded.page_digest, article_digest = excluded.article_digest,"
        " etag = excluded.etag, last_modified = excluded.last_modified,"
        " read_at = excluded.read_at, not_modified = 0",
        [
            article_id, version.page, version.article, validators.etag, validators.last_modified,
            iso_text(now),
        ],
    )  # fmt: skip


def count_not_modified(db: Store, article_id: int) -> None:
    """Note that the outlet answered 304 Not Modified."""
    db.conn.execute(
        "UPDATE page_versions SET not_modified = not_modified + 1 WHERE article_id = ?",
        [article_id],
    )


def forget_version(db: Store, article_id: int) -> None:
    """Delete the version of an article's page."""
    db.conn.execute("DELETE FROM page_versions WHERE article_id = ?", [article_id])
