"""The feeds of all lists of stories: the path of a list with ``.atom`` or ``.feed.json``."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
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
class FeedContent:
    """The title of a feed and the stories in it."""

    title: str
    path: str  # of the page that shows this list
    story_ids: Sequence[str]
    newest_first: bool = False  # False keeps the order of the ids


class _Stories(NamedTuple):
    """All that is read from the database for a feed."""

    content: FeedContent
    lines: list[StoryLine]
    outlets: Outlets
    texts: dict[str, StoryText]  # by the id of the story


async def front(datasette: Datasette, request: Request) -> Response:
    filters = read_filters(request)

    def content_of(conn: sqlite3.Connection, outlets: Outlets) -> FeedContent:
        ids = latest_stories(conn, filters, limit=FEED_SIZE)
        everywhere = outlets.language.gettext("all regions")
        where = outlets.region_name(filters.region) if filters.region else everywhere
        return FeedContent(_title(where, outlets), "/", ids)

    return await _feed(datasette, request, content_of)


async def source(datasette: Datasette, request: Request) -> Response:
    source_id = request.url_vars["id"]

    def content_of(conn: sqlite3.Connection, outlets: Outlets) -> FeedContent:
        if source_id not in outlets.sources:
            raise NotFound(Message("There is no outlet %(id)s", id=source_id))
        ids = stories_of_sources(conn, [source_id], limit=FEED_SIZE)
        title = _title(outlets.name(source_id), outlets)
        return FeedContent(title, f"/source/{source_id}", ids)

    return await _feed(datasette, request, content_of)


async def region(datasette: Datasette, request: Request) -> Response:
    code = request.url_vars["code"]

    def content_of(conn: sqlite3.Connection, outlets: Outlets) -> FeedContent:
        if code not in outlets.regions:
            raise NotFound(Message("There is no outlet in the region %(code)s", code=code))
        ids = stories_of_sources(conn, outlets.regions[code].source_ids, limit=FEED_SIZE)
        title = _title(outlets.region_name(code), outlets)
        return FeedContent(title, f"/region/{code}", ids)

    return await _feed(datasette, request, content_of)


async def search(datasette: Datasette, request: Request) -> Response:
    question = read_question(request)

    def content_of(conn: sqlite3.Connection, outlets: Outlets) -> FeedContent:
        stories, _ = found_stories(conn, question, outlets)
        ids = [story.id for story in stories[:FEED_SIZE] if story.id]
        return FeedContent(_title(question.query, outlets), "/search", ids, newest_first=True)

    return await _feed(datasette, request, content_of)


async def alert(datasette: Datasette, request: Request) -> Response:
    alert_id = unquote(request.url_vars["id"])  # Datasette leaves the path percent-encoded

    def content_of(conn: sqlite3.Connection, outlets: Outlets) -> FeedContent:
        alert = next((stored for stored in stored_alerts(conn) if stored.id == alert_id), None)
        if alert is None:
            raise NotFound(Message("There is no alert %(id)s", id=alert_id))
        if alert.kind == "story":
            ids = list(dict.fromkeys(matching_stories(conn, alert, None, responses.now())))
        else:
            ids = list(announced_stories(conn, alert.id, limit=FEED_SIZE))
        title = _title(alert.title, outlets)
        return FeedContent(title, "/alerts", ids[:FEED_SIZE], newest_first=True)

    return await _feed(datasette, request, content_of)


async def digest(datasette: Datasette, request: Request) -> Response:
    code = request.url_vars["code"]
    day = read_day(request.url_vars["day"])
    about = read_about(request)
    assert day is not None

    def content_of(conn: sqlite3.Connection, outlets: Outlets) -> FeedContent:
        built = build_digest(conn, code, day, outlets.language, about)
        if built is None:
            raise NotFound(Message("There is no outlet in the region %(code)s", code=code))
        title = _title(f"{built.region}, {long_day(day, outlets.language)}", outlets)
        return FeedContent(title, f"/digest/{code}/{day}", [story.id for story in built.stories])

    return await _feed(datasette, request, content_of)


def _title(name: str, outlets: Outlets) -> str:
    return outlets.language.gettext("Svodka: %(name)s", name=name)


async def _feed(
    datasette: Datasette,
    request: Request,
    content_of: Callable[[sqlite3.Connection, Outlets], FeedContent],
) -> Response:
    """Return the feed of the stories that ``content_of`` reads, in the requested format."""
    is_atom = request.url_vars["format"] == "atom"
    full = read_full(datasette, request)
    language = language_of_request(request)

    def read_stories(conn: sqlite3.Connection) -> _Stories:
        outlets = load_outlets(conn, language)
        content = content_of(conn, outlets)
        # Only the origins need the members of stories, and an Atom feed names no origins.
        lines = story_lines(conn, content.story_ids, with_members=not is_atom)
        if content.newest_first:
            lines.sort(key=lambda line: line.date_first_published, reverse=True)
        return _Stories(content, lines, outlets, story_texts(conn, lines, whole=full))

    stories = await read(datasette, read_stories)
    feed = _feed_of(stories.content, datasette, request)
    entries = story_entries(feed, stories.lines, stories.outlets, stories.texts, full=full)
    if is_atom:
        return responses.feed(request, atom_of_entries(feed, entries), "application/atom+xml")
    return responses.feed(request, json_feed_of_entries(feed, entries), "application/feed+json")


def _feed_of(content: FeedContent, datasette: Datasette, request: Request) -> Feed:
    """Return the title and the absolute addresses of the requested feed."""
    language = language_of_request(request)
    links = Links(datasette, language)
    arguments = parse_qsl(request.query_string)
    page_arguments = [(name, value) for name, value in arguments if name != "full"]
    page_query = f"?{urlencode(page_arguments)}" if page_arguments else ""
    query = f"?{request.query_string}" if request.query_string else ""
    path = f"{language.prefix}{request.path}"
    return Feed(
        title=content.title,
        page=datasette.absolute_url(request, links.path(content.path)) + page_query,
        address=datasette.absolute_url(request, path) + query,
        site=datasette.absolute_url(request, links.path("/")).rstrip("/"),
        language=language.code,
    )


def read_full(datasette: Datasette, request: Request) -> bool:
    """Return whether whole texts are requested; raises Forbidden for them on a public site."""
    full = responses.argument(request, "full")
    if full not in (None, "1"):
        raise BadRequest(Message("full: expected 1, which puts the whole texts into the feed"))
    if full and is_public(datasette):
        raise Forbidden(Message("A public site has excerpts in its feeds, not whole texts."))
    return full is not None
