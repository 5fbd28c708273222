"""``/source/ID`` and ``/region/CODE``: the pages of an outlet and of a region.

They show the articles of each day, the share of copies, and the outlets that were copied.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from pipelines.model import Message
from storage.browse import responses
from storage.browse.database import read
from storage.browse.figures import charts
from storage.browse.figures.statistics import activity, latest_article_day
from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.requested_language import language_of_request
from storage.browse.i18n.statuses import status_words
from storage.browse.i18n.times import short_day, span, zone_name
from storage.browse.links import permalink
from storage.browse.outlets import Outlets, load_outlets
from storage.browse.queries import remembered, rows
from storage.browse.stories import PAGE_SIZE, stories_about, stories_of_sources, story_lines
from storage.browse.writing.permission import file_of, may_write
from storage.browse.writing.source_commands import SOURCES_FILE, blocks_of
from storage.reporting.left_out import LeftOut, stories_left_out

DAYS = 30  # the period of the chart and of the counts
LEFT_OUT_DAYS = 7  # the period of the stories that an outlet left out
MAX_OTHERS = 10  # stories about a region by outlets of other regions


async def source(datasette: Datasette, request: Request) -> Response:
    """Return the page of an outlet, with a form if this browser may change the outlet."""
    source_id = request.url_vars["id"]
    page = responses.page_number(request)
    language = language_of_request(request)
    context = await read(datasette, lambda conn: source_data(conn, source_id, page, language))
    if may_write(request, SOURCES_FILE):
        context["entry"] = blocks_of(file_of(SOURCES_FILE)).get(source_id)
        context["region_choices"] = context["outlets"].region_choices
    return await responses.page(datasette, request, "svodka_source.html", context)


async def region(datasette: Datasette, request: Request) -> Response:
    """Return the page of a region."""
    code = request.url_vars["code"]
    page = responses.page_number(request)
    language = language_of_request(request)
    context = await read(datasette, lambda conn: region_data(conn, code, page, language))
    return await responses.page(datasette, request, "svodka_region.html", context)


def source_data(
    conn: sqlite3.Connection, source_id: str, page: int, language: Language = ENGLISH
) -> dict[str, Any]:
    """Return the values for the template; raises NotFound for an unknown outlet."""
    outlets = load_outlets(conn, language)
    if source_id not in outlets.sources:
        raise NotFound(Message("There is no outlet %(id)s", id=source_id))
    endpoints = rows(
        conn,
        "SELECT * FROM endpoints WHERE source_id = ? ORDER BY configured DESC, url",
        [source_id],
    )
    zone = outlets.zone_of(None, source_id)
    common_values = _common_values(conn, outlets, [source_id], zone, page)
    source_row = outlets.sources[source_id]
    return common_values | {
        "source": source_row,
        "permalink": permalink(f"/source/{source_id}", page=page),
        "status": status_words(language, source_row["status"]),
        # The details in the database are English.
        "detail": source_row["status_detail"] if language.code == "en" else "",
        "endpoints": endpoints,
        "left_out": _left_out(conn, source_id) if page == 1 else [],
    }


def _left_out(conn: sqlite3.Connection, source_id: str) -> list[LeftOut]:
    """Return the widely carried stories that the outlet does not have, computed once an hour."""
    now = responses.now().replace(minute=0, second=0, microsecond=0)
    return remembered(
        conn, ("left out", source_id, now),
        lambda: stories_left_out(conn, source_id, LEFT_OUT_DAYS, responses.now()) or [],
    )  # fmt: skip


def region_data(
    conn: sqlite3.Connection, code: str, page: int, language: Language = ENGLISH
) -> dict[str, Any]:
    """Return the values for the template; raises NotFound for a region without outlets."""
    outlets = load_outlets(conn, language)
    if code not in outlets.regions:
        raise NotFound(Message("There is no outlet in the region %(code)s", code=code))
    known_region = outlets.regions[code]
    others = story_lines(conn, stories_about(conn, code, limit=MAX_OTHERS), with_members=False)
    common_values = _common_values(conn, outlets, known_region.source_ids, known_region.zone, page)
    return common_values | {
        "region": known_region,
        "permalink": permalink(f"/region/{code}", page=page),
        "others": others if page == 1 else [],
    }


def _common_values(
    conn: sqlite3.Connection, outlets: Outlets, ids: Sequence[str], zone: ZoneInfo, page: int
) -> dict[str, Any]:
    """Return the values that the pages of an outlet and of a region share, for these outlets."""
    language = outlets.language
    today = responses.now().astimezone(zone).date()
    until = latest_article_day(conn, zone, today)
    counts = activity(conn, ids, zone, until, DAYS)
    offset = (page - 1) * PAGE_SIZE
    story_ids = stories_of_sources(conn, ids, limit=PAGE_SIZE + 1, offset=offset)
    values = [(short_day(day, language), (own, copies)) for day, own, copies in counts.days]
    (first, _), (last, _) = values[0], values[-1]
    title = language.gettext("Articles per day, %(first)s to %(last)s", first=first, last=last)
    return {
        "outlets": outlets,
        "zone": zone,
        "zone_name": zone_name(zone, responses.now(), outlets.language),
        "activity": counts,
        "lag": span(counts.median_lag, language) if counts.median_lag is not None else None,
        "chart": charts.bars(values, title, classes=("bar", "bar copy")),
        "stories": story_lines(conn, story_ids[:PAGE_SIZE]),
        "page": page,
        "more": len(story_ids) > PAGE_SIZE,
    }
