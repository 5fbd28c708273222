"""The periods of the front page: the last 24 hours, a day, or the last 7 days."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from markupsafe import Markup

from storage.browse.figures import charts
from storage.browse.i18n.languages import Language
from storage.browse.i18n.times import Period, bounds, hours_until, long_day, short_day
from storage.database.zones import local_day, parse

Name = Literal["24h", "today", "yesterday", "week", "day"]
NAMES: tuple[Name, ...] = ("24h", "today", "yesterday", "week")  # allowed in an address
HOURS = 24  # of the default period: even at night the page is full
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Shown:
    """A period that the front page shows; ``day`` is the last local day in it."""

    name: Name
    period: Period
    day: date


def shown_period(name: Name, day: date | None, now: datetime, zone: ZoneInfo) -> Shown:
    """Return the period with this name as of ``now``; ``day`` is used for the name ``day`` only."""
    today = now.astimezone(zone).date()
    if name == "24h":
        return Shown(name, hours_until(now, HOURS, zone), today)
    if name == "week":
        return Shown(name, hours_until(now, HOURS * WEEK_DAYS, zone), today)
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    asked = named.get(name, day or today)
    return Shown(name, bounds(asked, zone), asked)


def heading(shown: Shown, today: date, language: Language) -> str:
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


def chart(
    quarters: Mapping[str, tuple[int, int]], shown: Shown, zone: ZoneInfo, language: Language
) -> tuple[Markup, tuple[str, str]]:
    """Return how many stories each hour or day of a period has, and the words at both ends."""
    counts: Counter[str] = Counter()
    by_day = shown.name == "week"
    for quarter, (stories, _) in quarters.items():
        moment = parse(quarter)
        if by_day:
            counts[local_day(quarter, zone).isoformat()] += stories
        elif isinstance(moment, datetime):
            counts[_hour(moment, zone)] += stories
    if by_day:
        days = [date.fromisoformat(day) for day in shown.period.days]
        values = [(short_day(day, language), (counts[day.isoformat()],)) for day in days]
        ends = (values[0][0], values[-1][0])
        title = language.gettext("Stories by day")
    else:
        hours = _hours(shown.period, zone)
        values = [(f"{hour[-2:]}:00", (counts[hour],)) for hour in hours]
        ends = (values[0][0], "24:00" if shown.name != "24h" else values[-1][0])
        title = language.gettext("Stories by hour")
    return charts.bars(values, title), ends


def _hour(moment: datetime, zone: ZoneInfo) -> str:
    """Return the local hour of a time, as ``2026-11-28T14``."""
    return f"{moment.astimezone(zone):%Y-%m-%dT%H}"


def _hours(period: Period, zone: ZoneInfo) -> list[str]:
    """Return the local hours of a period in order; a day of a changed clock has 23 or 25."""
    start = datetime.fromisoformat(period.start).astimezone(UTC)
    end = datetime.fromisoformat(period.end).astimezone(UTC)
    quarters = int((end - start) / timedelta(minutes=15))
    moments = [start + timedelta(minutes=15 * n) for n in range(quarters)]
    return list(dict.fromkeys(_hour(one, zone) for one in [*moments, end - timedelta(seconds=1)]))
