"""`/search?q=…`: stories whose articles have the words, with the words marked."""

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from storage.browse import responses
from storage.browse.database import marks, read, rows
from storage.browse.outlets import Outlets, load_outlets
from storage.browse.pages.front import read_day
from storage.browse.snippets import marked, snippet
from storage.browse.stories import PAGE_SIZE
from storage.browse.times import bounds, utc_text, zone_name
from storage.search.query import parse_query
from storage.search.ranking import Found, Scope, search

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader asked for."""

    query: str = ""
    region: str | None = None
    source: str | None = None
    since: date | None = None
    until: date | None = None
    order: str = "relevance"  # or "time", newest first


@dataclass(frozen=True, slots=True)
class Result:
    """The best article of a story that was found, and how many more of it were."""

    article: sqlite3.Row
    headline: Markup
    snippet: Markup
    others: int


async def search_page(datasette: Datasette, request: Request) -> Response:
    asked = read_question(request)
    page = responses.page_number(request, max_page=50)
    context = await read(datasette, lambda conn: search_data(conn, asked, page))
    return await responses.page(datasette, request, "svodka_search.html", context)


def read_question(request: Request) -> Question:
    return Question(
        responses.argument(request, "q") or "",
        responses.argument(request, "region"),
        responses.argument(request, "source"),
        read_day(responses.argument(request, "since")),
        read_day(responses.argument(request, "until")),
        "time" if responses.argument(request, "order") == "time" else "relevance",
    )


def search_data(conn: sqlite3.Connection, asked: Question, page: int) -> dict[str, Any]:
    outlets = load_outlets(conn)
    zone = outlets.zone_of(asked.region, asked.source)
    stories, found = found_stories(conn, asked, outlets)
    shown = stories[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return {
        "outlets": outlets,
        "zone": zone,
        "zone_name": zone_name(zone, responses.now()),
        "asked": asked,
        "results": _results(conn, shown, asked.query),
        "story_count": len(stories),
        "more_stories": found.more,
        "problems": found.problems,
        "page": page,
        "more": page * PAGE_SIZE < len(stories),
    }


def found_stories(
    conn: sqlite3.Connection, asked: Question, outlets: Outlets
) -> tuple[list[tuple[str | None, list[int]]], Found]:
    """Return stories in the order of their best article, each with the articles found."""
    zone = outlets.zone_of(asked.region, asked.source)
    scope, now = _scope(asked, outlets, zone), utc_text(responses.now())
    found = search(conn, asked.query, scope, now=now, zone=zone)
    if asked.order == "time":
        found = found.by_time()
    stories: dict[str, tuple[str | None, list[int]]] = {}
    for hit in found.hits:
        key = hit.story_id or f"article {hit.article_id}"
        stories.setdefault(key, (hit.story_id, []))[1].append(hit.article_id)
    return list(stories.values()), found


def _scope(asked: Question, outlets: Outlets, zone: ZoneInfo) -> Scope:
    sources: tuple[str, ...] | None = (asked.source,) if asked.source else None
    if asked.region and sources is None:
        region = outlets.regions.get(asked.region)
        sources = region.source_ids if region else ()
    return Scope(
        sources,
        bounds(asked.since, zone).start if asked.since else None,
        bounds(asked.until, zone).end if asked.until else None,
    )


def _results(
    conn: sqlite3.Connection, stories: list[tuple[str | None, list[int]]], query: str
) -> list[Result]:
    if not stories:
        return []
    best = [ids[0] for _, ids in stories]
    found = rows(conn, f"SELECT * FROM articles WHERE id IN ({marks(best)})", best)  # noqa: S608
    by_id = {article["id"]: article for article in found}
    terms = parse_query(query).terms
    show: Callable[[sqlite3.Row, int], Result] = lambda article, others: Result(  # noqa: E731
        article,
        marked(article["headline"], terms, article["in_language"]),
        snippet(article["article_body"], terms, article["in_language"]),
        others,
    )
    return [show(by_id[ids[0]], len(ids) - 1) for _, ids in stories]
