"""``/alerts``: the saved searches, the stories they announced last, and their feeds."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request, Response

from pipelines.model import Message
from storage.browse import responses
from storage.browse.alert_offers import ALERTS_FILE, NotAddedError, add_alert
from storage.browse.database import read
from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.requested_language import language_of_request
from storage.browse.i18n.times import zone_name
from storage.browse.links import query_string
from storage.browse.outlets import load_outlets
from storage.browse.question import Question
from storage.browse.stories import StoryLine, story_lines
from storage.browse.writing.permission import file_of, sent_form
from storage.search.alerts import Alert, stored_alerts
from storage.search.outbox import announced_stories, tally
from storage.search.query import parse_query

SHOWN = 5  # the newest stories of each alert that are listed
MAX_QUERY_CHARS = 300  # as on the search page
_REFUSAL = Message(
    "alerts are written only for a browser on this machine, and only if the site was"
    " started with `scrapy browse --write-alerts`"
)


@dataclass(frozen=True, slots=True)
class Followed:
    """An alert, the numbers of its sent and waiting finds, and the stories of its newest finds."""

    alert: Alert
    sent: int
    waiting: int
    stories: list[StoryLine]


async def alerts(datasette: Datasette, request: Request) -> Response:
    language = language_of_request(request)
    context = await read(datasette, lambda conn: alerts_data(conn, language))
    context["added"] = responses.argument(request, "added")
    return await responses.page(datasette, request, "svodka_alerts.html", context)


async def add(datasette: Datasette, request: Request) -> Response:
    """Add a search to alerts.toml."""
    form = await sent_form(request, ALERTS_FILE, _REFUSAL)
    query = form.get("q", "")[:MAX_QUERY_CHARS]
    asked = Question(query, form.get("region") or None, form.get("source") or None)
    if not query or parse_query(query).problems:
        raise BadRequest(Message("q: expected words that are understood"))
    try:
        add_alert(file_of(ALERTS_FILE), asked)
    except NotAddedError as error:
        raise BadRequest(error.args[0]) from error
    return responses.moved(datasette, request, "/alerts" + query_string(added=query))


def alerts_data(conn: sqlite3.Connection, language: Language = ENGLISH) -> dict[str, Any]:
    outlets = load_outlets(conn, language)
    followed = [
        Followed(
            alert,
            *tally(conn, alert.id),
            story_lines(conn, announced_stories(conn, alert.id, limit=SHOWN), with_members=False),
        )
        for alert in stored_alerts(conn)
    ]
    return {
        "outlets": outlets,
        "zone": outlets.zone,
        "zone_name": zone_name(outlets.zone, responses.now(), language),
        "followed": followed,
    }
