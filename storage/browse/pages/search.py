"""``/search?q=…``: the stories whose articles match a query, with the words marked."""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from pipelines.model import Message
from storage.browse import responses
from storage.browse.alert_offers import ALERTS_FILE, alert_block, export_line
from storage.browse.database import read
from storage.browse.figures import mentions
from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.requested_language import language_of_request
from storage.browse.i18n.times import bounds, utc_text, zone_name
from storage.browse.links import host
from storage.browse.outlets import Outlets, load_outlets
from storage.browse.pages.front import read_day
from storage.browse.queries import marks, row, rows
from storage.browse.question import Question
from storage.browse.snippets import marked, snippet
from storage.browse.stories import PAGE_SIZE
from storage.browse.writing.permission import may_write
from storage.search.pasted import article_of_address, host_of_address, is_address
from storage.search.query import parse_query, words_of
from storage.search.query_tree import Term
from storage.search.ranking import Found, Scope, index_algorithms, search
from storage.search.suggestions import suggest

MAX_NAMED = 5  # outlets and regions that are linked above the results


@dataclass(frozen=True, slots=True)
class Result:
    """The best matching article of a story, and the number of the other articles of the story."""

    article: sqlite3.Row
    headline: Markup
    snippet: Markup
    copies: int


async def search_page(datasette: Datasette, request: Request) -> Response:
    asked = read_question(request)
    page = responses.page_number(request, max_page=50)
    language = language_of_request(request)
    context = await read(datasette, lambda conn: search_data(conn, asked, page, language))
    context["can_write_alerts"] = may_write(request, ALERTS_FILE)
    return await responses.page(datasette, request, "svodka_search.html", context)


def read_question(request: Request) -> Question:
    """Return the question in the query string; raises BadRequest for a wrong value."""
    return Question(
        responses.argument(request, "q") or "",
        responses.argument(request, "region"),
        responses.argument(request, "source"),
        read_day(responses.argument(request, "since")),
        read_day(responses.argument(request, "until")),
        "time" if responses.argument(request, "order") == "time" else "relevance",
    )


def search_data(
    conn: sqlite3.Connection, asked: Question, page: int, language: Language = ENGLISH
) -> dict[str, Any]:
    """Return the values for the template."""
    outlets = load_outlets(conn, language)
    zone = outlets.zone_of(asked.region, asked.source)
    stories, found = found_stories(conn, asked, outlets)
    shown = stories[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    is_understood = bool(asked.query) and not found.problems and not is_address(asked.query)
    suggestion = None
    if is_understood and not stories:
        with suppress(sqlite3.OperationalError):  # after its time limit a query is interrupted
            suggestion = suggest(conn, asked.query, index_algorithms(conn))
    return {
        "named": named_pages(asked.query, outlets),
        "suggestion": suggestion,
        "mentions_size": mentions.SIZE,
        "alert_block": alert_block(asked) if is_understood else None,
        "export_line": export_line(asked) if is_understood else None,
        "outlets": outlets,
        "zone": zone,
        "zone_name": zone_name(zone, responses.now(), language),
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
    """Return the stories in the order of their best articles, each with its matching articles."""
    zone = outlets.zone_of(asked.region, asked.source)
    if is_address(asked.query):
        return _at_address(conn, asked.query)
    scope, now = scope_of(asked, outlets, zone), utc_text(responses.now())
    found = search(conn, asked.query, scope, now=now, zone=zone)
    if asked.order == "time":
        found = found.by_time()
    stories: dict[str, tuple[str | None, list[int]]] = {}
    for hit in found.hits:
        key = hit.story_id or f"article {hit.article_id}"
        stories.setdefault(key, (hit.story_id, []))[1].append(hit.article_id)
    return list(stories.values()), found


def named_pages(query: str, outlets: Outlets) -> list[tuple[str, str]]:
    """Return (path, name) of the outlets and regions that the query names.

    The query may be an id, a home page, a whole name, or the first words of a name.
    """
    home, asked = host_of_address(query) or query.strip().lower(), words_of(query)
    if not asked:
        return []
    found = []
    for source_id, source in outlets.sources.items():
        name = words_of(source["name"])
        is_home = home == host(source["home"])
        if is_home or asked == words_of(source_id) or f"{name} ".startswith(f"{asked} "):
            found.append((f"/source/{source_id}", str(source["name"])))
    for code, region in outlets.regions.items():
        called = [words_of(name) for name in (region.name, region.stored_name)]
        if asked == words_of(code) or any(f"{name} ".startswith(f"{asked} ") for name in called):
            found.append((f"/region/{code}", region.name))
    return found[:MAX_NAMED]


def _at_address(
    conn: sqlite3.Connection, text: str
) -> tuple[list[tuple[str | None, list[int]]], Found]:
    """Return the article that is stored for a pasted address, in the form of ``found_stories``."""
    number = article_of_address(conn, text)
    if number is None:
        return [], Found(problems=(Message("no article of this address is stored"),))
    story = row(conn, "SELECT story_id FROM articles WHERE id = ?", [number])
    return [(story["story_id"] if story else None, [number])], Found()


def scope_of(asked: Question, outlets: Outlets, zone: ZoneInfo) -> Scope:
    """Return the articles that are searched: those of the question's outlets and days."""
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
    ids = [story for story, _ in stories if story]
    counts = dict(
        conn.execute(
            f"SELECT id, article_count FROM stories WHERE id IN ({marks(ids)})",  # noqa: S608
            ids,
        ).fetchall()
    )
    terms = parse_query(query).terms
    return [_result(by_id[ids[0]], terms, counts.get(story, 1) - 1) for story, ids in stories]


def _result(article: sqlite3.Row, terms: Sequence[Term], copies: int) -> Result:
    language = article["in_language"]
    headline = marked(article["headline"], terms, language)
    return Result(article, headline, snippet(article["article_body"], terms, language), copies)
