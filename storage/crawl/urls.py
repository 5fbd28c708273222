"""Stores each address ever seen, with its outcome and the time of its next visit.

A link is stored as ``pending`` as soon as an index names it, so that a killed run loses no link.
The key of a row is the identity of the address, which all spellings of one address share.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from pipelines.model import Address, Hints, Outcome, iso_text
from storage.crawl.visits import Visit, record_visits
from storage.database.protocols import Store

_MAX_PARAMETERS = 500  # of one statement
_MAX_HINT_CHARS = 200_000  # of the text in a feed that is kept for a pending link
_END_OF_TIME = "9999"  # is sorted after all times of the database


@dataclass(frozen=True, slots=True)
class KnownUrl:
    """The stored row of an address."""

    address: Address
    source_id: str
    outcome: Outcome
    article_id: int | None
    first_seen_at: datetime
    attempts: int  # visits in a row that ended with this outcome
    hints: Hints
    reason: str | None = None
    is_accepted: bool = False  # whether a person accepted its page as an article


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link to be stored; ``newest_at`` is the time by which pending links are ordered."""

    address: Address
    hints: Hints
    newest_at: datetime | None = None


def known_outcomes(
    db: Store, identities: Iterable[str], source_id: str | None = None
) -> dict[str, Outcome]:
    """Return the outcomes of the known identities.

    With ``source_id``, an identity is left out if it is known only because a page of another source
    named it as its own address. ``add_pending`` gives such an address to this source.
    """
    outcomes: dict[str, Outcome] = {}
    distinct = list(dict.fromkeys(identities))
    for start in range(0, len(distinct), _MAX_PARAMETERS):
        part: list[str | None] = [*distinct[start : start + _MAX_PARAMETERS]]
        placeholders = ",".join("?" * len(part))
        rows = db.execute(
            f"SELECT identity, outcome FROM urls WHERE identity IN ({placeholders}) AND NOT"  # noqa: S608
            " (outcome = 'alias' AND article_id IS NOT NULL"
            " AND source_id <> coalesce(?, source_id))",
            [*part, source_id],
        )
        outcomes |= {identity: Outcome(outcome) for identity, outcome in rows}
    return outcomes


def known_url(db: Store, identity: str) -> KnownUrl | None:
    """Return the row of one address, or None."""
    return next(iter(_select(db, "identity = ?", [identity])), None)


def article_of(db: Store, identities: Iterable[str]) -> int | None:
    """Return the article that is stored for one of these addresses, or None."""
    for identity in identities:
        row = db.execute(
            "SELECT article_id FROM urls WHERE identity = ? AND article_id IS NOT NULL", [identity]
        ).fetchone()
        if row:
            (article_id,) = row
            return int(article_id)
    return None


def add_pending(db: Store, links: Iterable[FoundLink], *, source_id: str, now: datetime) -> int:
    """Store unknown links as pending and due at once; return how many were unknown.

    An address that is known only because a page of another source named it as its own is given to
    this source.
    """
    inserted = db.conn.executemany(
        "INSERT INTO urls (identity, url, source_id, outcome, first_seen_at, next_check_at,"
        " newest_at, hints) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (identity) DO UPDATE SET"
        " url = excluded.url, source_id = excluded.source_id, article_id = NULL, reason = NULL,"
        " outcome = 'pending', next_check_at = excluded.next_check_at, attempts = 0,"
        " newest_at = excluded.newest_at, hints = excluded.hints WHERE urls.outcome = 'alias'"
        " AND urls.article_id IS NOT NULL AND urls.source_id <> excluded.source_id",
        [
            (
                link.address.identity, link.address.url, source_id, Outcome.PENDING,
                iso_text(now), iso_text(now), iso_text(link.newest_at), _hints_text(link.hints),
            )
            for link in links
        ],
    )  # fmt: skip
    return max(inserted.rowcount, 0)  # sqlite3 returns -1 for an empty list


def reopen(db: Store, identities: Iterable[str], *, source_id: str, now: datetime) -> None:
    """Make links of the source that were too old for an earlier run pending again."""
    db.conn.executemany(
        "UPDATE urls SET outcome = 'pending', next_check_at = ?"
        " WHERE identity = ? AND outcome = 'too_old' AND source_id = ?",
        [(iso_text(now), identity, source_id) for identity in identities],
    )


def expect_change(
    db: Store, changed: Iterable[tuple[str, datetime]], *, source_id: str, now: datetime
) -> None:
    """Make the source's stored articles due that changed after their last fetch.

    ``changed`` are (identity of an address, time of the change that a sitemap states).
    """
    db.conn.executemany(
        "UPDATE urls SET next_check_at = :now WHERE identity = :identity AND checked_at < :when"
        " AND source_id = :source AND article_id IS NOT NULL"
        " AND outcome NOT IN ('alias', 'forgotten')",
        [
            {
                "now": iso_text(now),
                "identity": identity,
                "when": iso_text(when),
                "source": source_id,
            }
            for identity, when in changed
        ],
    )


def record_outcome(
    db: Store,
    address: Address,
    *,
    source_id: str,
    outcome: Outcome,
    now: datetime,
    reason: str | None = None,
    article_id: int | None = None,
    next_check_at: datetime | None = None,
) -> None:
    """Store the outcome of one visit as ``record_visits`` does."""
    visit = Visit(
        address=address,
        source_id=source_id,
        outcome=outcome,
        now=now,
        reason=reason,
        article_id=article_id,
        next_check_at=next_check_at,
    )
    record_visits(db, [visit])


