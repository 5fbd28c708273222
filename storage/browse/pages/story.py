"""``/story/ID``: the original of a story, its copies with their times, and differences."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, NotFound, Request, Response

from pipelines.model import Message
from storage.articles.pruned import pruned_at
from storage.browse import responses
from storage.browse.database import read
from storage.browse.diff import Difference, difference
from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.requested_language import language_of_request
from storage.browse.i18n.times import lag, stamp, zone_name
from storage.browse.links import web_address
from storage.browse.outlets import Outlets, load_outlets
from storage.browse.queries import row, rows
from storage.browse.references import CitedArticle, references
from storage.browse.stories import story_lines
from storage.database.zones import local_day
from storage.reporting.coverage import story_coverage
from storage.stories.events import also_about
from storage.stories.nearest import Nearest, nearest_members

MAX_SHOWN_MEMBERS = 300  # of a story; earlier articles come first
_MAX_MATCHING = 20  # roundups and updates in other stories that are shown
_ARTICLE_ID = re.compile("[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story, with its time and the article with which it shares the most."""

    article: SimpleNamespace  # in a template, each attribute of a sqlite3.Row costs an exception
    at: str  # the time of publication; if it is unknown, that of the first visit
    lag: str  # how much later it was published than the canonical article
    nearest: Nearest | None


async def story(datasette: Datasette, request: Request) -> Response:
    """Return the page of a story, or a redirect to the story that has its articles now."""
    story_id = request.url_vars["id"]
    pair = _pair(request)
    language = language_of_request(request)
    context = await read(datasette, lambda conn: story_data(conn, story_id, pair, language))
    if isinstance(context, str):
        return responses.moved(datasette, request, f"/story/{context}")
    return await responses.page(datasette, request, "svodka_story.html", context)


def story_data(
    conn: sqlite3.Connection,
    story_id: str,
    pair: tuple[int, int] | None,
    language: Language = ENGLISH,
) -> dict[str, Any] | str:
    """Return the values for the template, or the id of the story that has its articles now.

    ``pair`` are the ids of two articles to compare. Raises NotFound for an unknown story.
    """
    lines = story_lines(conn, [story_id])
    if not lines:
        merged = row(conn, "SELECT story_id FROM story_redirects WHERE old_id = ?", [story_id])
        if merged:
            return str(merged["story_id"])
        raise NotFound(Message("There is no story %(id)s", id=story_id))
    (line,) = lines
    outlets = load_outlets(conn, language)
    canonical = row(conn, "SELECT * FROM articles WHERE id = ?", [line.article_id])
    assert canonical is not None  # a foreign key
    zone = outlets.zone_of(region=None, source=canonical["source_id"])
    members = story_members(conn, story_id, canonical, language)
    is_pruned_pair = any(pruned_at(conn, article_id) for article_id in pair or ())
    return {
        "outlets": outlets,
        "zone": zone,
        "zone_name": zone_name(zone, responses.now(), language),
        "permalink": f"/story/{story_id}",
        "story": line,
        "canonical": canonical,
        "members": members,
        "choices": _choices(members, outlets, zone),
        "matching": _matching(conn, story_id),
        "also_about": also_about(conn, story_id),
        "coverage": story_coverage(conn, story_id, responses.now()),
        "pair": pair,
        "difference": _compare(conn, pair) if pair and not is_pruned_pair else None,
        "is_pruned_pair": is_pruned_pair,
        "text_pruned_at": pruned_at(conn, canonical["id"]),
        "references": _references(canonical, line.headline, outlets),
    }


def _choices(members: Sequence[Member], outlets: Outlets, zone: ZoneInfo) -> list[tuple[int, str]]:
    """Return (id, label) of each article that can be chosen for a comparison."""
    return [
        (
            member.article.id,
            f"{outlets.name(member.article.source_id)}, {stamp(member.at, zone, outlets.language)}",
        )
        for member in members
    ]


