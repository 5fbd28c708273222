"""``/sources`` and ``/sources.opml``: all outlets, as a table and for a feed reader."""

import sqlite3
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request, Response

from pipelines.model import Message
from storage.browse import responses
from storage.browse.database import read
from storage.browse.documents.opml import Subscription, to_opml
from storage.browse.figures import charts
from storage.browse.figures.outlet_table import DAYS, Column, outlet_rows, sort_rows
from storage.browse.figures.statistics import latest_article_day
from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.requested_language import language_of_request
from storage.browse.i18n.times import zone_name
from storage.browse.outlets import load_outlets
from storage.browse.public import is_public
from storage.browse.queries import remembered
from storage.browse.writing.permission import may_write
from storage.browse.writing.source_commands import SOURCES_FILE

_PRIVATE_COLUMNS = frozenset([Column.STATUS, Column.NEXT])  # which a public site does not show


async def sources(datasette: Datasette, request: Request) -> Response:
    """Return ``/sources``, sorted by the column ``?sort=``; ``?order=desc`` reverses the order."""
    public = is_public(datasette)
    column = _column(responses.argument(request, "sort") or Column.REGION, public=public)
    descending = responses.argument(request, "order") == "desc"
    language = language_of_request(request)
    context = await read(
        datasette, lambda conn: sources_data(conn, column, language, descending=descending)
    )
    if may_write(request, SOURCES_FILE):
        context |= {"can_write_sources": True, "region_choices": context["outlets"].region_choices}
    return await responses.page(datasette, request, "svodka_sources.html", context)


def _column(name: str, *, public: bool) -> Column:
    """Return the column of this name; raises BadRequest if there is none that may be shown."""
    allowed = [column for column in Column if not (public and column in _PRIVATE_COLUMNS)]
    if name not in allowed:
        raise BadRequest(Message("sort: expected one of %(names)s", names=", ".join(allowed)))
    return Column(name)


def sources_data(
    conn: sqlite3.Connection,
    column: Column = Column.REGION,
    language: Language = ENGLISH,
    *,
    descending: bool = False,
) -> dict[str, Any]:
    """Return the values for the template."""
    outlets = load_outlets(conn, language)
    zone = outlets.zone
    until = latest_article_day(conn, zone, responses.now().astimezone(zone).date())
    key = ("outlet rows", language, until)
    table_rows = remembered(conn, key, lambda: outlet_rows(conn, outlets, until))
    return {
        "outlets": outlets,
        "zone": zone,
        "zone_name": zone_name(zone, responses.now(), language),
        "days": DAYS,
        "sort": column,
        "descending": descending,
        "rows": [
            (row, charts.sparkline(row.days, ("bar", "copy")))
            for row in sort_rows(table_rows, column, descending=descending)
        ],
    }


async def opml(datasette: Datasette) -> Response:
    """Return ``/sources.opml``: the enabled outlets, as subscriptions of a feed reader.

    A public site names home pages only, since the address of a feed may hold a key.
    """
    shows_feeds = not is_public(datasette)
    outlets = await read(datasette, lambda conn: subscriptions(conn, with_feeds=shows_feeds))
    return responses.text(to_opml(outlets), "text/x-opml")


def subscriptions(conn: sqlite3.Connection, *, with_feeds: bool) -> list[Subscription]:
    """Return the enabled outlets by name, with the feeds that were read at the last check."""
    by_source: dict[str, list[str]] = {}
    if with_feeds:
        for source_id, url in conn.execute(
            "SELECT source_id, url FROM endpoints WHERE kind = 'feed'"
            " AND (configured OR status IN ('working', 'not_modified')) ORDER BY url"
        ):
            by_source.setdefault(source_id, []).append(url)
    return [
        Subscription(row["name"], row["home"], row["region"], tuple(by_source.get(row["id"], ())))
        for row in load_outlets(conn).sources.values()
        if row["enabled"]
    ]
