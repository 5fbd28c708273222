"""`/alerts`: the saved searches, what they announced last, and where to follow them."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from storage.browse import responses
from storage.browse.database import read
from storage.browse.outlets import load_outlets
from storage.browse.stories import StoryLine, story_lines
from storage.browse.times import zone_name
from storage.search.alerts import Alert, stored_alerts
from storage.search.outbox import announced_stories, tally

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Followed:
    """An alert, its finds by number, and the stories of the last few."""

    alert: Alert
    sent: int
    waiting: int
    stories: list[StoryLine]


async def alerts(datasette: Datasette, request: Request) -> Response:
    context = await read(datasette, alerts_data)
    return await responses.page(datasette, request, "svodka_alerts.html", context)


def alerts_data(conn: sqlite3.Connection) -> dict[str, Any]:
    outlets = load_outlets(conn)
    followed = [
        Followed(
            alert,
            *tally(conn, alert.id),
            story_lines(conn, announced_stories(conn, alert.id, limit=SHOWN)),
        )
        for alert in stored_alerts(conn)
    ]
    return {
        "outlets": outlets,
        "zone": outlets.zone,
        "zone_name": zone_name(outlets.zone, responses.now()),
        "followed": followed,
    }