def _references(canonical: sqlite3.Row, headline: str, outlets: Outlets) -> list[tuple[str, str]]:
    """Return (name of the form, text) of the references to the canonical article.

    An article whose address is neither http nor https has none.
    """
    url = web_address(canonical["url"])
    published = canonical["date_published"]
    if url is None:
        return []
    zone = outlets.zone_of(None, canonical["source_id"])
    name = outlets.name(canonical["source_id"])
    day = local_day(published, zone) if published else None
    key = f"{canonical['source_id']}-{canonical['id']}"
    return references(CitedArticle(key, headline, name, url, day), outlets.language)


def story_members(
    conn: sqlite3.Connection, story_id: str, canonical: sqlite3.Row, language: Language = ENGLISH
) -> list[Member]:
    """Return the articles of the story in order of time, each with its lag behind ``canonical``."""
    articles = rows(
        conn,
        """SELECT a.id, a.source_id, a.url, a.headline, a.date_published, a.date_first_seen,
            a.relation, a.credit_text, a.is_based_on, a.word_count, a.status, a.in_language
        FROM articles a WHERE a.story_id = :story
        ORDER BY coalesce(a.date_published, a.date_first_seen), a.id LIMIT :limit""",
        {"story": story_id, "limit": MAX_SHOWN_MEMBERS},
    )
    nearest = nearest_members(conn, [article["id"] for article in articles])
    canonical_time = _time_text(canonical)
    return [
        Member(
            article=SimpleNamespace(**dict(article)),
            at=_time_text(article),
            lag=lag(canonical_time, _time_text(article), language),
            nearest=nearest.get(article["id"]),
        )
        for article in articles
    ]


def _time_text(article: sqlite3.Row) -> str:
    return str(article["date_published"] or article["date_first_seen"])


def _matching(conn: sqlite3.Connection, story_id: str) -> list[sqlite3.Row]:
    """Return the roundups and updates in other stories that match an article of this story.

    The database calls a roundup ``digest``.
    """
    return rows(
        conn,
        """WITH pairs AS (
            SELECT m.other_id AS id, m.relation FROM articles a
                JOIN matches m ON m.article_id = a.id WHERE a.story_id = :story
            UNION SELECT m.article_id, m.relation FROM articles a
                JOIN matches m ON m.other_id = a.id WHERE a.story_id = :story)
        SELECT o.id, o.headline, o.source_id, o.story_id, o.date_published, o.date_first_seen,
            min(pairs.relation) AS relation
        FROM pairs JOIN articles o ON o.id = pairs.id
        WHERE o.story_id <> :story AND (pairs.relation <> 'digest' OR o.relation = 'digest')
        GROUP BY o.id ORDER BY o.date_published LIMIT :limit""",
        {"story": story_id, "limit": _MAX_MATCHING},
    )


def _pair(request: Request) -> tuple[int, int] | None:
    """Return the ids of the two articles to compare, or None if the request names none.

    Raises BadRequest if an argument is missing or is no id.
    """
    values = [responses.argument(request, name) for name in ("a", "b")]
    if not any(values):
        return None
    ids = [int(value) for value in values if value and _ARTICLE_ID.fullmatch(value)]
    if len(ids) != len(values):
        raise BadRequest(Message("a, b: expected the numbers of two articles"))
    return ids[0], ids[1]


def _compare(conn: sqlite3.Connection, pair: Sequence[int]) -> Difference:
    """Return the difference of two articles; raises NotFound if one of them is not stored."""
    texts = []
    for article_id in pair:
        article = row(
            conn, "SELECT headline, article_body FROM articles WHERE id = ?", [article_id]
        )
        if article is None:
            raise NotFound(Message("There is no article %(id)s", id=str(article_id)))
        texts.append(f"{article['headline']}\n{article['article_body']}")
    former, latter = texts
    return difference(former, latter)
