"""``/``: the stories of a day, those of most outlets first."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request, Response

from pipelines.model import Message
from storage.browse import charts, responses
from storage.browse.database import read
from storage.browse.languages import ENGLISH, Language
from storage.browse.outlets import load_outlets
from storage.browse.requested_language import language_of_request
from storage.browse.stories import (
    PAGE_SIZE,
    Filters,
    latest_day,
    quarters_of_day,
    sections_of_day,
    stories_of_day,
    story_lines,
)
from storage.browse.times import clock, short_day, zone_name


async def front(datasette: Datasette, request: Request) -> Response:
    filters = read_filters(request)
    day = read_day(responses.argument(request, "day"))
    page, language = responses.page_number(request), language_of_request(request)
    context = await read(datasette, lambda conn: front_data(conn, filters, day, page, language))
    return await responses.page(datasette, request, "svodka_front.html", context)


def read_filters(request: Request) -> Filters:
    """Return the filters in the query string."""
    ads = responses.argument(request, "ads")
    if ads not in (None, "", "no"):
        raise BadRequest(Message("ads: expected no, which leaves advertising out"))
    region, source, section = (
        responses.argument(request, name) for name in ("region", "source", "section")
    )
    return Filters(region, source, section, ads or None)


def read_day(text: str | None) -> date | None:
    """Return a day of the form YYYY-MM-DD, or None for None; raises BadRequest for other text."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
        return day if 1900 < day.year < 3000 else _refuse_day(text)
    except ValueError:
        return _refuse_day(text)


def _refuse_day(text: str) -> date:
    raise BadRequest(Message("day: expected YYYY-MM-DD, got “%(text)s”", text=text[:40]))


def front_data(
    conn: sqlite3.Connection,
    filters: Filters,
    day: date | None,
    page: int,
    language: Language = ENGLISH,
) -> dict[str, Any]:
    """Return the values for the template.

    If no day is asked for and today has no stories, the latest day with stories is shown.
    """
    outlets = load_outlets(conn, language)
    zone = outlets.zone_of(filters.region, filters.source)
    today = responses.now().astimezone(zone).date()
    wanted = day or today
    shown, quarters = wanted, quarters_of_day(conn, wanted, zone, filters)
    if not quarters and day is None and (latest := latest_day(conn, wanted, zone, filters)):
        shown, quarters = latest, quarters_of_day(conn, latest, zone, filters)
    story_count = sum(stories for stories, _ in quarters.values())
    offset = (page - 1) * PAGE_SIZE
    ids = stories_of_day(conn, shown, zone, filters, offset=offset)
    return {
        "outlets": outlets,
        "zone": zone,
        "zone_name": zone_name(zone, responses.now(), language),
        "filters": filters,
        "day": shown,
        "wanted": wanted,
        "today": today,
        "asked": day,
        "yesterday": shown - timedelta(days=1),
        "tomorrow": shown + timedelta(days=1),
        "sections": sections_of_day(conn, shown, zone),
        "stories": story_lines(conn, ids),
        "story_count": story_count,
        "article_count": sum(articles for _, articles in quarters.values()),
        "page": page,
        "more": offset + PAGE_SIZE < story_count,
        "chart": _hours_chart(quarters, zone, shown, language) if story_count else None,
    }


def _hours_chart(
    quarters: Mapping[str, tuple[int, int]], zone: ZoneInfo, day: date, language: Language
) -> object:
    """Return a chart of how many stories were first published in each hour of a day."""
    hours: Counter[str] = Counter()
    for quarter, (stories, _) in quarters.items():
        if quarter:
            hours[clock(quarter, zone)[:2]] += stories
    values = [(f"{hour:02d}:00", (hours[f"{hour:02d}"],)) for hour in range(24)]
    title = language.gettext("Stories by hour on %(day)s", day=short_day(day, language))
    return charts.bars(values, title)
