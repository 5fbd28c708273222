"""``/article/ID``: the text of an article, its facts with evidence, its versions, its cut lines."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from pipelines.model import Message
from storage.articles.pruned import pruned_at
from storage.browse import responses
from storage.browse.database import read
from storage.browse.diff import Difference, difference
from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.requested_language import language_of_request
from storage.browse.i18n.times import zone_name
from storage.browse.links import paragraphs
from storage.browse.outlets import Outlets, load_outlets
from storage.browse.posts import post_view
from storage.browse.queries import row, rows
from storage.browse.stories import story_lines

# The facts in the order in which the page shows them. Each is a column of ``articles``; evidence of
# other facts follows them.
FACTS = (
    "headline", "description", "authors", "date_published", "date_modified", "in_language",
    "article_section", "keywords", "credit_text", "is_based_on", "dateline",
    "is_advertising", "main_image", "main_image_caption", "main_image_credit", "canonical_url",
)  # fmt: skip
LISTS = ("authors", "keywords")
MAX_SHOWN_VERSIONS = 20  # the newest versions of an article


async def article(datasette: Datasette, request: Request) -> Response:
    """Return the page of an article."""
    article_id = int(request.url_vars["id"])
    language = language_of_request(request)
    context = await read(datasette, lambda conn: article_data(conn, article_id, language))
    return await responses.page(datasette, request, "svodka_article.html", context)


def article_data(
    conn: sqlite3.Connection, article_id: int, language: Language = ENGLISH
) -> dict[str, Any]:
    """Return the values for the template; raises NotFound for an unknown id."""
    article_row = row(conn, "SELECT * FROM articles WHERE id = ?", [article_id])
    if article_row is None:
        raise NotFound(Message("There is no article %(id)s", id=str(article_id)))
    outlets = load_outlets(conn, language)
    evidence = rows(conn, "SELECT * FROM evidence WHERE article_id = ?", [article_id])
    zone = outlets.zone_of(None, article_row["source_id"])
    story_ids = [article_row["story_id"]] if article_row["story_id"] else []
    stories = story_lines(conn, story_ids, with_members=False)
    return {
        "outlets": outlets,
        "zone": zone,
        "zone_name": zone_name(zone, responses.now(), language),
        "article": article_row,
        "facts": _facts(article_row, evidence, outlets),
        "post": post_view(conn, article_id, evidence),
        "story": stories[0] if stories else None,
        "revisions": _revisions(conn, article_id),
        "boilerplate": _cut_lines(conn, article_row),
        "text_pruned_at": pruned_at(conn, article_id),
        "permalink": f"/article/{article_id}",
    }


def _facts(
    article: sqlite3.Row, evidence: Sequence[sqlite3.Row], outlets: Outlets
) -> list[tuple[str, object, list[sqlite3.Row]]]:
    """Return (name, value, evidence) of each fact that has a value or evidence."""
    by_fact: dict[str, list[sqlite3.Row]] = {}
    for statement in evidence:
        by_fact.setdefault(statement["fact"], []).append(statement)
    names = [*FACTS, *(name for name in by_fact if name not in FACTS)]
    values = {name: article[name] for name in names if name in article.keys()}  # noqa: SIM118
    for name in LISTS:
        values[name] = ", ".join(map(str, json.loads(values[name] or "[]")))
    regions_of_text = by_fact.get("content_location", ())
    values["content_location"] = ", ".join(
        outlets.region_name(region["value"]) for region in regions_of_text
    )
    return [
        (name, values.get(name), by_fact.get(name, []))
        for name in names
        if values.get(name) or name in by_fact
    ]


def _revisions(
    conn: sqlite3.Connection, article_id: int
) -> list[tuple[sqlite3.Row, Difference | None]]:
    """Return the versions, newest first, each with its difference from the earlier version."""
    versions = rows(
        conn,
        """SELECT seen_at, headline, article_body FROM revisions WHERE article_id = ?
            ORDER BY seen_at DESC, rowid DESC LIMIT ?""",
        [article_id, MAX_SHOWN_VERSIONS],
    )
    texts = [f"{version['headline']}\n{version['article_body']}" for version in versions]
    earlier_texts = [*texts[1:], None] if texts else []
    differences = [
        difference(earlier, text) if earlier is not None else None
        for text, earlier in zip(texts, earlier_texts, strict=True)
    ]
    return list(zip(versions, differences, strict=True))


def _cut_lines(conn: sqlite3.Connection, article: sqlite3.Row) -> list[str]:
    """Return the recurring lines that were cut from the article's text.

    The text with which copies are compared still has these lines.
    """
    compared = row(conn, "SELECT text FROM signatures WHERE article_id = ?", [article["id"]])
    if compared is None or compared["text"] is None:
        return []
    shown = set(paragraphs(article["article_body"]))
    return [line for line in paragraphs(compared["text"]) if line not in shown]
