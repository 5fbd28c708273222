"""``/search?q=…``: the stories whose articles match a query, with the words marked."""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple
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
from storage.browse.queries import placeholders, row, rows
from storage.browse.question import Question
from storage.browse.snippets import marked, snippet
from storage.browse.stories import PAGE_SIZE
from storage.browse.writing.permission import may_write
from storage.search.pasted import article_of_address, host_of_address, is_address
from storage.search.query import parse_query, words_of
from storage.search.query_tree import Term
from storage.search.ranking import Scope, SearchResult, index_algorithms, search
from storage.search.suggestions import suggest

MAX_NAMED = 5  # outlets and regions that are linked above the results
_MAX_PAGE = 50  # pages of results; MAX_CANDIDATES articles fill fewer


class FoundStory(NamedTuple):
    """A story with its articles that match a query, the best one first."""

    id: str | None  # None for an article that is in no story yet
    article_ids: list[int]


@dataclass(frozen=True, slots=True)
class Result:
    """The best matching article of a story, and the number of the other articles of the story."""

    article: sqlite3.Row
    headline: Markup
    snippet: Markup
    copies: int


async def search_page(datasette: Datasette, request: Request) -> Response:
    """Return the page of the results of a search, or of the form alone without a query."""
    question = read_question(request)
    page = responses.page_number(request, max_page=_MAX_PAGE)
    language = language_of_request(request)
    context = await read(datasette, lambda conn: search_data(conn, question, page, language))
    context["can_write_alerts"] = may_write(request, ALERTS_FILE)
    return await responses.page(datasette, request, "svodka_search.html", context)


def read_question(request: Request) -> Question:
    """Return the question in the query string; raises BadRequest for a wrong value."""
    return Question(
        query=responses.argument(request, "q") or "",
        region=responses.argument(request, "region"),
        source=responses.argument(request, "source"),
        since=read_day(responses.argument(request, "since")),
        until=read_day(responses.argument(request, "until")),
        order="time" if responses.argument(request, "order") == "time" else "relevance",
    )


def search_data(
    conn: sqlite3.Connection, question: Question, page: int, language: Language = ENGLISH
) -> dict[str, Any]:
    """Return the values for the template."""
    outlets = load_outlets(conn, language)
    zone = outlets.zone_of(question.region, question.source)
    stories, results = found_stories(conn, question, outlets)
    stories_of_page = stories[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    is_understood = bool(question.query) and not results.problems and not is_address(question.query)
    suggestion = None
    if is_understood and not stories:
        with suppress(sqlite3.OperationalError):  # a query is interrupted after its time limit
            suggestion = suggest(conn, question.query, index_algorithms(conn))
    return {
        "named": named_pages(question.query, outlets),
        "suggestion": suggestion,
        "mentions_size": mentions.SIZE,
        "alert_block": alert_block(question) if is_understood else None,
        "export_line": export_line(question) if is_understood else None,
        "outlets": outlets,
        "zone": zone,
        "zone_name": zone_name(zone, responses.now(), language),
        "asked": question,
        "results": _results(conn, stories_of_page, question.query),
        "story_count": len(stories),
        "more_stories": results.has_more,
        "problems": results.problems,
        "page": page,
        "more": page * PAGE_SIZE < len(stories),
    }


def found_stories(
    conn: sqlite3.Connection, question: Question, outlets: Outlets
) -> tuple[list[FoundStory], SearchResult]:
    """Return the stories in the order of their best articles, and what the search found."""
    zone = outlets.zone_of(question.region, question.source)
    if is_address(question.query):
        return _at_address(conn, question.query)
    scope = scope_of(question, outlets, zone)
    now = utc_text(responses.now())
    results = search(conn, question.query, scope, now=now, zone=zone)
    if question.order == "time":
        results = results.by_time()
    stories: dict[str, FoundStory] = {}
    for hit in results.hits:
        key = hit.story_id or f"article {hit.article_id}"
        story = stories.setdefault(key, FoundStory(hit.story_id, []))
        story.article_ids.append(hit.article_id)
    return list(stories.values()), results


def named_pages(query: str, outlets: Outlets) -> list[tuple[str, str]]:
    """Return (path, name) of the outlets and regions that the query names.

    The query may be an id, a home page, a whole name, or the first words of a name.
    """
    home = host_of_address(query) or query.strip().lower()
    words = words_of(query)
    if not words:
        return []
    pages = []
    for source_id, source in outlets.sources.items():
        is_home = home == host(source["home"])
        if is_home or words == words_of(source_id) or _begins_name(words, source["name"]):
            pages.append((f"/source/{source_id}", str(source["name"])))
    for code, region in outlets.regions.items():
        names = (region.name, region.stored_name)
        if words == words_of(code) or any(_begins_name(words, name) for name in names):
            pages.append((f"/region/{code}", region.name))
    return pages[:MAX_NAMED]


def _begins_name(words: str, name: str) -> bool:
    """Return whether ``words``, in the form of ``words_of``, are the first words of a name."""
    return f"{words_of(name)} ".startswith(f"{words} ")


def _at_address(conn: sqlite3.Connection, text: str) -> tuple[list[FoundStory], SearchResult]:
    """Return the article that is stored for a pasted address, in the form of ``found_stories``."""
    article_id = article_of_address(conn, text)
    if article_id is None:
        return [], SearchResult(problems=(Message("no article of this address is stored"),))
    article = row(conn, "SELECT story_id FROM articles WHERE id = ?", [article_id])
    story_id = article["story_id"] if article else None
    return [FoundStory(story_id, [article_id])], SearchResult()


def scope_of(question: Question, outlets: Outlets, zone: ZoneInfo) -> Scope:
    """Return the scope of a search: the outlets and the days of the question."""
    sources: tuple[str, ...] | None = None  # all
    if question.source:
        sources = (question.source,)
    elif question.region:
        region = outlets.regions.get(question.region)
        sources = region.source_ids if region else ()
    return Scope(
        sources,
        bounds(question.since, zone).start if question.since else None,
        bounds(question.until, zone).end if question.until else None,
    )


def _results(conn: sqlite3.Connection, stories: Sequence[FoundStory], query: str) -> list[Result]:
    """Return a result for each story, in order."""
    if not stories:
        return []
    best_ids = [story.article_ids[0] for story in stories]
    articles = rows(
        conn,
        f"SELECT * FROM articles WHERE id IN ({placeholders(best_ids)})",  # noqa: S608
        best_ids,
    )
    articles_by_id = {article["id"]: article for article in articles}
    story_ids = [story.id for story in stories if story.id]
    article_counts = dict(
        conn.execute(
            f"SELECT id, article_count FROM stories WHERE id IN ({placeholders(story_ids)})",  # noqa: S608
            story_ids,
        ).fetchall()
    )
    terms = parse_query(query).terms
    results = []
    for story, best_id in zip(stories, best_ids, strict=True):
        copies = article_counts.get(story.id, 1) - 1
        results.append(_result(articles_by_id[best_id], terms, copies))
    return results


def _result(article: sqlite3.Row, terms: Sequence[Term], copies: int) -> Result:
    language = article["in_language"]
    headline = marked(article["headline"], terms, language)
    return Result(article, headline, snippet(article["article_body"], terms, language), copies)