def make_aliases(db: Store, article_id: int) -> None:
    """Make all addresses of an article aliases, which are not visited again."""
    db.execute(
        "UPDATE urls SET outcome = 'alias', next_check_at = NULL"
        " WHERE article_id = ? AND outcome != 'forgotten'",
        [article_id],
    )


def due_links(db: Store, source_id: str, *, now: datetime, limit: int) -> list[KnownUrl]:
    """Return the due addresses without an article, pending links and retries, newest first."""
    return _select(
        db,
        "source_id = ? AND article_id IS NULL AND next_check_at <= ? ORDER BY"
        " coalesce(newest_at, first_seen_at) DESC, attempts LIMIT ?",
        [source_id, iso_text(now), limit],
    )


def due_revisits(db: Store, source_id: str, *, now: datetime | None, limit: int) -> list[KnownUrl]:
    """Return the due addresses of articles; with ``now`` None, those of all live articles."""
    if now is None:
        return _select(
            db,
            "source_id = ? AND article_id IS NOT NULL AND outcome NOT IN ('alias', 'forgotten')"
            " AND (SELECT status FROM articles WHERE id = article_id) = 'live'"
            " ORDER BY first_seen_at DESC LIMIT ?",
            [source_id, limit],
        )
    return _select(
        db,
        "source_id = ? AND article_id IS NOT NULL AND next_check_at <= ?"
        " ORDER BY next_check_at DESC LIMIT ?",
        [source_id, iso_text(now), limit],
    )


def live_since(
    db: Store,
    source_id: str,
    *,
    since: datetime,
    until: datetime | None,
    now: datetime,
    limit: int,
) -> list[Address]:
    """Return the addresses of a source's live articles that were published in a time, newest first.

    The time begins at ``since`` and ends before ``until``. An article whose last visit ended as
    ``gone`` is left out, since its next visit is planned. An article whose last visit failed is
    left out until the next visit is due.
    """
    rows = db.execute(
        "SELECT u.url, u.identity FROM articles AS a JOIN urls AS u ON u.article_id = a.id"
        " WHERE a.source_id = ? AND a.date_published >= ? AND a.date_published < ?"
        " AND a.status = 'live' AND u.outcome NOT IN ('alias', 'forgotten', 'gone')"
        " AND (u.outcome IN ('stored', 'changed', 'unchanged') OR u.next_check_at <= ?)"
        " ORDER BY a.date_published DESC LIMIT ?",
        [source_id, iso_text(since), iso_text(until) or _END_OF_TIME, iso_text(now), limit],
    )
    return [Address(*row) for row in rows]


def make_due(db: Store, identities: Iterable[str], *, now: datetime) -> None:
    """Make these addresses due, so that this run visits them."""
    db.conn.executemany(
        "UPDATE urls SET next_check_at = ? WHERE identity = ?",
        [(iso_text(now), identity) for identity in identities],
    )


def postpone(db: Store, source_id: str, *, until: datetime) -> None:
    """Postpone the visits of a source's addresses that are due before ``until`` to that time."""
    db.execute(
        "UPDATE urls SET next_check_at = :until WHERE source_id = :id AND next_check_at < :until",
        {"until": iso_text(until), "id": source_id},
    )


def _select(db: Store, where: str, arguments: list[Any]) -> list[KnownUrl]:
    """Return the addresses whose rows meet a condition, which may also order and limit them."""
    rows = db.query(f"SELECT * FROM urls WHERE {where}", arguments)  # noqa: S608
    return [_known_url_of(row) for row in rows]


def _known_url_of(row: Mapping[str, Any]) -> KnownUrl:
    return KnownUrl(
        address=Address(row["url"], row["identity"]),
        source_id=row["source_id"],
        outcome=Outcome(row["outcome"]),
        article_id=row["article_id"],
        first_seen_at=datetime.fromisoformat(row["first_seen_at"]),
        attempts=row["attempts"],
        hints=_read_hints(row["hints"]),
        reason=row["reason"],
        is_accepted=bool(row["is_accepted"]),
    )


def hints_of_article(db: Store, article_id: int) -> Hints:
    """Return the facts that indexes stated of an article, without its text; else empty hints."""
    # The hints of the address under which the article is stored come first.
    row = db.execute(
        "SELECT u.hints FROM urls AS u JOIN articles AS a ON a.id = u.article_id"
        " WHERE u.article_id = ? AND u.hints IS NOT NULL ORDER BY u.url = a.url DESC LIMIT 1",
        [article_id],
    ).fetchone()
    (hints_text,) = row or (None,)
    return _read_hints(hints_text)


def _hints_text(hints: Hints) -> str | None:
    """Return hints as JSON, without empty ones; None if all are empty."""
    values: dict[str, Any] = {}
    for name, value in asdict(hints).items():
        if isinstance(value, date):  # a datetime is a date, too
            values[name] = iso_text(value)
        elif value:
            values[name] = value[:_MAX_HINT_CHARS] if isinstance(value, str) else value
    return json.dumps(values, ensure_ascii=False) if values else None


def _read_hints(text: str | None) -> Hints:
    """Read hints from JSON; names that another version of Svodka wrote are left out."""
    values = json.loads(text) if text else {}
    for name in ("date_published", "date_modified"):
        if name in values:
            values[name] = _time_or_day(values[name])
    for name in ("authors", "keywords"):
        if name in values:
            values[name] = tuple(values[name])
    known_names = {field.name for field in fields(Hints)}
    return Hints(**{name: value for name, value in values.items() if name in known_names})


def _time_or_day(text: str) -> datetime | date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
