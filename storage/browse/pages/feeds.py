"""The feeds of all lists of stories: the path of a list with ``.atom`` or ``.feed.json``."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Forbidden, NotFound, Request, Response

from pipelines.model import Message
from storage.browse import responses
from storage.browse.database import read
from storage.browse.documents.digest import build_digest
from storage.browse.documents.feeds import (
    FEED_SIZE,
    Feed,
    atom_of_entries,
    json_feed_of_entries,
    story_entries,
)
from storage.browse.documents.story_texts import StoryText, story_texts
from storage.browse.i18n.requested_language import Links, language_of_request
from storage.browse.i18n.times import long_day
from storage.browse.outlets import Outlets, load_outlets
from storage.browse.pages.front import read_about, read_day, read_filters
from storage.browse.pages.search import found_stories, read_question
from storage.browse.public import is_public
from storage.browse.stories import StoryLine, latest_stories, stories_of_sources, story_lines
from storage.search.alerts import matching_stories, stored_alerts
from storage.search.outbox import announced_stories


@dataclass(frozen=True, slots=True)
class Listed:
    """The content of a feed."""

    title: str
    path: str  # of the page that shows this list
    story_ids: Sequence[str]
    newest_first: bool = False  # sorts the stories by time; else they keep the order of the ids


async def front(datasette: Datasette, request: Request) -> Response:
    filters = read_filters(request)

    def listed(conn: sqlite3.Connection, outlets: Outlets) -> Listed:
        ids = latest_stories(conn, filters, limit=FEED_SIZE)
        everywhere = outlets.language.gettext("all regions")
        where = outlets.region_name(filters.region) if filters.region else everywhere
        return Listed(_title(where, outlets), "/", ids)

    return await _feed(datasette, request, listed)


async def source(datasette: Datasette, request: Request) -> Response:
    source_id = request.url_vars["id"]

    def listed(conn: sqlite3.Connection, outlets: Outlets) -> Listed:
        if source_id not in outlets.sources:
            raise NotFound(Message("There is no outlet %(id)s", id=source_id))
        ids = stories_of_sources(conn, [source_id], limit=FEED_SIZE)
        title = _title(outlets.name(source_id), outlets)
        return Listed(title, f"/source/{source_id}", ids)

    return await _feed(datasette, request, listed)


async def region(datasette: Datasette, request: Request) -> Response:
    code = request.url_vars["code"]

    def listed(conn: sqlite3.Connection, outlets: Outlets) -> Listed:
        if code not in outlets.regions:
            raise NotFound(Message("There is no outlet in the region %(code)s", code=code))
        ids = stories_of_sources(conn, outlets.regions[code].source_ids, limit=FEED_SIZE)
        title = _title(outlets.region_name(code), outlets)
        return Listed(title, f"/region/{code}", ids)

    return await _feed(datasette, request, listed)


async def search(datasette: Datasette, request: Request) -> Response:
    asked = read_question(request)

    def listed(conn: sqlite3.Connection, outlets: Outlets) -> Listed:
        found, _ = found_stories(conn, asked, outlets)
        ids = [story for story, _ in found[:FEED_SIZE] if story]
        return Listed(_title(asked.query, outlets), "/search", ids, newest_first=True)

    return await _feed(datasette, request, listed)


async def alert(datasette: Datasette, request: Request) -> Response:
    alert_id = unquote(request.url_vars["id"])  # Datasette leaves the path percent-encoded

    def listed(conn: sqlite3.Connection, outlets: Outlets) -> Listed:
        for one in stored_alerts(conn):
            if one.id == alert_id:
                ids = (
                    dict.fromkeys(matching_stories(conn, one, None, responses.now()))
                    if one.kind == "story"
                    else announced_stories(conn, one.id, limit=FEED_SIZE)
                )
                title = _title(one.title, outlets)
                return Listed(title, "/alerts", list(ids)[:FEED_SIZE], newest_first=True)
        raise NotFound(Message("There is no alert %(id)s", id=alert_id))

    return await _feed(datasette, request, listed)


async def digest(datasette: Datasette, request: Request) -> Response:
    code, day = request.url_vars["code"], read_day(request.url_vars["day"])
    about = read_about(request)
    assert day is not None

    def listed(conn: sqlite3.Connection, outlets: Outlets) -> Listed:
        found = build_digest(conn, code, day, outlets.language, about)
        if found is None:
            raise NotFound(Message("There is no outlet in the region %(code)s", code=code))
        title = _title(f"{found.region}, {long_day(day, outlets.language)}", outlets)
        return Listed(title, f"/digest/{code}/{day}", [one.id for one in found.stories])

    return await _feed(datasette, request, listed)


def _title(name: str, outlets: Outlets) -> str:
    return outlets.language.gettext("Svodka: %(name)s", name=name)


async def _feed(
    datasette: Datasette,
    request: Request,
    listed: Callable[[sqlite3.Connection, Outlets], Listed],
) -> Response:
    """Return the stories that ``listed`` reads from the database as a feed in the asked format."""

    is_atom = request.url_vars["format"] == "atom"
    full = read_full(datasette, request)
    language = language_of_request(request)

    def filled(
        conn: sqlite3.Connection,
    ) -> tuple[Listed, list[StoryLine], Outlets, dict[str, StoryText]]:
        outlets = load_outlets(conn, language)
        found = listed(conn, outlets)
        lines = story_lines(conn, found.story_ids, with_members=not is_atom)  # Atom shows none
        if found.newest_first:
            lines.sort(key=lambda line: line.date_first_published, reverse=True)
        return found, lines, outlets, story_texts(conn, lines, whole=full)

    found, lines, outlets, texts = await read(datasette, filled)
    query = f"?{request.query_string}" if request.query_string else ""
    narrowed = [one for one in parse_qsl(request.query_string) if one[0] != "full"]
    of_page = f"?{urlencode(narrowed)}" if narrowed else ""
    links = Links(datasette, language)
    page, site = (datasette.absolute_url(request, links.path(path)) for path in (found.path, "/"))
    address = datasette.absolute_url(request, f"{language.prefix}{request.path}") + query
    feed = Feed(found.title, page + of_page, address, site.rstrip("/"), language.code)
    entries = story_entries(feed, lines, outlets, texts, full=full)
    if is_atom:
        return responses.feed(request, atom_of_entries(feed, entries), "application/atom+xml")
    return responses.feed(request, json_feed_of_entries(feed, entries), "application/feed+json")


def read_full(datasette: Datasette, request: Request) -> bool:
    """Return whether whole texts are asked for; a public site refuses them."""
    asked = responses.argument(request, "full")
    if asked not in (None, "1"):
        raise BadRequest(Message("full: expected 1, which puts the whole texts into the feed"))
    if asked and is_public(datasette):
        raise Forbidden(Message("A public site has excerpts in its feeds, not whole texts."))
    return asked is not None
