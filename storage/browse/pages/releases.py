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
_SHOWN = ("all", "unchecked")  # values of the argument ``show``
_DAYS = 30  # of the period, which ends on the day of the newest article


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments of a request."""

    show: str = "all"
    region: str | None = None
    source: str | None = None


async def releases(datasette: Datasette, request: Request) -> Response:
    show = responses.argument(request, "show") or "all"
    if show not in _SHOWN:
        raise BadRequest(Message("show: expected one of %(values)s", values=", ".join(_SHOWN)))
    asked = Asked(
        show, responses.argument(request, "region"), responses.argument(request, "source")
    )
    page, language = responses.page_number(request), language_of_request(request)
    context = await read(datasette, lambda conn: releases_data(conn, asked, page, language))
    return await responses.page(datasette, request, "svodka_releases.html", context)


def releases_data(
    conn: sqlite3.Connection, asked: Asked, page: int, language: Language = ENGLISH
) -> dict[str, Any]:
    """Return the values for the template."""
    outlets = load_outlets(conn, language)
    zone = outlets.zone_of(asked.region, asked.source)
    last = latest_article_day(conn, zone, responses.now().astimezone(zone).date())
    every = press_offices(conn)
    offices = {
        one: office
        for one, office in every.items()
        if asked.region in (None, office.region) and asked.source in (None, one)
    }
    size = PAGE_SIZE if asked.show == "all" else _MAX_UNCHECKED_READ
    since, until = bounds(last - timedelta(days=_DAYS - 1), zone).start, bounds(last, zone).end
    found = remembered(
        conn, ("releases", asked.region, asked.source, since, until, size, page),
        lambda: press_releases(
            conn, offices, since, until, limit=size + 1, offset=(page - 1) * size
        ),
    )  # fmt: skip
    shown = found[:size]
    if asked.show == "unchecked":
        shown = [one for one in shown if one.is_unchecked]
    return {
        "outlets": outlets,
        "zone": zone,
        "zone_name": zone_name(zone, responses.now(), language),
        "asked_for": asked,
        "offices": list(every.values()),
        "releases": shown,
        "days": _DAYS,
        "until": last,
        "page": page,
        "more": len(found) > size,
    }
