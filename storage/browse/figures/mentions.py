"""Counts the articles that match a search, by day and by outlet or region; writes CSV and SVG."""

import csv
import io
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from storage.articles.export_formats import neutral
from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.times import bounds, short_day
from storage.browse.outlets import Outlets
from storage.database.zones import local_day
from storage.search.ranking import Scope, matching

DEFAULT_DAYS = 30  # the period if none is asked for
MAX_DAYS = 366  # more bars would be thinner than a pixel
MAX_PARTS = 5  # of a bar: the outlets or regions with most mentions; the others share one more part
# In units of the SVG:
_WIDTH, _HEIGHT = 720, 150  # of the chart, with the labels left of the bars
_LEFT, _BOTTOM = 34, 18  # space for the labels left of the bars and below them
_SPACE_ABOVE_BARS = 8
_LEGEND_LINE = 18  # height of a line of the legend
_NAMES_PER_LINE = 3  # of the legend
_MAX_NAME_CHARS = 29  # of a name in the legend
# The size of every picture. The page reserves this space, so that nothing moves when it is loaded.
SIZE = (_WIDTH, _HEIGHT + _BOTTOM + _LEGEND_LINE * (MAX_PARTS // _NAMES_PER_LINE + 1))
# Colours that colour-blind people can tell apart, too: https://jfly.uni-koeln.de/color/
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#8a8a8a")


@dataclass(frozen=True, slots=True)
class Mentions:
    """How many articles a search finds on each day; a part is the name of an outlet or region."""

    days: tuple[date, ...]  # every day of the period, also those without articles
    parts: tuple[str, ...]  # the names, those with most articles first
    counts: dict[tuple[date, str], int]  # by day and part
    problems: tuple[str, ...] = ()

    def of(self, day: date, part: str) -> int:
        """Return the number of articles of a part on a day."""
        return self.counts.get((day, part), 0)


def period(since: date | None, until: date | None, today: date) -> tuple[date, date]:
    """Return the first and the last day to show, given those that were asked for.

    By default the period ends today and has ``DEFAULT_DAYS``. It has at most ``MAX_DAYS``.
    """
    last = until or max(today, since or today)
    first = since or last - timedelta(days=DEFAULT_DAYS - 1)
    earliest_first = last - timedelta(days=MAX_DAYS - 1)
    return max(min(first, last), earliest_first), last


def count_mentions(
    conn: sqlite3.Connection,
    text: str,
    scope: Scope,
    days: tuple[date, date],
    zone: ZoneInfo,
    outlets: Outlets,
    *,
    by_region: bool,
) -> Mentions:
    """Count all articles that a query finds within ``days``, the first and last day in the zone."""
    first, last = days
    first_bounds, last_bounds = bounds(first, zone), bounds(last, zone)
    # The first day as a text, «2026-11-20», may be less than its beginning in UTC.
    first_moment = min(first_bounds.start, *first_bounds.days)
    condition, problems = matching(conn, text, scope, zone=zone)
    # CROSS JOIN makes SQLite read the articles of one source after another from an index with all
    # these columns. Read in the order of their days, each row would be loaded with its text.
    rows = conn.execute(
        f"""SELECT substr(a.date_published, 1, 13), a.source_id, count(*)
            FROM sources AS s CROSS JOIN articles AS a
            WHERE a.source_id = s.id AND a.date_published >= :first_moment
            AND a.date_published < :last_moment AND ({condition.sql}) GROUP BY 1, 2""",  # noqa: S608
        condition.params | {"first_moment": first_moment, "last_moment": last_bounds.end},
    ).fetchall()
    counts: Counter[tuple[date, str]] = Counter()
    for hour, source_id, number in rows:  # the hour is 2026-11-20T05, or a day alone
        is_day_alone = len(hour) == len("2026-11-20")
        day = local_day(hour if is_day_alone else f"{hour}:00:00Z", zone)
        if first <= day <= last:
            counts[day, _part(source_id, outlets, by_region=by_region)] += number
    every_day = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return Mentions(
        days=tuple(every_day), parts=_by_total(counts), counts=dict(counts), problems=problems
    )


def _by_total(counts: Mapping[tuple[date, str], int]) -> tuple[str, ...]:
    """Return the parts, those with most articles first, then in alphabetical order."""
    totals: Counter[str] = Counter()
    for (_, part), number in counts.items():
        totals[part] += number
    return tuple(sorted(totals, key=lambda part: (-totals[part], part)))


def as_csv(mentions: Mentions, by: str) -> str:
    """Return a row for each day and part that has mentions; ``by`` is the head of the parts.

    The text begins with a byte order mark, by which Excel recognises UTF-8.
    """
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(["day", by, "mentions"])
    for day in mentions.days:
        for part in mentions.parts:
            if number := mentions.of(day, part):
                writer.writerow([day.isoformat(), neutral(part), number])
    return text.getvalue()


def as_svg(mentions: Mentions, title: str, language: Language = ENGLISH) -> Markup:
    """Return a picture that needs no style sheet: a bar for each day in parts, and a legend."""
    named_parts, other_parts = mentions.parts[:MAX_PARTS], mentions.parts[MAX_PARTS:]
    columns = [
        [
            *(mentions.of(day, part) for part in named_parts),
            sum(mentions.of(day, part) for part in other_parts),
        ]
        for day in mentions.days
    ]
    highest = max((sum(column) for column in columns), default=0) or 1
    step = (_WIDTH - _LEFT) / len(columns)
    drawn = [
        _column(_LEFT + place * step, step, short_day(day, language), column, highest)
        for place, (day, column) in enumerate(zip(mentions.days, columns, strict=True))
    ]
    names = [*named_parts, *(["…"] if other_parts else [])]
    width, height = SIZE
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" role="img" '
        'font-family="sans-serif" font-size="11" fill="#777777"><title>{title}</title>'
        '<text x="{left}" y="12" text-anchor="end">{highest}</text>'
        '<line x1="{x}" y1="{y}" x2="{w}" y2="{y}" stroke="#999999"/>{drawn}'
        '<text x="{x}" y="{label}">{first}</text>'
        '<text x="{w}" y="{label}" text-anchor="end">{last}</text>{legend}</svg>'
    ).format(
        w=width, h=height, title=title,
        left=_LEFT - 5, x=_LEFT, y=_HEIGHT, highest=highest, drawn=Markup("").join(drawn),
        label=_HEIGHT + 13, first=short_day(mentions.days[0], language),
        last=short_day(mentions.days[-1], language), legend=_legend(names),
    )  # fmt: skip


def _column(x: float, step: float, day: str, column: Sequence[int], highest: int) -> Markup:
    """Return the bar of a day; ``column`` are the numbers of its parts from the bottom up."""
    y = float(_HEIGHT)
    parts = []
    for number, colour in zip(column, _COLOURS, strict=False):
        height = number / highest * (_HEIGHT - _SPACE_ABOVE_BARS)
        y -= height
        if number:
            parts.append(
                Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>')
                .format(x, y, max(step - 1, 0.8), height, colour)
            )  # fmt: skip
    return Markup("<g><title>{}: {}</title>{}</g>").format(day, sum(column), Markup("").join(parts))


def _legend(names: Sequence[str]) -> Markup:
    """Return the colours with their names, ``_NAMES_PER_LINE`` in a line."""
    entries = []
    for number, (name, colour) in enumerate(zip(names, _COLOURS, strict=False)):
        x = _LEFT + number % _NAMES_PER_LINE * (_WIDTH - _LEFT) / _NAMES_PER_LINE
        y = _HEIGHT + _BOTTOM + number // _NAMES_PER_LINE * _LEGEND_LINE + 8
        short = name if len(name) <= _MAX_NAME_CHARS else f"{name[: _MAX_NAME_CHARS - 1]}…"
        entries.append(
            Markup(
                '<rect x="{}" y="{}" width="9" height="9" fill="{}"/><text x="{}" y="{}">{}</text>'
            ).format(x, y - 8, colour, x + 14, y, short)
        )
    return Markup("").join(entries)


def _part(source_id: str, outlets: Outlets, *, by_region: bool) -> str:
    if not by_region:
        return outlets.name(source_id)
    source = outlets.sources.get(source_id)
    return outlets.region_name(source["region"]) if source else source_id
