"""The periods of the front page: the last 24 hours, a day, or the last 7 days."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup

from storage.browse.figures import charts
from storage.browse.i18n.languages import Language
from storage.browse.i18n.times import Period, bounds, hours_until, long_day, short_day
from storage.browse.stories import StoryCount
from storage.database.zones import local_day, parse

PeriodName = Literal["24h", "today", "yesterday", "week", "day"]
# The names that an address may hold; a day is named by its date instead.
PERIOD_NAMES: tuple[PeriodName, ...] = ("24h", "today", "yesterday", "week")
DEFAULT_HOURS = 24  # of the default period: even at night the page is full
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class ShownPeriod:
    """A period that the front page shows; ``day`` is the last local day in it."""

    name: PeriodName
    period: Period
    day: date


def shown_period(name: PeriodName, day: date | None, now: datetime, zone: ZoneInfo) -> ShownPeriod:
    """Return the period with this name as of ``now``; ``day`` is used for the name ``day`` only."""
    today = now.astimezone(zone).date()
    if name == "24h":
        return ShownPeriod(name, hours_until(now, DEFAULT_HOURS, zone), today)
    if name == "week":
        return ShownPeriod(name, hours_until(now, DEFAULT_HOURS * WEEK_DAYS, zone), today)
    named_days = {"today": today, "yesterday": today - timedelta(days=1)}
    shown_day = named_days.get(name, day or today)
    return ShownPeriod(name, bounds(shown_day, zone), shown_day)


def heading(shown: ShownPeriod, today: date, language: Language) -> str:
    """Return the words of a period above the list of its stories."""
    if shown.name == "24h":
        return language.gettext("The last 24 hours")
    if shown.name == "week":
        return language.gettext("The last 7 days")
    day = long_day(shown.day, language)
    if shown.day == today:
        return language.gettext("Today, %(day)s", day=day)
    if shown.day == today - timedelta(days=1):
        return language.gettext("Yesterday, %(day)s", day=day)
    return day[:1].upper() + day[1:]


class PeriodChart(NamedTuple):
    """A chart of the stories of a period."""

    picture: Markup
    ends: tuple[str, str]  # the words below its left and its right end


def chart(
    quarters: Mapping[str, StoryCount], shown: ShownPeriod, zone: ZoneInfo, language: Language
) -> PeriodChart:
    """Return a chart of the stories in each hour, or in each day of a week.

    ``quarters`` are the counts of ``stories.quarters_of``.
    """
    if shown.name == "week":
        bars = _bars_of_days(quarters, shown.period, zone, language)
        title = language.gettext("Stories by day")
    else:
        bars = _bars_of_hours(quarters, shown.period, zone)
        title = language.gettext("Stories by hour")
    (first, _), (last, _) = bars[0], bars[-1]
    is_whole_day = shown.name not in ("week", "24h")
    return PeriodChart(charts.bars(bars, title), (first, "24:00" if is_whole_day else last))


def _bars_of_days(
    quarters: Mapping[str, StoryCount], period: Period, zone: ZoneInfo, language: Language
) -> list[tuple[str, tuple[int]]]:
    """Return (label, (number of stories,)) of each local day."""
    counts: Counter[str] = Counter()
    for quarter, count in quarters.items():
        counts[local_day(quarter, zone).isoformat()] += count.stories
    return [(short_day(date.fromisoformat(day), language), (counts[day],)) for day in period.days]


def _bars_of_hours(
    quarters: Mapping[str, StoryCount], period: Period, zone: ZoneInfo
) -> list[tuple[str, tuple[int]]]:
    """Return (label, (number of stories,)) of each local hour, without stories of a bare day."""
    counts: Counter[str] = Counter()
    for quarter, count in quarters.items():
        moment = parse(quarter)
        if isinstance(moment, datetime):
            counts[_hour(moment, zone)] += count.stories
    return [(f"{hour[-2:]}:00", (counts[hour],)) for hour in _hours(period, zone)]


def _hour(moment: datetime, zone: ZoneInfo) -> str:
    """Return the local hour of a time, as ``2026-11-28T14``."""
    return f"{moment.astimezone(zone):%Y-%m-%dT%H}"


def _hours(period: Period, zone: ZoneInfo) -> list[str]:
    """Return the local hours of a period in order; a day has 23 or 25 if its clock changes.

    Zones differ by whole quarters of an hour, so a moment of each quarter is taken.
    """
    start = datetime.fromisoformat(period.start).astimezone(UTC)
    end = datetime.fromisoformat(period.end).astimezone(UTC)
    quarter = timedelta(minutes=15)
    moments = [start + index * quarter for index in range(int((end - start) / quarter))]
    moments.append(end - timedelta(seconds=1))
    return list(dict.fromkeys(_hour(moment, zone) for moment in moments))
