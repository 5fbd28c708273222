"""``/releases``: press releases, with the words that outlets took and the facts that they added."""

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request, Response

from pipelines.model import Message
from storage.browse import responses
from storage.browse.database import read
from storage.browse.figures.statistics import latest_article_day
from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.requested_language import language_of_request
from storage.browse.i18n.times import bounds, zone_name
from storage.browse.outlets import load_outlets
from storage.browse.queries import remembered
from storage.reporting.press_releases import press_offices, press_releases

PAGE_SIZE = 15  # press releases of one page
_MAX_UNCHECKED_READ = 20  # press releases that are read for a page of those with nothing added
_SHOW_VALUES = ("all", "unchecked")  # of the argument ``show``
_DAYS = 30  # of the period, which ends on the day of the newest article


@dataclass(frozen=True, slots=True)
class ReleaseArguments:
    """The arguments of a request."""

    show: str = "all"  # one of _SHOW_VALUES
    region: str | None = None  # the code of a region
    source: str | None = None  # the id of a press office


async def releases(datasette: Datasette, request: Request) -> Response:
    """Return the page of the press releases."""
    show = responses.argument(request, "show") or "all"
    if show not in _SHOW_VALUES:
        raise BadRequest(
            Message("show: expected one of %(values)s", values=", ".join(_SHOW_VALUES))
        )
    arguments = ReleaseArguments(
        show, responses.argument(request, "region"), responses.argument(request, "source")
    )
    page = responses.page_number(request)
    language = language_of_request(request)
    context = await read(datasette, lambda conn: releases_data(conn, arguments, page, language))
    return await responses.page(datasette, request, "svodka_releases.html", context)


def releases_data(
    conn: sqlite3.Connection, arguments: ReleaseArguments, page: int, language: Language = ENGLISH
) -> dict[str, Any]:
    """Return the values for the template.

    A page of unchecked releases has those among the next ``_MAX_UNCHECKED_READ`` releases.
    """
    outlets = load_outlets(conn, language)
    zone = outlets.zone_of(arguments.region, arguments.source)
    last = latest_article_day(conn, zone, responses.now().astimezone(zone).date())
    all_offices = press_offices(conn)
    offices = {
        office_id: office
        for office_id, office in all_offices.items()
        if arguments.region in (None, office.region) and arguments.source in (None, office_id)
    }
    size = PAGE_SIZE if arguments.show == "all" else _MAX_UNCHECKED_READ
    first = last - timedelta(days=_DAYS - 1)
    since, until = bounds(first, zone).start, bounds(last, zone).end
    read_releases = remembered(
        conn, ("releases", arguments.region, arguments.source, since, until, size, page),
        lambda: press_releases(
            conn, offices, since, until, limit=size + 1, offset=(page - 1) * size
        ),
    )  # fmt: skip
    shown = read_releases[:size]
    if arguments.show == "unchecked":
        shown = [release for release in shown if release.is_unchecked]
    return {
        "outlets": outlets,
        "zone": zone,
        "zone_name": zone_name(zone, responses.now(), language),
        "asked_for": arguments,
        "offices": list(all_offices.values()),
        "releases": shown,
        "days": _DAYS,
        "until": last,
        "page": page,
        "more": len(read_releases) > size,
    }
