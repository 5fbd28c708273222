"""Answers the questions of tools about stories and articles with the queries of the pages.

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
from storage.browse.pages.search import found_stories
from storage.browse.queries import marks, row, rows
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


def sources(conn: sqlite3.Connection, region: str | None = None) -> Answer:
    """Return the outlets, whose ids other tools take."""
    outlets = load_outlets(conn)
    found = [
        {
            "source": source_id,
            "source_name": one["name"],
            "url": one["home"],
            "region": one["region"],
            "region_name": outlets.region_name(one["region"]),
            "owner": one["owner"],
            "last_new_article_at": one["last_new_article_at"],
        }
        for source_id, one in outlets.sources.items()
        if region in (None, one["region"])
    ]
    return answer(sources=found)


def stories(
    conn: sqlite3.Connection,
    day: str | None = None,
    region: str | None = None,
    source: str | None = None,
    page: int = 1,
) -> Answer:
    """Return the stories of a day or of the last 24 hours, those of most outlets first."""
    found = front_data(conn, Filters(region=region, source=source), read_day(day), page)
    outlets = found["outlets"]
    return answer(
        stories=[_story_line(outlets, line) for line in found["stories"]],
        day=found["day"].isoformat(),
        timezone=str(found["zone"]),
        story_count=found["story_count"],
        next_page=page + 1 if found["more"] else None,
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
    db, found = Database(conn), find_stored_story(conn, story_id)
    members = members_of(db, found)
    shown = members[:_MAX_STORY_ARTICLES]
    nearest = nearest_members(conn, [one.id for one in shown])
    return answer(
        story_id=found,
        article_count=len(members),
        articles=[
            {
                "article_id": one.id,
                "url": one.url,
                "source": one.source_id,
                "source_name": one.source_name,
                "owner": one.owner,
                "region": one.region,
                "date_published": one.date_published,
                "date_first_seen": one.date_first_seen,
                "relation": one.relation,
                "status": one.status,
                "is_based_on": one.is_based_on,
                "nearest_url": nearest[one.id].url if one.id in nearest else None,
                "share": round(nearest[one.id].share, 4) if one.id in nearest else None,
                "untrusted": untrusted(headline=one.headline, credit=one.credit_text),
            }
            for one in shown
        ],
        also_about_this=[event_member(asdict(one)) for one in also_about(conn, found)],
    )


def event_member(member: dict[str, Any]) -> Answer:
    """Return a story of an event, given the fields of an EventMember."""
    headline = member.pop("headline")
    return {**member, "untrusted": untrusted(headline=headline)}


def origins(conn: sqlite3.Connection, story_id: str) -> Answer:
    """Return the origins of a story, each with the articles that repeat it."""
    found = find_stored_story(conn, story_id)
    members = {one.id: one for one in members_of(Database(conn), found)}
    return answer(
        story_id=found,
        origins=[
            {
                "kind": origin.kind,
                "url": members[origin.article_id].url if origin.article_id in members else None,
                "articles": [
                    {
                        "article_id": one,
                        "url": members[one].url,
                        "source": members[one].source_id,
                        "date_published": members[one].date_published,
                    }
                    for one in origin.article_ids[:_MAX_STORY_ARTICLES]
                ],
                "untrusted": untrusted(name=origin.name),  # may be taken from a credit
            }
            for origin in story_origins(conn, [found])[found]
        ],
    )


def find_stored_story(conn: sqlite3.Connection, story_id: str) -> str:
    """Return the present id of a story; raises NotFound if there is none."""
    found = find_story(Database(conn), story_id)
    if found is None:
        raise NotFound(Message("There is no story %(id)s", id=story_id[:80]))
    return found


def article(conn: sqlite3.Connection, article: str, start: int = 0) -> Answer:
    """Return an article by its id or address: its facts with evidence, and a part of its text."""
    article_id = article_named(Database(conn), article)
    found = row(conn, "SELECT * FROM articles WHERE id = ?", [article_id])
    if found is None or article_id is None:
        raise NotFound(Message("There is no article %(id)s", id=article[:80]))
    outlets = load_outlets(conn)
    evidence = rows(
        conn,
        "SELECT fact, value, found_in FROM evidence WHERE article_id = ? LIMIT 100",
        [article_id],
    )
    authors = ", ".join(map(str, json.loads(found["authors"] or "[]")))
    texts = {
        "headline": found["headline"],
        "description": found["description"],
        "authors": authors,
        "section": found["article_section"],
        "credit": found["credit_text"],
    }
    (edits,) = conn.execute(
        "SELECT count(*) FROM edits WHERE article_id = ? AND kinds <> ''", [article_id]
    ).fetchone()
    body = part(found["article_body"] or "", start)
    cite = cited(outlets, found, **texts)
    return answer(
        **{
            **cite,
            **body,
            "untrusted": cite["untrusted"] | body["untrusted"],
            "date_modified": found["date_modified"],
            "language": found["in_language"],
            "relation": found["relation"],
            "status": found["status"],
            "is_advertising": bool(found["is_advertising"]),
            "is_based_on": found["is_based_on"],
            "edits_of_substance": edits,
            "text_pruned_at": pruned_at(conn, article_id),
            "evidence": [
                {
                    "fact": one["fact"],
                    "found_in": one["found_in"],
                    "untrusted": untrusted(value=one["value"]),
                }
                for one in evidence
            ],
        }
    )


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
    asked = Question(query, region, source, read_day(since), read_day(until), order)
    found_all, found = found_stories(conn, asked, outlets)
    shown = found_all[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    best = [ids[0] for _, ids in shown]
    articles = rows(
        conn,
        f"SELECT * FROM articles WHERE id IN ({marks(best)})",  # noqa: S608
        best,
    )
    by_id = {one["id"]: one for one in articles}
    terms = parse_query(query).terms
    results = []
    for _, ids in shown:
        one = by_id[ids[0]]
        passage = snippet(one["article_body"], terms, one["in_language"]).striptags()
        texts = {"headline": one["headline"], "passage": passage}
        results.append({**cited(outlets, one, **texts), "matching_articles": len(ids)})
    return answer(
        results=results,
        story_count=len(found_all),
        next_page=page + 1 if page * PAGE_SIZE < len(found_all) else None,
        problems=[str(problem) for problem in found.problems],
    )
