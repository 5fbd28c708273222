"""Reads which widely carried stories of its region an outlet left out."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.model import iso_text
from pipelines.stories.coverage import (
    MAX_SUCH_STORIES,
    MAX_WAIT,
    MIN_SUCH_STORIES,
    MIN_WAIT,
    Conclusion,
    Habit,
    judge,
)
from storage.database.protocols import Connection
from storage.reporting.coverage import (
    MAX_LISTED,
    MIN_OWNERS,
    articles_per_day,
    earlier_stories,
    habits,
    moment,
    time_read,
)

_MAX_EARLIER_STORIES = 300  # of one region, by which the habits with each section are found

# Widely carried stories of a region, but none of an event of which the outlet has a story.
_WIDE = """
    SELECT t.id, t.headline, t.date_first_published, t.source_count, c.article_section,
        c.in_language, c.source_id, s.name
    FROM stories AS t CROSS JOIN articles AS c ON c.id = t.canonical_article_id
    JOIN sources AS s ON s.id = c.source_id
    WHERE t.source_count >= 2 AND instr(t.regions, :region) AND t.source_count >= :owners
        AND t.date_first_published >= :since AND t.date_first_published < :until
        AND NOT c.is_advertising
        AND NOT EXISTS (SELECT 1 FROM articles AS o
            WHERE o.story_id = t.id AND o.source_id = :source)
        AND NOT EXISTS (SELECT 1 FROM event_stories AS own
            JOIN event_stories AS e ON e.event_id = own.event_id
            JOIN articles AS o ON o.story_id = e.story_id
            WHERE own.story_id = t.id AND o.source_id = :source)
    ORDER BY t.source_count DESC, t.date_first_published DESC LIMIT :limit
"""
# The stories of which a roundup of the outlet contains an article. CROSS JOIN begins at the story.
_IN_ROUNDUP = """
    SELECT wanted.value FROM json_each(:stories) AS wanted
    WHERE EXISTS (SELECT 1 FROM articles AS a CROSS JOIN matches AS m ON m.article_id = a.id
            CROSS JOIN articles AS o ON o.id = m.other_id
            WHERE a.story_id = wanted.value
                AND o.source_id = :source AND o.relation = 'digest')
        OR EXISTS (SELECT 1 FROM articles AS a CROSS JOIN matches AS m ON m.other_id = a.id
            CROSS JOIN articles AS o ON o.id = m.article_id
            WHERE a.story_id = wanted.value
                AND o.source_id = :source AND o.relation = 'digest')
"""
_OUTLET = "SELECT region, status, last_polled_at FROM sources WHERE id = ?"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A widely carried story of which an outlet has no article."""

    story_id: str
    headline: str
    date_first_published: str
    source_count: int  # independent outlets that have it
    section: str | None
    language: str | None
    source_id: str  # the first publisher
    source_name: str
    conclusion: Conclusion
    habit: Habit  # of the outlet, with such stories before the period


def stories_left_out(conn: Connection, source_id: str, days: int, now: datetime) -> list[LeftOut]:
    """Return the widely carried stories of the last days that an outlet left out, widest first.

    Stories of the last hours are left out, since the outlet may still report them.
    """
    found = conn.execute(_OUTLET, (source_id,)).fetchone()
    if found is None:
        return []
    region, *polled = found
    since = now - timedelta(days=days)
    of_section = _habits_by_section(conn, source_id, region, iso_text(since) or "")
    per_day = articles_per_day(conn, source_id, since)
    parameters = {
        "owners": MIN_OWNERS, "region": f'"{region}"', "source": source_id,
        "since": iso_text(since), "until": iso_text(now - MIN_WAIT), "limit": 2 * MAX_LISTED,
    }  # fmt: skip
    left_out: list[LeftOut] = []
    rows = conn.execute(_WIDE, parameters).fetchall()
    in_roundups = _in_roundups(conn, source_id, [row[0] for row in rows])
    for row in rows:
        story_id, _, first, _, section, *_ = row
        if story_id in in_roundups:
            continue
        start = moment(first)
        period = (start, min(now, start + MAX_WAIT))
        read = time_read(conn, source_id, period, per_day, (polled[0], polled[1]))
        conclusion = judge(read, start, is_similar=False)
        habit = of_section.get(section, of_section[None])
        left_out.append(LeftOut(*[*row, conclusion, habit]))
        if len(left_out) == MAX_LISTED:
            break
    return left_out


def _in_roundups(conn: Connection, source_id: str, stories: Sequence[str]) -> set[str]:
    """Return those of the stories that are a part of a roundup of the outlet."""
    parameters = {"source": source_id, "stories": json.dumps(list(stories))}
    return {story_id for (story_id,) in conn.execute(_IN_ROUNDUP, parameters)}


def _habits_by_section(
    conn: Connection, source_id: str, region: str, at: str
) -> dict[str | None, Habit]:
    """Return the habits of an outlet with stories of a section before a time.

    The key None has the habit with stories of all sections, also for sections of too few stories.
    """
    earlier = earlier_stories(conn, region, None, at, limit=_MAX_EARLIER_STORIES)
    by_section: defaultdict[str, list[str]] = defaultdict(list)
    for story_id, section in earlier:
        if section:
            by_section[section].append(story_id)
    groups: dict[str | None, list[str]] = {
        section: ids[:MAX_SUCH_STORIES]
        for section, ids in by_section.items()
        if len(ids) >= MIN_SUCH_STORIES
    }
    groups[None] = [story_id for story_id, _ in earlier[:MAX_SUCH_STORIES]]
    found = {one: habits(conn, region, one, ids) for one, ids in groups.items()}
    return {section: of.get(source_id, of[""]) for section, of in found.items()}
