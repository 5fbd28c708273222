"""Finds the widely carried stories of its region that an outlet left out."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from pipelines.model import SourceKind, iso_text
from pipelines.stories.coverage import (
    MAX_SUCH_STORIES,
    MAX_WAIT,
    MIN_SUCH_STORIES,
    MIN_WAIT,
    Conclusion,
    Habit,
)
from storage.database.protocols import Connection
from storage.reporting.coverage import (
    MAX_LISTED,
    MIN_OWNERS,
    earlier_stories,
    event_stories,
    first_published,
    habits,
)
from storage.reporting.judgement import (
    Period,
    PolledOutlet,
    articles_per_day,
    judge_outlet,
    moment,
)
from storage.reporting.similar import Similar, stems_of_stories
from storage.stories.columns import OWNER

_MAX_EARLIER_STORIES = 300  # of one region, by which the habit with each section is measured
_MAX_WIDE_STORIES = 300  # of one region that an outlet does not have, those of most owners first
_MAX_JUDGED_STORIES = 2 * MAX_LISTED  # of these, which the outlet usually carries

_OTHER_OWNERS = f"""(SELECT count(DISTINCT {OWNER}) FROM articles AS a
        JOIN sources AS s ON s.id = a.source_id WHERE a.story_id = t.id AND {OWNER} <> :owner)"""  # noqa: S608
# Widely carried stories of a region. A story is not among them if the outlet has an article of it,
# or of another story of the same event. With the condition on two outlets, SQLite reads the index
# of the stories that several outlets have.
_WIDE = f"""
    SELECT t.id, t.headline, t.date_first_published, {_OTHER_OWNERS} AS others, c.article_section,
        c.in_language, c.source_id, s.name
    FROM stories AS t CROSS JOIN articles AS c ON c.id = t.canonical_article_id
    JOIN sources AS s ON s.id = c.source_id
    WHERE t.source_count >= 2 AND instr(t.regions, :region) AND t.source_count >= :owners
        AND others >= :owners
        AND t.date_first_published >= :since AND t.date_first_published < :until
        AND NOT c.is_advertising
        AND NOT EXISTS (SELECT 1 FROM articles AS o
            WHERE o.story_id = t.id AND o.source_id = :source)
        AND NOT EXISTS (SELECT 1 FROM event_stories AS own
            JOIN event_stories AS e ON e.event_id = own.event_id
            JOIN articles AS o ON o.story_id = e.story_id
            WHERE own.story_id = t.id AND o.source_id = :source)
    ORDER BY others DESC, t.date_first_published DESC LIMIT :limit
"""  # noqa: S608
# The stories with an article that a roundup of the outlet contains. CROSS JOIN makes SQLite begin
# with the articles of the story.
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
_OUTLET = f"""
    SELECT s.region, {OWNER}, s.status, s.last_polled_at FROM sources AS s
    WHERE s.id = ? AND s.enabled = 1 AND s.kind <> '{SourceKind.OFFICIAL}'
"""  # noqa: S608


class _WideStory(NamedTuple):
    """A row of _WIDE; its fields are the first fields of LeftOut."""

    story_id: str
    headline: str
    date_first_published: str
    source_count: int
    section: str | None
    language: str | None
    source_id: str
    source_name: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A widely carried story of which an outlet has no article."""

    story_id: str
    headline: str
    date_first_published: str
    source_count: int  # other owners whose outlets have it
    section: str | None
    language: str | None
    source_id: str  # the first publisher
    source_name: str
    conclusion: Conclusion
    habit: Habit  # of the outlet, with such stories before the period
    similar: Similar | None  # an article of the outlet that may report the story


class _Outlet(NamedTuple):
    """A row of ``_OUTLET``."""

    region: str
    owner: str
    status: str | None
    last_polled_at: str | None


def stories_left_out(
    conn: Connection, source_id: str, days: int, now: datetime
) -> list[LeftOut] | None:
    """Return the stories of the last ``days`` that an outlet does not have.

    The stories of most owners come first. Only stories that the outlet usually carries are
    returned. ``LeftOut.conclusion`` says whether the outlet left the story out, or why nobody can
    tell. Stories newer than ``MIN_WAIT`` are not returned, since the outlet may still report them.
    The result is None for a press office, and for an outlet that is unknown or switched off.
    """
    row = conn.execute(_OUTLET, (source_id,)).fetchone()
    if row is None:
        return None
    outlet = _Outlet(*row)
    since = now - timedelta(days=days)
    parameters = {
        "owners": MIN_OWNERS, "region": f'"{outlet.region}"', "source": source_id,
        "owner": outlet.owner, "since": iso_text(since), "until": iso_text(now - MIN_WAIT),
        "limit": _MAX_WIDE_STORIES,
    }  # fmt: skip
    wide_stories = [_WideStory(*row) for row in conn.execute(_WIDE, parameters)]
    habits_by_section = _habits_by_section(conn, source_id, outlet.region, iso_text(since))
    usual_stories = [
        story for story in wide_stories if _habit_with(story, habits_by_section).is_usual
    ]
    in_roundups = _in_roundups(conn, source_id, [story.story_id for story in usual_stories])
    stories_without_article = [
        story for story in usual_stories if story.story_id not in in_roundups
    ]
    polled = PolledOutlet(source_id, outlet.status, outlet.last_polled_at)
    usual_articles = articles_per_day(conn, source_id, since)
    left_out: list[LeftOut] = []
    for story in stories_without_article[:_MAX_JUDGED_STORIES]:
        ids_of_event = event_stories(conn, story.story_id)
        start = moment(first_published(conn, ids_of_event))
        period = Period(start, end=min(now, start + MAX_WAIT))
        stems = stems_of_stories(conn, ids_of_event)
        judgement = judge_outlet(conn, polled, period, usual_articles, stems)
        habit = _habit_with(story, habits_by_section)
        left_out.append(LeftOut(*story, judgement.conclusion, habit, judgement.similar))
    return left_out


def _habit_with(story: _WideStory, habits_by_section: Mapping[str | None, Habit]) -> Habit:
    """Return the habit with stories of the story's section, else with stories of all sections."""
    return habits_by_section.get(story.section, habits_by_section[None])


def _in_roundups(conn: Connection, source_id: str, stories: Sequence[str]) -> set[str]:
    """Return the stories that a roundup of the outlet contains."""
    parameters = {"source": source_id, "stories": json.dumps(list(stories))}
    return {story_id for (story_id,) in conn.execute(_IN_ROUNDUP, parameters)}


def _habits_by_section(
    conn: Connection, source_id: str, region: str, at: str
) -> dict[str | None, Habit]:
    """Return the habits of an outlet with the stories of each section before a time.

    The key None has the habit with the stories of all sections. It stands for the sections that
    have too few stories, which are no keys.
    """
    earlier = earlier_stories(conn, region, None, at, limit=_MAX_EARLIER_STORIES)
    by_section: defaultdict[str, list[str]] = defaultdict(list)
    for story_id, section in earlier:
        if section:
            by_section[section].append(story_id)
    counted_ids: dict[str | None, list[str]] = {
        section: ids[:MAX_SUCH_STORIES]
        for section, ids in by_section.items()
        if len(ids) >= MIN_SUCH_STORIES
    }
    counted_ids[None] = [story_id for story_id, _ in earlier[:MAX_SUCH_STORIES]]
    habits_by_section = {}
    for section, ids in counted_ids.items():
        habits_by_outlet = habits(conn, region, section, ids)
        habits_by_section[section] = habits_by_outlet.get(source_id, habits_by_outlet[""])
    return habits_by_section
