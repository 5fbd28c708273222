"""Reads the table of all outlets: own articles and copies of the last 30 days, and text quality."""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from storage.browse.outlets import Outlets

DAYS = 30  # of the period that the table shows
# Articles, copies, advertising, and copies that are advertising, by outlet and day. Each number is
# the size of a part of an index. One query that groups all articles takes more than twice as long,
# since SQLite sorts them.
_OF_DAY = """SELECT count(*) FROM articles AS a WHERE a.source_id = s.id
    AND a.date_published >= d.day AND a.date_published < d.next_day"""
_IS_COPY, _IS_ADVERTISING = "a.relation IN ('reprint', 'excerpt')", "a.is_advertising = 1"
_COUNTS = f"""
    WITH days AS MATERIALIZED
        (SELECT value AS day, date(value, '+1 day') AS next_day FROM json_each(?))
    SELECT s.id, d.day, ({_OF_DAY}), ({_OF_DAY} AND {_IS_COPY}), ({_OF_DAY} AND {_IS_ADVERTISING}),
        ({_OF_DAY} AND {_IS_ADVERTISING} AND {_IS_COPY})
    FROM sources AS s CROSS JOIN days AS d"""  # noqa: S608
_RATED_ARTICLES = 10  # the newest, whose mean text quality is shown, as in `scrapy sources`


class Column(StrEnum):
    """The columns by which the table can be sorted."""

    NAME = "name"
    REGION = "region"
    STATUS = "status"
    ARTICLES = "articles"
    COPIED = "copied"
    QUALITY = "quality"
    LAST = "last"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class OutletRow:
    """An outlet in the table; its row of ``sources`` has its name, status and times."""

    id: str
    source: sqlite3.Row
    region_name: str
    days: tuple[tuple[int, int], ...]  # own articles and copies of each day, the oldest day first
    text_quality: float | None  # the mean of the newest articles, 0–1

    @property
    def articles(self) -> int:
        return sum(own + copied for own, copied in self.days)

    @property
    def copied_share(self) -> float | None:
        """Return the share of copies among the articles of the period, 0–1."""
        return sum(copied for _, copied in self.days) / self.articles if self.articles else None


def outlet_rows(conn: sqlite3.Connection, outlets: Outlets, last: date) -> list[OutletRow]:
    """Return a row for each outlet, by region and name; the period ends with the day ``last``.

    Days are those of UTC, since the table compares outlets of many time zones.
    """
    first = last - timedelta(days=DAYS - 1)
    days = [(first + timedelta(days=offset)).isoformat() for offset in range(DAYS)]
    counts = _counts(conn, days)
    qualities = _qualities(conn, list(outlets.sources))
    table_rows = [
        OutletRow(
            id=source_id,
            source=source,
            region_name=outlets.region_name(source["region"]),
            days=tuple(counts.get((source_id, day), (0, 0)) for day in days),
            text_quality=qualities.get(source_id),
        )
        for source_id, source in outlets.sources.items()
    ]
    return sort_rows(table_rows, Column.REGION)


def sort_rows(
    rows: Sequence[OutletRow], column: Column, *, descending: bool = False
) -> list[OutletRow]:
    """Return the rows sorted by a column, and by name where the values are equal.

    Rows without a value in the column are at the end.
    """
    value = _VALUES[column]
    by_name = sorted(rows, key=lambda row: (str(row.source["name"]).casefold(), row.id))
    with_value = [row for row in by_name if value(row) is not None]
    with_value.sort(key=lambda row: value(row), reverse=descending)  # type: ignore[arg-type,return-value]
    return [*with_value, *(row for row in by_name if value(row) is None)]


# The value of a row by which each column is sorted; None for no value.
_VALUES: Mapping[Column, Callable[[OutletRow], object]] = {
    Column.NAME: lambda row: str(row.source["name"]).casefold(),
    Column.REGION: lambda row: row.region_name.casefold(),
    Column.STATUS: lambda row: row.source["status"] if row.source["enabled"] else None,
    Column.ARTICLES: lambda row: row.articles,
    Column.COPIED: lambda row: row.copied_share,
    Column.QUALITY: lambda row: row.text_quality,
    Column.LAST: lambda row: row.source["last_new_article_at"],
    Column.NEXT: lambda row: row.source["next_poll_at"] if row.source["enabled"] else None,
}


def _counts(
    conn: sqlite3.Connection, days: Sequence[str]
) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the own articles and the copies of each (source, day of UTC), without advertising."""
    counts = {}
    for source_id, day, articles, copies, advertising, copied_advertising in conn.execute(
        _COUNTS, [json.dumps(days)]
    ):
        copied = copies - copied_advertising
        counts[source_id, day] = (articles - advertising - copied, copied)
    return counts


def _qualities(conn: sqlite3.Connection, source_ids: Sequence[str]) -> dict[str, float]:
    """Return the mean text quality of each outlet's newest articles, if they have a quality."""
    qualities = {}
    for source_id in source_ids:
        (mean,) = conn.execute(
            "SELECT avg(text_quality) FROM (SELECT text_quality FROM articles WHERE source_id = ?"
            " ORDER BY date_published DESC LIMIT ?)",
            [source_id, _RATED_ARTICLES],
        ).fetchone()
        if mean is not None:
            qualities[source_id] = float(mean)
    return qualities
