"""The tools that answer questions about stories and articles, with the queries of the pages.

The first argument of each function is a connection. Like the pages, the functions raise NotFound
and BadRequest.
"""

import json
import sqlite3
from dataclasses import asdict
from typing import Any

from datasette.utils.asgi import NotFound
from sqlite_utils import Database

from pipelines.model import Message
from storage.articles.pruned import pruned_at
from storage.browse.outlets import Outlets, load_outlets
from storage.browse.pages.front import front_data, read_day
from storage.browse.pages.search import FoundStory, found_stories
from storage.browse.queries import placeholders, row, rows
from storage.browse.question import Question
from storage.browse.snippets import snippet
from storage.browse.stories import PAGE_SIZE, Filters, StoryLine
from storage.browse.tools.answers import Answer, answer, cited, part, untrusted
from storage.search.query import parse_query
from storage.stories.events import also_about
from storage.stories.nearest import nearest_members
from storage.stories.provenance import article_named, members_of
from storage.stories.rows import find_story
from storage.stories.story_origins import story_origins

_MAX_STORY_ARTICLES = 100  # of a story in one answer, the earliest ones
_MAX_ID_CHARS = 80  # of an unknown id in an error message
_MAX_EVIDENCE = 100  # statements of the facts of one article


def sources(conn: sqlite3.Connection, region: str | None = None) -> Answer:
    """Return the outlets, whose ids other tools take as ``source``."""
    outlets = load_outlets(conn)
    outlet_records = [
        {
            "source": source_id,
            "source_name": source["name"],
            "url": source["home"],
            "region": source["region"],
            "region_name": outlets.region_name(source["region"]),
            "owner": source["owner"],
            "last_new_article_at": source["last_new_article_at"],
        }
        for source_id, source in outlets.sources.items()
        if region in (None, source["region"])
    ]
    return answer(sources=outlet_records)


def stories(
    conn: sqlite3.Connection,
    day: str | None = None,
    region: str | None = None,
    source: str | None = None,
    page: int = 1,
) -> Answer:
    """Return the stories of a day or of the last 24 hours, those of most outlets first."""
    page_values = front_data(conn, Filters(region=region, source=source), read_day(day), page)
    outlets = page_values["outlets"]
    return answer(
        stories=[_story_line(outlets, line) for line in page_values["stories"]],
        day=page_values["day"].isoformat(),
        timezone=str(page_values["zone"]),
        story_count=page_values["story_count"],
        next_page=page + 1 if page_values["more"] else None,
    )


def _story_line(outlets: Outlets, line: StoryLine) -> Answer:
    return {
        "story_id": line.id,
        "article_id": line.article_id,
        "url": line.url,
        "first_source": line.source_id,
        "first_source_name": outlets.name(line.source_id),
        "date_first_published": line.date_first_published,
        "articles": line.article_count,
        "outlets": line.source_count,
        "origins": len(line.origins),
        "regions": list(line.regions),
        "is_advertising": line.is_advertising,
        "untrusted": untrusted(headline=line.headline, lead=line.summary),
    }


def story(conn: sqlite3.Connection, story_id: str) -> Answer:
    """Return a story: its articles in order of publication, and other stories of its event."""
    present_id = find_stored_story(conn, story_id)
    members = members_of(Database(conn), present_id)
    shown_members = members[:_MAX_STORY_ARTICLES]
    nearest = nearest_members(conn, [member.id for member in shown_members])
    return answer(
        story_id=present_id,
        article_count=len(members),
        articles=[
            {
                "article_id": member.id,
                "url": member.url,
                "source": member.source_id,
                "source_name": member.source_name,
                "owner": member.owner,
                "region": member.region,
                "date_published": member.date_published,
                "date_first_seen": member.date_first_seen,
                "relation": member.relation,
                "status": member.status,
                "is_based_on": member.is_based_on,
                "nearest_url": nearest[member.id].url if member.id in nearest else None,
                "share": round(nearest[member.id].share, 4) if member.id in nearest else None,
                "untrusted": untrusted(headline=member.headline, credit=member.credit_text),
            }
            for member in shown_members
        ],
        also_about_this=[event_member(asdict(other)) for other in also_about(conn, present_id)],
    )


def event_member(member: dict[str, Any]) -> Answer:
    """Return a story of an event, given the fields of an EventMember."""
    headline = member.pop("headline")
    return {**member, "untrusted": untrusted(headline=headline)}


