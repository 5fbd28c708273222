"""`/mentions.svg` and `/mentions.csv`: how often a search was mentioned on each day."""

import sqlite3

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request, Response

from pipelines.model import Message
from storage.browse import responses
from storage.browse.database import read
from storage.browse.figures.mentions import Mentions, as_csv, as_svg, count_mentions, period
from storage.browse.i18n.requested_language import language_of_request
from storage.browse.outlets import load_outlets
from storage.browse.pages.search import read_question, scope_of


async def mentions(datasette: Datasette, request: Request) -> Response:
    """Return the articles of each day that match the search, as CSV or as a picture."""
    question = read_question(request)
    by = responses.argument(request, "by") or "outlet"
    if by not in ("outlet", "region"):
        raise BadRequest(Message("by: expected outlet or region"))
    language = language_of_request(request)

    def count(conn: sqlite3.Connection) -> Mentions:
        outlets = load_outlets(conn, language)
        zone = outlets.zone_of(question.region, question.source)
        days = period(question.since, question.until, responses.now().astimezone(zone).date())
        scope = scope_of(question, outlets, zone)
        return count_mentions(
            conn, question.query, scope, days, zone, outlets, by_region=by == "region"
        )

    try:
        counted_mentions = await read(datasette, count)
    except sqlite3.OperationalError:  # Datasette interrupts a query after its time limit
        return Response.text(
            language.gettext("The period has too many articles; ask for fewer days."), status=503
        )
    if request.url_vars["format"] == "csv":
        return responses.text(as_csv(counted_mentions, by), "text/csv")
    title = language.gettext("Mentions a day: %(words)s", words=question.query)
    return responses.text(as_svg(counted_mentions, title, language), "image/svg+xml")
