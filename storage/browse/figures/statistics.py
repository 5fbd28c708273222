"""Counts articles and copies over a period, by outlet, region and pair of outlets."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from storage.browse.i18n.times import bounds
from storage.browse.queries import placeholders
from storage.database.zones import local_day

_MAX_ORIGINS = 10  # outlets in ``Activity.copied_from``


@dataclass(frozen=True, slots=True)
class Activity:
    """How many articles some outlets published over a period of local days.

    Advertising is neither news of an outlet nor a copy, so it is counted separately.
    """

    days: tuple[tuple[date, int, int], ...]  # the day, own articles, copies
    own: int
    copied: int
    median_lag: float | None  # seconds between the first publication and the copy
    copied_from: tuple[tuple[str, int], ...]  # the id of a source, copies; most copies first
    advertising: int = 0  # articles that are marked as advertising, which no other number includes

    @property
    def total(self) -> int:
        return self.own + self.copied


@dataclass(frozen=True, slots=True)
class Pair:
    """How many articles ``copier`` has of stories that ``origin`` published first."""

    origin: str
    copier: str
    count: int
    known_lags: str | None  # in seconds, separated by commas; unknown lags are left out

    def lags(self) -> list[int]:
        """Return the seconds from the first publication to each copy, where both are known."""
        return [int(lag) for lag in self.known_lags.split(",")] if self.known_lags else []


def activity(
    conn: sqlite3.Connection, source_ids: Sequence[str], zone: ZoneInfo, last: date, days: int
) -> Activity:
    """Return the activity of some outlets over ``days`` local days that end with ``last``."""
    first = last - timedelta(days=days - 1)
    counts = _per_day(conn, source_ids, zone, first, last)
    advertising = _per_day(conn, source_ids, zone, first, last, only_advertising=True)
    counts.subtract(advertising)
    every_day = [first + timedelta(days=offset) for offset in range(days)]
    pairs = copy_pairs_of(conn, first, last, zone, copiers=source_ids)
    lags = [lag for pair in pairs for lag in pair.lags()]
    origins: Counter[str] = Counter()
    for pair in pairs:
        origins[pair.origin] += pair.count
    return Activity(
        days=tuple((day, counts[day, False], counts[day, True]) for day in every_day),
        own=sum(number for (_, is_copy), number in counts.items() if not is_copy),
        copied=sum(number for (_, is_copy), number in counts.items() if is_copy),
        median_lag=median(lags) if lags else None,
        copied_from=tuple(origins.most_common(_MAX_ORIGINS)),
        advertising=advertising.total(),
    )


def _per_day(
    conn: sqlite3.Connection,
    source_ids: Sequence[str],
    zone: ZoneInfo,
    first: date,
    last: date,
    *,
    only_advertising: bool = False,
) -> Counter[tuple[date, bool]]:
    """Count the articles of each local day, with True for copies and False for others.

    Each day is a query of its own over a part of an index. One query that groups the articles of
    all days takes three times as long, since SQLite sorts the articles first.
    """
    outlets = f"source_id IN ({placeholders(source_ids)})"
    kind = "AND is_advertising = 1" if only_advertising else ""
    sql = (
        "SELECT count(*), total(relation IN ('reprint', 'excerpt')) FROM articles"  # noqa: S608
        f" WHERE {outlets} AND {{published}} {kind}"
    )
    with_time = sql.format(
        published="date_published >= ? AND date_published < ? AND length(date_published) > 10"
    )
    with_day_only = sql.format(published="date_published = ?")
    counts: Counter[tuple[date, bool]] = Counter()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        period = bounds(day, zone)
        for query, times in (
            (with_time, (period.start, period.end)),
            (with_day_only, period.days),
        ):
            count, copies = conn.execute(query, [*source_ids, *times]).fetchone()
            counts[day, True] += int(copies)
            counts[day, False] += count - int(copies)
    return counts


def copy_pairs_of(
    conn: sqlite3.Connection,
    first: date,
    last: date,
    zone: ZoneInfo,
    copiers: Sequence[str] | None = None,
) -> list[Pair]:
    """Return who copied from whom in the local days from ``first`` to ``last``, most copies first.

    ``copiers`` limits the result to copies by these outlets. Because of CROSS JOIN, SQLite reads
    the few pairs first, and then the copies of each pair through an index.
    """
    copier_filter = f"WHERE p.copier IN ({placeholders(copiers)})" if copiers is not None else ""
    pair_rows = conn.execute(
        f"""SELECT p.origin, p.copier, count(*), group_concat(c.lag) FROM copy_pairs p
        CROSS JOIN copies c ON c.copier = p.copier AND c.origin = p.origin
            AND c.date_published >= ? AND c.date_published < ?
        {copier_filter} GROUP BY p.copier, p.origin""",  # noqa: S608
        [bounds(first, zone).start, bounds(last, zone).end, *(copiers or ())],
    )
    pairs = [Pair(*row) for row in pair_rows]
    return sorted(pairs, key=lambda pair: (-pair.count, pair.origin, pair.copier))


def latest_article_day(conn: sqlite3.Connection, zone: ZoneInfo, today: date) -> date:
    """Return the latest local day up to today with an article, or today if there is none."""
    (newest,) = conn.execute(
        "SELECT max(date_published) FROM articles WHERE date_published < ?",
        [bounds(today, zone).end],
    ).fetchone()
    return min(local_day(newest, zone), today) if newest else today
