"""Stores which version of an article's page was read, so that a later visit can be short.

The version is deleted when no further visit to the page is planned, and with the article.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pipelines.model import PageVersion, Validators, iso_text
from storage.database.protocols import Store
from storage.database.row_sets import write_rows


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


class SentVersion(NamedTuple):
    """The version of an article's page that its outlet sent at the time ``now``."""

    article_id: int
    version: PageVersion
    validators: Validators
    now: datetime


def keep_versions(db: Store, sent: Iterable[SentVersion]) -> None:
    """Store the versions of pages instead of the earlier ones; each article may occur once."""
    write_rows(
        db.conn,
        "INSERT INTO page_versions"
        " (article_id, page_digest, article_digest, etag, last_modified, read_at, not_modified)"
        " VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT (article_id) DO UPDATE SET"
        " page_digest = excluded.page_digest, article_digest = excluded.article_digest,"
        " etag = excluded.etag, last_modified = excluded.last_modified,"
        " read_at = excluded.read_at, not_modified = 0",
        [
            (
                article_id, version.page, version.article, validators.etag,
                validators.last_modified, iso_text(now),
            )
            for article_id, version, validators, now in sent
        ],
    )  # fmt: skip


def count_not_modified(db: Store, article_ids: Collection[int]) -> None:
    """Note that outlets answered 304 Not Modified for the pages of these articles."""
    write_rows(
        db.conn,
        "UPDATE page_versions SET not_modified = not_modified + 1 WHERE article_id = ?",
        [(article_id,) for article_id in article_ids],
    )


def forget_versions(db: Store, article_ids: Collection[int]) -> None:
    """Delete the versions of the pages of these articles."""
    write_rows(
        db.conn,
        "DELETE FROM page_versions WHERE article_id = ?",
        [(article_id,) for article_id in article_ids],
    )
