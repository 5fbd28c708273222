"""Reads the facts that a message states about each of its finds, when the message is sent."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage.search.alerts import Kind


@dataclass(frozen=True, slots=True)
class Notice:
    """The facts of one find; times are UTC texts of the database."""

    kind: Kind
    headline: str
    source_id: str
    source_name: str
    region: str
    region_name: str
    timezone: str  # of the outlet
    story_id: str | None = None
    article_id: int | None = None
    url: str | None = None
    body: str = ""
    language: str | None = None
    at: str | None = None  # published, or first seen; of a silent outlet, its last new article
    article_count: int = 1
    source_count: int = 1
    former_headline: str | None = None  # only of an edit that changed the headline
    status: str | None = None  # of a silent outlet
    detail: str | None = None  # in English, why the outlet is silent


# Each query returns one row with fields of Notice.
_STORY = """
    SELECT t.id AS story_id, t.headline, t.article_count, t.source_count, a.id AS article_id, a.url,
        a.article_body AS body, coalesce(a.in_language, s.language) AS language,
        coalesce(a.date_published, a.date_first_seen) AS at, a.source_id, s.name AS source_name,
        s.region, coalesce(g.name, s.region) AS region_name, s.timezone
    FROM stories AS t JOIN articles AS a ON a.id = t.canonical_article_id
    JOIN sources AS s ON s.id = a.source_id LEFT JOIN regions AS g ON g.code = s.region
    WHERE t.id = coalesce((SELECT story_id FROM story_redirects WHERE old_id = :story), :story)"""
_ARTICLE = """
    SELECT a.story_id, a.headline, a.id AS article_id, a.url, a.article_body AS body,
        coalesce(a.in_language, s.language) AS language,
        coalesce(a.date_published, a.date_first_seen) AS at, a.source_id, s.name AS source_name,
        s.region, coalesce(g.name, s.region) AS region_name, s.timezone,
        coalesce(t.article_count, 1) AS article_count, coalesce(t.source_count, 1) AS source_count,
        (SELECT nullif(r.headline, a.headline) FROM revisions AS r
            WHERE r.article_id = a.id AND r.seen_at < :event_at
            ORDER BY r.seen_at DESC LIMIT 1) AS former_headline
    FROM articles AS a JOIN sources AS s ON s.id = a.source_id
    LEFT JOIN regions AS g ON g.code = s.region LEFT JOIN stories AS t ON t.id = a.story_id
    WHERE a.id = :article"""
_OUTLET = """
    SELECT s.name AS headline, s.home AS url, s.last_new_article_at AS at, s.id AS source_id,
        s.name AS source_name, s.region, coalesce(g.name, s.region) AS region_name, s.timezone,
        s.status, coalesce(s.status_detail, s.status) AS detail
    FROM sources AS s LEFT JOIN regions AS g ON g.code = s.region WHERE s.id = :source"""


def read_notices(conn: sqlite3.Connection, find_ids: Sequence[int]) -> list[Notice]:
    """Return the present facts of finds, by their ids; finds of deleted articles are left out."""
    rows = conn.execute(
        """SELECT o.story_id, o.article_id, o.source_id, o.event_at, o.subject
        FROM json_each(?) AS wanted JOIN outbox AS o ON o.id = wanted.value ORDER BY o.id""",
        (json.dumps(list(find_ids)),),
    ).fetchall()
    notices = []
    for story, article, source, event_at, subject in rows:
        params = {"story": story, "article": article, "source": source, "event_at": event_at}
        if article is not None:
            kind: Kind = "edit" if subject.startswith("edit ") else "removal"
            notice = _read(conn, _ARTICLE, params, kind)
        elif source is not None:
            notice = _read(conn, _OUTLET, params, "silent-outlet")
        else:
            notice = _read(conn, _STORY, params, "story")
        notices.append(notice)
    return [notice for notice in notices if notice]


def _read(conn: sqlite3.Connection, sql: str, params: dict[str, Any], kind: Kind) -> Notice | None:
    """Return the facts that a query finds, or None if it finds none."""
    cursor = conn.execute(sql, params)
    row = cursor.fetchone()
    if row is None:
        return None
    names = [name for name, *_ in cursor.description]
    return Notice(kind=kind, **dict(zip(names, row, strict=True)))
