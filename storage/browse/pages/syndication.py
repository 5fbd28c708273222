"""``/syndication``: who copies whom over a period, as a table and a matrix."""

import sqlite3
from datetime import timedelta
from statistics import median
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request, Response

from pipelines.model import Message
from storage.browse import responses
from storage.browse.database import read
from storage.browse.figures.matrix import matrix
from storage.browse.figures.statistics import copy_pairs_of, latest_article_day
from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.requested_language import language_of_request
from storage.browse.i18n.times import span, zone_name
from storage.browse.outlets import load_outlets

PERIODS = (1, 7, 30)  # days
MAX_PAIRS = 100  # rows of the table


async def syndication(datasette: Datasette, request: Request) -> Response:
    """Return the page of the copies in a period, which the argument ``days`` states."""
    days = responses.argument(request, "days") or "7"
    if days not in map(str, PERIODS):
        raise BadRequest(
            Message("days: expected one of %(days)s", days=", ".join(map(str, PERIODS)))
        )
    region = responses.argument(request, "region")
    language = language_of_request(request)
    context = await read(
        datasette, lambda conn: syndication_data(conn, int(days), region, language)
    )
    return await responses.page(datasette, request, "svodka_syndication.html", context)


def syndication_data(
    conn: sqlite3.Connection, days: int, region: str | None, language: Language = ENGLISH
) -> dict[str, Any]:
    """Return the values for the template; with a region, only copies by its outlets count."""
    outlets = load_outlets(conn, language)
    zone = outlets.zone_of(region)
    until = latest_article_day(conn, zone, responses.now().astimezone(zone).date())
    known_region = outlets.regions.get(region) if region else None
    copiers = known_region.source_ids if known_region else None
    pairs = copy_pairs_of(conn, until - timedelta(days=days - 1), until, zone, copiers)
    return {
        "outlets": outlets,
        "zone_name": zone_name(zone, responses.now(), language),
        "days": days,
        "periods": PERIODS,
        "region": region,
        "until": until,
        "pairs": [(pair, _lag(pair.lags(), language)) for pair in pairs[:MAX_PAIRS]],
        "matrix": matrix(pairs, outlets.region_of),
        "most_copies": pairs[0].count if pairs else 0,
    }


def _lag(lags: list[int], language: Language) -> str:
    return span(median(lags), language) if lags else "—"
