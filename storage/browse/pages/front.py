"""``/`` and ``/day/DAY``: the stories of a period, those of most outlets first."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request, Response

from pipelines.model import Message, named_day
from storage.browse import responses
from storage.browse.database import read
from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.requested_language import language_of_request
from storage.browse.i18n.times import zone_name
from storage.browse.links import permalink
from storage.browse.outlets import load_outlets
from storage.browse.periods import (
    PERIOD_NAMES,
    PeriodName,
    ShownPeriod,
    chart,
    heading,
    shown_period,
)
from storage.browse.stories import (
    PAGE_SIZE,
    Filters,
    StoryCount,
    latest_day,
    quarters_of,
    sections_of,
    stories_of,
    story_lines,
)


async def front(datasette: Datasette, request: Request) -> Response:
    """Return the front page, or the page of a day."""
    filters = read_filters(request)
    day = read_day(request.url_vars.get("day") or responses.argument(request, "day"))
    period_name = read_period(request)
    page = responses.page_number(request)
    language = language_of_request(request)
    context = await read(
        datasette, lambda conn: front_data(conn, filters, day, page, language, period_name)
    )
    return await responses.page(datasette, request, "svodka_front.html", context)


def read_period(request: Request) -> PeriodName:
    """Return the period in the query string: the last 24 hours unless another one is named."""
    requested = responses.argument(request, "period")
    for name in PERIOD_NAMES:  # the first is the default
        if requested in (name, None):
            return name
    raise BadRequest(Message("period: expected one of %(names)s", names=", ".join(PERIOD_NAMES)))


def read_filters(request: Request) -> Filters:
    """Return the filters in the query string."""
    ads = responses.argument(request, "ads")
    if ads not in (None, "", "no"):
        raise BadRequest(Message("ads: expected no, which leaves advertising out"))
    region, source, section = (
        responses.argument(request, name) for name in ("region", "source", "section")
    )
    return Filters(
        region=region, source=source, section=section, ads=ads or None, about=read_about(request)
    )


def read_about(request: Request) -> str | None:
    """Return "yes" if the request includes stories whose texts are about the region, else None."""
    about = responses.argument(request, "about")
    if about not in (None, "", "yes"):
        raise BadRequest(Message("about: expected yes, which adds stories about the region"))
    return about or None


def read_day(text: str | None) -> date | None:
    """Return a day of the form YYYY-MM-DD, or None for None; raises BadRequest for other text."""
    if text is None:
        return None
    day = named_day(text)
    if day is None:
        raise BadRequest(Message("day: expected YYYY-MM-DD, got “%(text)s”", text=text[:40]))
    return day


def front_data(
    conn: sqlite3.Connection,
    filters: Filters,
    day: date | None,
    page: int,
    language: Language = ENGLISH,
    period_name: PeriodName = "24h",
) -> dict[str, Any]:
    """Return the values for the template; a requested ``day`` is shown instead of a period.

    If the period is the last 24 hours, and they have no stories, the latest day with stories is
    shown.
    """
    outlets = load_outlets(conn, language)
    zone = outlets.zone_of(filters.region, filters.source)
    now = responses.now()
    today = now.astimezone(zone).date()
    counted = _counted(conn, "day" if day else period_name, day, filters, zone)
    shown, quarters = counted.shown, counted.quarters
    story_count = sum(count.stories for count in quarters.values())
    offset = (page - 1) * PAGE_SIZE
    ids = stories_of(conn, shown.period, filters, offset=offset)
    period_chart = chart(quarters, shown, zone, language) if quarters else None
    return {
        "outlets": outlets,
        "zone": zone,
        "zone_name": zone_name(zone, now, language),
        "filters": filters,
        "permalink": _permalink(shown, filters, page),
        "heading": heading(shown, today, language),
        "period": shown.name,
        "is_latest": counted.is_latest,
        "day": shown.day,
        "today": today,
        "asked": day,
        "before": shown.day - timedelta(days=1),
        "after": shown.day + timedelta(days=1),
        "sections": sections_of(conn, shown.period),
        "stories": story_lines(conn, ids),
        "story_count": story_count,
        "article_count": sum(count.articles for count in quarters.values()),
        "page": page,
        "more": offset + PAGE_SIZE < story_count,
        "chart": period_chart and period_chart.picture,
        "chart_ends": period_chart and period_chart.ends,
    }


@dataclass(frozen=True, slots=True)
class _Counted:
    """The period that is shown, and the numbers of its stories."""

    shown: ShownPeriod
    quarters: Mapping[str, StoryCount]  # by quarter of an hour, see ``quarters_of``
    is_latest: bool = False  # whether it is the latest day with stories, instead of 24 hours


def _counted(
    conn: sqlite3.Connection,
    name: PeriodName,
    day: date | None,
    filters: Filters,
    zone: ZoneInfo,
) -> _Counted:
    """Return the period with its counts; the latest day if the last 24 hours have no stories."""
    now = responses.now()
    shown = shown_period(name, day, now, zone)
    quarters = quarters_of(conn, shown.period, filters)
    if not quarters and name == "24h":
        latest = latest_day(conn, now.astimezone(zone).date(), zone, filters)
        if latest is not None:
            shown = shown_period("day", latest, now, zone)
            return _Counted(shown, quarters_of(conn, shown.period, filters), is_latest=True)
    return _Counted(shown, quarters)


def _permalink(shown: ShownPeriod, filters: Filters, page: int) -> str:
    """Return the canonical path of a period; that of a day, even the current one, is its date."""
    is_moving = shown.name in ("24h", "week")
    return permalink(
        "/" if is_moving else f"/day/{shown.day}",
        period=shown.name if shown.name == "week" else None, page=page,
        region=filters.region, source=filters.source, section=filters.section,
        ads=filters.ads, about=filters.about,
    )  # fmt: skip
