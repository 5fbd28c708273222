"""Reads the dates of a source's newest articles, with the statements of page and feed."""

import json
from dataclasses import dataclass

from storage.database.protocols import Store


@dataclass(frozen=True, slots=True)
class DatedArticle:
    """The date of one article; times are ISO 8601 text in UTC.

    ``stated`` are (statement of the publication time, place where it was found).
    """

    date_published: str | None
    precision: str | None  # "minute" or "day"
    first_seen: str
    stated: tuple[tuple[str, str], ...] = ()


def source_timezone(db: Store, source_id: str) -> str | None:
    """Return the time zone of a source as it was last read from ``sources.toml``."""
    row = db.execute("SELECT timezone FROM sources WHERE id = ?", [source_id]).fetchone()
    if row is None:
        return None
    (timezone,) = row
    return str(timezone)


def newest_dates(db: Store, source_id: str, limit: int = 20) -> list[DatedArticle]:
    """Return the dates of the articles stored last, newest first."""
    rows = db.execute(
        "SELECT id, date_published, date_published_precision, date_first_seen FROM articles"
        " WHERE source_id = ? AND id > 0 ORDER BY id DESC LIMIT ?",
        [source_id, limit],
    ).fetchall()
    stated = _statements(db, [article_id for article_id, *_ in rows])
    return [
        DatedArticle(
            date_published=published_at,
            precision=precision,
            first_seen=seen_at,
            stated=tuple(stated.get(article_id, ())),
        )
        for article_id, published_at, precision, seen_at in rows
    ]


def _statements(db: Store, article_ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Return by article id the statements of the publication time, each with its place."""
    statements: dict[int, list[tuple[str, str]]] = {}
    rows = db.conn.execute(
        "SELECT e.article_id, e.value, e.found_in FROM json_each(?) AS wanted"
        " JOIN evidence AS e ON e.article_id = wanted.value WHERE e.fact = 'date_published'",
        (json.dumps(article_ids),),
    )
    for article_id, value, place in rows.fetchall():
        statements.setdefault(article_id, []).append((value, place))
    return statements
