"""Keeps and lists pages that were refused as no articles, and stores that a person accepts one."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

import zstandard
from sqlite_utils import Database

from pipelines.model import Outcome, iso_text
from storage.articles.raw_pages import MAX_PAGE_BYTES, compressed
from storage.database.protocols import Store
from storage.database.row_sets import write_rows

REFUSED = (Outcome.NOT_ARTICLE, Outcome.CHALLENGE)
SHARED_TEXT = "the same text under unlike headlines"  # a reason to refuse a page
_MAX_VISITS = 2_000  # newest visits to pages of a source, by which a reason is new or known


@dataclass(frozen=True, slots=True)
class Refused:
    """One refused address; ``next_check_at`` is None if it is not visited again."""

    source_id: str
    url: str
    outcome: Outcome
    reason: str | None
    checked_at: str
    next_check_at: str | None


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """A refused page, with the values that are needed to read it again."""

    identity: str
    source_id: str
    url: str
    fetched_at: datetime
    encoding: str | None
    body: bytes


def keep_refused_page(
    db: Store, identity: str, *, source_id: str, url: str, fetched_at: datetime,
    encoding: str | None, body: bytes,
) -> None:  # fmt: skip
    """Keep the newest page of a refused address; a page above MAX_PAGE_BYTES is not kept."""
    forget_refused_pages(db, [identity])
    if len(body) <= MAX_PAGE_BYTES:
        db.conn.execute(
            "INSERT INTO refused_pages (identity, source_id, url, fetched_at, encoding, body)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [identity, source_id, url, iso_text(fetched_at), encoding, compressed(body)],
        )


def forget_refused_pages(db: Store, identities: Collection[str]) -> None:
    """Delete the kept pages of addresses."""
    write_rows(
        db.conn,
        "DELETE FROM refused_pages WHERE identity = ?",
        [(identity,) for identity in identities],
    )


def refused_page(db: Database, identity: str) -> RefusedPage | None:
    """Return the kept page of a refused address, or None."""
    row = db.execute(
        "SELECT source_id, url, fetched_at, encoding, body FROM refused_pages WHERE identity = ?",
        [identity],
    ).fetchone()
    if row is None:
        return None
    source_id, url, fetched_at, encoding, body = row
    return RefusedPage(
        identity=identity,
        source_id=source_id,
        url=url,
        fetched_at=datetime.fromisoformat(fetched_at),
        encoding=encoding,
        body=zstandard.ZstdDecompressor().decompress(body, max_output_size=MAX_PAGE_BYTES),
    )


def refused_pages(db: Database, source_id: str | None = None) -> Iterator[RefusedPage]:
    """Yield the kept pages of refused addresses, of one source or all."""
    rows = db.execute(
        "SELECT identity FROM refused_pages WHERE coalesce(?, source_id) = source_id"
        " ORDER BY identity",
        [source_id],
    ).fetchall()
    for (identity,) in rows:  # one page in memory at a time
        if page := refused_page(db, identity):
            yield page


def count_refused_pages(db: Database, source_id: str | None = None) -> int:
    """Return how many pages of refused addresses are kept, of one source or all."""
    (count,) = db.execute(
        "SELECT count(*) FROM refused_pages WHERE coalesce(?, source_id) = source_id", [source_id]
    ).fetchone()
    return int(count)


def refused(db: Database, source_id: str | None = None) -> list[Refused]:
    """Return the refused addresses without an article, the last visited first."""
    rows = db.execute(
        "SELECT source_id, url, outcome, reason, checked_at, next_check_at FROM urls"
        " WHERE outcome IN (?, ?) AND article_id IS NULL AND checked_at IS NOT NULL"
        " AND coalesce(?, source_id) = source_id ORDER BY checked_at DESC, url",
        [*REFUSED, source_id],
    )
    return [
        Refused(
            source_id=of_source,
            url=url,
            outcome=Outcome(outcome),
            reason=reason,
            checked_at=checked_at,
            next_check_at=next_check_at,
        )
        for of_source, url, outcome, reason, checked_at, next_check_at in rows.fetchall()
    ]


def accept_url(db: Database, identity: str, now: datetime) -> None:
    """Store that a person accepted the page as an article, and make its address due at once."""
    db.execute(
        "UPDATE urls SET is_accepted = 1, next_check_at = ? WHERE identity = ?",
        [iso_text(now), identity],
    )


def refusals_since(db: Store, source_id: str, began: datetime) -> tuple[list[str], set[str]]:
    """Return the reason of each page first refused since ``began``, and the earlier reasons.

    If no page of the source was fetched before ``began``, there are no earlier reasons to compare
    with, and only SHARED_TEXT is returned: these pages had been stored as articles first.
    """
    rows = db.execute(
        "SELECT outcome, reason, checked_at >= ? AND attempts = 1 FROM urls"
        " WHERE source_id = ? AND checked_at IS NOT NULL ORDER BY checked_at DESC LIMIT ?",
        [iso_text(began), source_id, _MAX_VISITS],
    ).fetchall()
    has_earlier_visits = any(not is_new for _, _, is_new in rows)
    new_reasons: list[str] = []
    earlier_reasons: set[str] = set()
    for outcome, reason, is_new in rows:
        is_counted = has_earlier_visits or reason == SHARED_TEXT
        if outcome not in REFUSED or not is_counted:
            continue
        name, _, _ = (reason or str(outcome)).partition(":")  # without the details after the colon
        if is_new:
            new_reasons.append(name)
        else:
            earlier_reasons.add(name)
    return new_reasons, earlier_reasons
