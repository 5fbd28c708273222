"""Stores how visits to addresses ended, and returns what visits need to know of addresses.

The table is that of ``storage.crawl.urls``; the functions are for many addresses at once.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pipelines.model import Address, Outcome, iso_text
from storage.database.protocols import Store
from storage.database.row_sets import write_rows


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """What is stored of an address for the next visit of its page."""

    source_id: str  # whose link it is
    owner: str  # the source of its article, else ``source_id``
    outcome: Outcome
    article_id: int | None
    reason: str | None
    attempts: int  # visits in a row that ended with this outcome

    def is_claimed_from(self, source_id: str) -> bool:
        """Return whether only a page of another source has named this address as its own.

        A page of ``source_id`` that is fetched from the address takes it from the other source.
        """
        is_alias = self.outcome is Outcome.ALIAS and self.article_id is not None
        return is_alias and self.source_id != source_id

    def given_to(self, source_id: str) -> "KnownAddress":
        """Return what is stored after ``give_addresses``."""
        return KnownAddress(
            source_id=source_id,
            owner=source_id,
            outcome=Outcome.PENDING,
            article_id=None,
            reason=None,
            attempts=0,
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """How a visit to an address at the time ``now`` ended.

    Without ``next_check_at`` the address is never visited again.
    """

    address: Address
    source_id: str
    outcome: Outcome
    now: datetime
    reason: str | None = None
    article_id: int | None = None
    next_check_at: datetime | None = None


def known_addresses(db: Store, identities: Collection[str]) -> dict[str, KnownAddress]:
    """Return what is stored of addresses, by identity; unknown identities are left out."""
    rows = db.execute(
        "SELECT u.identity, u.source_id, coalesce(a.source_id, u.source_id), u.outcome,"
        " u.article_id, u.reason, u.attempts FROM json_each(?) AS wanted_texts"
        " JOIN urls AS u ON u.identity = wanted_texts.value"
        " LEFT JOIN articles AS a ON a.id = u.article_id",
        [json.dumps(list(identities))],
    )
    return {
        identity: KnownAddress(source_id, owner, Outcome(outcome), article_id, reason, attempts)
        for identity, source_id, owner, outcome, article_id, reason, attempts in rows.fetchall()
    }


def record_visits(db: Store, visits: Iterable[Visit]) -> None:
    """Store the outcomes of visits; each address may occur once.

    A stored article stays linked if a later visit fails. ``attempts`` counts visits in a row with
    the same outcome. The hints are kept for revisits, without the full text of a feed. The outcome
    ``forgotten`` is never overwritten.
    """
    write_rows(
        db.conn,
        "INSERT INTO urls (identity, url, source_id, article_id, outcome, reason, first_seen_at,"
        " checked_at, next_check_at, attempts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, 1)"
        " ON CONFLICT (identity) DO UPDATE SET"
        " attempts = CASE WHEN urls.outcome = excluded.outcome THEN urls.attempts + 1 ELSE 1 END,"
        " article_id = coalesce(excluded.article_id, urls.article_id), outcome = excluded.outcome,"
        " reason = excluded.reason, checked_at = excluded.checked_at,"
        " next_check_at = excluded.next_check_at,"
        " hints = json_remove(urls.hints, '$.article_body') WHERE urls.outcome != 'forgotten'",
        [
            (
                visit.address.identity, visit.address.url, visit.source_id, visit.article_id,
                visit.outcome, visit.reason, iso_text(visit.now), iso_text(visit.next_check_at),
            )
            for visit in visits
        ],
    )  # fmt: skip


def give_addresses(db: Store, source_ids: Mapping[str, str]) -> None:
    """Give addresses to sources, by identity, as pending links without an article.

    Call this for addresses that only pages of other sources have named as their own, when pages of
    these sources were fetched from them.
    """
    write_rows(
        db.conn,
        "UPDATE urls SET source_id = ?, article_id = NULL, reason = NULL, attempts = 0,"
        " outcome = 'pending' WHERE identity = ?",
        [(source_id, identity) for identity, source_id in source_ids.items()],
    )
