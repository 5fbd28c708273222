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

MAX_SHOWN_STORIES = 5  # of each alert, the newest ones
MAX_QUERY_CHARS = 300  # as on the search page
_REFUSAL = Message(
    "alerts are written only for a browser on this machine, and only if the site was"
    " started with `scrapy browse --write-alerts`"
)


@dataclass(frozen=True, slots=True)
class ShownAlert:
    """An alert, the numbers of its sent and waiting finds, and the stories of its newest finds."""

    alert: Alert
    sent: int
    waiting: int
    stories: list[StoryLine]


async def alerts(datasette: Datasette, request: Request) -> Response:
    """Return the page of the alerts; the argument ``added`` names a search that was just added."""
    language = language_of_request(request)
    context = await read(datasette, lambda conn: alerts_data(conn, language))
    context["added"] = responses.argument(request, "added")
    return await responses.page(datasette, request, "svodka_alerts.html", context)


async def add(datasette: Datasette, request: Request) -> Response:
    """Add a search to alerts.toml, and redirect to the page of the alerts."""
    form = await sent_form(request, ALERTS_FILE, _REFUSAL)
    query = form.get("q", "")[:MAX_QUERY_CHARS]
    question = Question(query, form.get("region") or None, form.get("source") or None)
    if not query or parse_query(query).problems:
        raise BadRequest(Message("q: expected words that are understood"))
    try:
        add_alert(file_of(ALERTS_FILE), question)
    except NotAddedError as error:
        raise BadRequest(error.args[0]) from error
    return responses.moved(datasette, request, "/alerts" + query_string(added=query))


def alerts_data(conn: sqlite3.Connection, language: Language = ENGLISH) -> dict[str, Any]:
    """Return the values for the template."""
    outlets = load_outlets(conn, language)
    followed = [_shown_alert(conn, alert) for alert in stored_alerts(conn)]
    return {
        "outlets": outlets,
        "zone": outlets.zone,
        "zone_name": zone_name(outlets.zone, responses.now(), language),
        "followed": followed,
    }


def _shown_alert(conn: sqlite3.Connection, alert: Alert) -> ShownAlert:
    sent, waiting = tally(conn, alert.id)
    story_ids = announced_stories(conn, alert.id, limit=MAX_SHOWN_STORIES)
    return ShownAlert(alert, sent, waiting, story_lines(conn, story_ids, with_members=False))