def origins(conn: sqlite3.Connection, story_id: str) -> Answer:
    """Return the origins of a story, each with the articles that repeat it."""
    present_id = find_stored_story(conn, story_id)
    members = {member.id: member for member in members_of(Database(conn), present_id)}
    return answer(
        story_id=present_id,
        origins=[
            {
                "kind": origin.kind,
                "url": members[origin.article_id].url if origin.article_id in members else None,
                "articles": [
                    {
                        "article_id": article_id,
                        "url": members[article_id].url,
                        "source": members[article_id].source_id,
                        "date_published": members[article_id].date_published,
                    }
                    for article_id in origin.article_ids[:_MAX_STORY_ARTICLES]
                ],
                # The name of an origin may be a text of an outlet: that of a credit.
                "untrusted": untrusted(name=origin.name),
            }
            for origin in story_origins(conn, [present_id])[present_id]
        ],
    )


def find_stored_story(conn: sqlite3.Connection, story_id: str) -> str:
    """Return the present id of a story; raises NotFound if there is none."""
    present_id = find_story(Database(conn), story_id)
    if present_id is None:
        raise NotFound(Message("There is no story %(id)s", id=story_id[:_MAX_ID_CHARS]))
    return present_id


def article(conn: sqlite3.Connection, article: str, start: int = 0) -> Answer:
    """Return an article by its id or address: its facts with evidence, and a part of its text."""
    article_id = article_named(Database(conn), article)
    article_row = row(conn, "SELECT * FROM articles WHERE id = ?", [article_id])
    if article_row is None or article_id is None:
        raise NotFound(Message("There is no article %(id)s", id=article[:_MAX_ID_CHARS]))
    facts = cited(
        load_outlets(conn),
        article_row,
        headline=article_row["headline"],
        description=article_row["description"],
        authors=", ".join(map(str, json.loads(article_row["authors"] or "[]"))),
        section=article_row["article_section"],
        credit=article_row["credit_text"],
    )
    text_part = part(article_row["article_body"] or "", start)
    return answer(
        **{
            **facts,
            **text_part,
            "untrusted": facts["untrusted"] | text_part["untrusted"],
            "date_modified": article_row["date_modified"],
            "language": article_row["in_language"],
            "relation": article_row["relation"],
            "status": article_row["status"],
            "is_advertising": bool(article_row["is_advertising"]),
            "is_based_on": article_row["is_based_on"],
            "edits_of_substance": _count_edits(conn, article_id),
            "text_pruned_at": pruned_at(conn, article_id),
            "evidence": _evidence(conn, article_id),
        }
    )


def _count_edits(conn: sqlite3.Connection, article_id: int) -> int:
    (count,) = conn.execute(
        "SELECT count(*) FROM edits WHERE article_id = ? AND kinds <> ''", [article_id]
    ).fetchone()
    return int(count)


def _evidence(conn: sqlite3.Connection, article_id: int) -> list[Answer]:
    """Return the statements of the facts of an article."""
    statements = rows(
        conn,
        "SELECT fact, value, found_in FROM evidence WHERE article_id = ? LIMIT ?",
        [article_id, _MAX_EVIDENCE],
    )
    return [
        {
            "fact": statement["fact"],
            "found_in": statement["found_in"],
            "untrusted": untrusted(value=statement["value"]),
        }
        for statement in statements
    ]


def search(
    conn: sqlite3.Connection,
    query: str,
    region: str | None = None,
    source: str | None = None,
    since: str | None = None,
    until: str | None = None,
    order: str = "relevance",
    page: int = 1,
) -> Answer:
    """Return the stories whose articles match a query, as the search page does."""
    outlets = load_outlets(conn)
    question = Question(
        query=query,
        region=region,
        source=source,
        since=read_day(since),
        until=read_day(until),
        order=order,
    )
    found, search_results = found_stories(conn, question, outlets)
    stories_of_page = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    best_ids = [story.article_ids[0] for story in stories_of_page]
    best_articles = rows(
        conn,
        f"SELECT * FROM articles WHERE id IN ({placeholders(best_ids)})",  # noqa: S608
        best_ids,
    )
    articles_by_id = {article["id"]: article for article in best_articles}
    terms = parse_query(query).terms

    def result_of(story: FoundStory) -> Answer:
        best = articles_by_id[story.article_ids[0]]
        passage = snippet(best["article_body"], terms, best["in_language"]).striptags()
        facts = cited(outlets, best, headline=best["headline"], passage=passage)
        return {**facts, "matching_articles": len(story.article_ids)}

    return answer(
        results=[result_of(story) for story in stories_of_page],
        story_count=len(found),
        next_page=page + 1 if page * PAGE_SIZE < len(found) else None,
        problems=[str(problem) for problem in search_results.problems],
    )
