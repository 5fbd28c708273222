"""Reads the members of a story with their outlets, times and relations."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.database.protocols import Store
from storage.stories.columns import COMPARED_TEXT, OWNER

# A row is an article with the fields of Member.
_MEMBERS = f"""
    SELECT a.id, a.url, a.headline, a.source_id, s.name, {OWNER}, s.region,
           a.date_published, a.date_first_seen, a.relation, a.credit_text, a.is_based_on,
           {COMPARED_TEXT}, a.status,
           EXISTS (SELECT 1 FROM pruned_texts AS p WHERE p.article_id = a.id),
           (SELECT group_concat(DISTINCT e.value) FROM evidence AS e
               WHERE e.article_id = a.id AND e.fact = 'content_location')
    FROM articles AS a JOIN sources AS s ON s.id = a.source_id
    LEFT JOIN signatures AS g ON g.article_id = a.id
    WHERE {{condition}}
    ORDER BY coalesce(g.rank, a.date_first_seen), a.id
"""  # noqa: S608
_MAX_ID_DIGITS = 17  # the ids of SQLite have at most 19


@dataclass(frozen=True, slots=True)
class Member:
    """One article of a story. A time is an ISO 8601 text in UTC, or a day without a time."""

    id: int
    url: str
    headline: str
    source_id: str
    source_name: str
    owner: str
    region: str
    date_published: str | None
    date_first_seen: str
    relation: str
    credit_text: str | None
    is_based_on: str | None
    text: str
    status: str
    is_pruned: bool  # whether the text was deleted because of its age
    content_location: str | None  # codes of the regions of its text, separated by commas


def members_of(db: Store, story_id: str) -> list[Member]:
    """Return the members of a story in order of publication."""
    return _members(db, "a.story_id = ?", (story_id,))


def roundups_of(db: Store, article_ids: Sequence[int]) -> list[Member]:
    """Return the roundups that contain one of the articles."""
    placeholders = ",".join("?" * len(article_ids))
    condition = (
        f"a.id IN (SELECT article_id FROM matches WHERE other_id IN ({placeholders})"  # noqa: S608
        f" UNION SELECT other_id FROM matches WHERE article_id IN ({placeholders}))"
        " AND (g.is_digest OR a.relation = 'digest')"
    )
    return _members(db, condition, (*article_ids, *article_ids))


def article_named(db: Store, name: str) -> int | None:
    """Return the id of the article whose id or URL is ``name``, or None."""
    is_id = name.isdecimal() and len(name) <= _MAX_ID_DIGITS
    named_id = int(name) if is_id else None
    row = db.conn.execute(
        "SELECT id FROM articles WHERE id = ? OR url = ? OR canonical_url = ? LIMIT 1",
        (named_id, name, name),
    ).fetchone()
    (article_id,) = row or (None,)
    return article_id


def _members(db: Store, condition: str, parameters: Sequence[object]) -> list[Member]:
    rows = db.conn.execute(_MEMBERS.format(condition=condition), parameters)
    return [Member(*row) for row in rows]
