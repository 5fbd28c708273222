"""What a source, a region or a pair of outlets did over a period: counts, lags, directions."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from storage.browse.database import marks, rows
from storage.browse.times import bounds, local_day, seconds_between

COPIES = ("reprint", "excerpt")


@dataclass(frozen=True, slots=True)
class Activity:
    """The articles of some outlets over a period of local days."""

    days: tuple[tuple[date, int, int], ...]  # day, own articles, copies
    own: int
    copied: int
    median_lag: float | None  # seconds from the first publisher to the copy
    copied_from: tuple[tuple[str, int], ...]  # source id, copies; most first

    @property
    def total(self) -> int:
        return self.own + self.copied


@dataclass(frozen=True, slots=True)
class Pair:
    """``copier`` took ``count`` articles of stories that ``origin`` was first with."""

    origin: str
    copier: str
    count: int
    lags: tuple[float, ...]  # seconds, where both times are known


def activity(
    conn: sqlite3.Connection, source_ids: Sequence[str], zone: ZoneInfo, last: date, days: int
) -> Activity:
    first = last - timedelta(days=days - 1)
    found = rows(
        conn,
        f"""SELECT date_published, relation, story_id FROM articles
            WHERE source_id IN ({marks(source_ids)})
            AND date_published >= ? AND date_published < ?""",  # noqa: S608
        [*source_ids, bounds(first, zone).start, bounds(last, zone).end],
    )
    counts: Counter[tuple[date, bool]] = Counter(
        (local_day(one["date_published"], zone), one["relation"] in COPIES) for one in found
    )
    by_day = [first + timedelta(days=n) for n in range(days)]
    pairs = copyings(conn, first, last, zone, copiers=source_ids)
    lags = [lag for pair in pairs for lag in pair.lags]
    origins: Counter[str] = Counter()
    for pair in pairs:
        origins[pair.origin] += pair.count
    return Activity(
        tuple((day, counts[day, False], counts[day, True]) for day in by_day),
        sum(n for (_, copy), n in counts.items() if not copy),
        sum(n for (_, copy), n in counts.items() if copy),
        median(lags) if lags else None,
        tuple(origins.most_common(10)),
    )


def copyings(
    conn: sqlite3.Connection,
    first: date,
    last: date,
    zone: ZoneInfo,
    copiers: Sequence[str] | None = None,
) -> list[Pair]:
    """Who took how much from whom in the local days from ``first`` to ``last``, most first."""
    every = [source_id for (source_id,) in conn.execute("SELECT id FROM sources")]
    wanted = list(copiers) if copiers is not None else every
    found = conn.execute(
        f"""SELECT o.source_id, a.source_id, a.date_published, s.date_first_published
        FROM articles a JOIN stories s ON s.id = a.story_id
            JOIN articles o ON o.id = s.canonical_article_id
        WHERE a.source_id IN ({marks(wanted)}) AND a.date_published >= ? AND a.date_published < ?
            AND a.relation IN ('reprint', 'excerpt') AND o.source_id <> a.source_id""",  # noqa: S608
        [*wanted, bounds(first, zone).start, bounds(last, zone).end],
    )
    lags: dict[tuple[str, str], list[float | None]] = {}
    for origin, copier, at, began in found:
        lags.setdefault((origin, copier), []).append(seconds_between(began, at))
    pairs = [
        Pair(origin, copier, len(known), tuple(x for x in known if x is not None))
        for (origin, copier), known in lags.items()
    ]
    return sorted(pairs, key=lambda pair: (-pair.count, pair.origin, pair.copier))


def last_day(conn: sqlite3.Connection, zone: ZoneInfo, today: date) -> date:
    """The latest local day with an article, not after today; today where there is none."""
    found = conn.execute(
        "SELECT max(date_published) FROM articles WHERE date_published < ?",
        [bounds(today, zone).end],
    ).fetchone()
    return min(local_day(found[0], zone), today) if found and found[0] else today
