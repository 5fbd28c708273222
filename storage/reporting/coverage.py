"""Finds the outlets that left out a story, although they usually carry such stories.

An outlet carries a story if it has an article of the story. “Such stories” are the earlier stories
of the same region, and of the same section if that section has enough of them.
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
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
from storage.reporting.judgement import (
    Judgement,
    Period,
    PolledOutlet,
    articles_per_day,
    judge_outlet,
    moment,
)
from storage.reporting.similar import Similar, stems_of_stories
from storage.stories.columns import OWNER

MIN_OWNERS = 3  # different owners of the outlets that have a widely carried story
_MAX_REGIONS = 12  # of a story, whose outlets are examined
MAX_LISTED = 30  # outlets listed for a story, or stories listed for an outlet
_HABIT_DAYS = 60  # before a story; earlier stories within them show the habit of an outlet

# A row is an earlier story of several owners in a region, with its section.
_EARLIER_STORIES = """
    SELECT t.id, c.article_section
    FROM stories AS t CROSS JOIN articles AS c ON c.id = t.canonical_article_id
    WHERE t.source_count >= 2 AND t.date_first_published >= :since AND t.date_first_published < :at
        AND instr(t.regions, :region) AND (:section IS NULL OR c.article_section = :section)
        AND NOT c.is_advertising AND t.id NOT IN (SELECT value FROM json_each(:excluded))
    ORDER BY t.date_first_published DESC LIMIT :limit
"""
# A row is one of the stories, with an outlet that has an article of it.
_CARRIED = """
    SELECT DISTINCT a.story_id, a.source_id FROM json_each(?) AS wanted
    JOIN articles AS a ON a.story_id = wanted.value
"""
# The stories of the event of a story.
_OF_EVENT = """
    SELECT e.story_id FROM event_stories AS own JOIN event_stories AS e ON e.event_id = own.event_id
    JOIN stories AS t ON t.id = e.story_id WHERE own.story_id = ?
"""
# The outlets of the articles of the stories, and of the roundups that contain one of these
# articles. The outlet is NULL for a match that is no roundup. With subqueries, SQLite reads only
# the articles of the matches; with a join it would read all articles.
_ROUNDUP = (
    "(SELECT o.source_id FROM articles AS o WHERE o.id = m.{column} AND o.relation = 'digest')"
)
_CARRIERS = f"""
    WITH own AS (SELECT a.id, a.source_id FROM json_each(:stories) AS wanted
        JOIN articles AS a ON a.story_id = wanted.value)
    SELECT source_id FROM own
    UNION SELECT {_ROUNDUP.format(column="other_id")} FROM own
        CROSS JOIN matches AS m ON m.article_id = own.id
    UNION SELECT {_ROUNDUP.format(column="article_id")} FROM own
        CROSS JOIN matches AS m ON m.other_id = own.id
"""  # noqa: S608
_STORY = """
    SELECT t.headline, t.regions, c.id, c.article_section, c.is_advertising, s.region
    FROM stories AS t JOIN articles AS c ON c.id = t.canonical_article_id
    JOIN sources AS s ON s.id = c.source_id WHERE t.id = ?
"""
# The regions that the text of an article is about.
_ABOUT = """
    SELECT DISTINCT value FROM evidence WHERE article_id = ? AND fact = 'content_location'
"""
# The outlets of the regions that have no article of the event.
_OUTLETS = f"""
    SELECT s.id, s.name, {OWNER}, s.region, s.status, s.last_polled_at FROM sources AS s
    WHERE s.enabled = 1 AND s.kind <> '{SourceKind.OFFICIAL}'
        AND s.region IN (SELECT value FROM json_each(:regions))
        AND s.id NOT IN (SELECT value FROM json_each(:carriers))
    ORDER BY s.name, s.id
"""  # noqa: S608
# The owner and the name of each of the outlets.
_OWNERS = f"""
    SELECT {OWNER}, s.name FROM sources AS s WHERE s.id IN (SELECT value FROM json_each(?))
    ORDER BY s.name
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Absence:
    """An outlet that has no article of a story, although it usually carries such stories."""

    source_id: str
    source_name: str
    region: str
    conclusion: Conclusion
    habit: Habit
    articles: int  # articles of the outlet that were read while the story was news
    expected: float  # articles that the outlet usually publishes in such a period
    status: str | None  # the present status of the outlet
    sisters: tuple[str, ...]  # the names of outlets of the same owner that have the story
    similar: Similar | None  # an article of the outlet that may report the story


@dataclass(frozen=True, slots=True)
class Coverage:
    """A story with the outlets of its regions that left it out.

    An outlet that has another story of the same event counts as having this one.
    """

    story_id: str
    headline: str
    section: str | None
    regions: tuple[str, ...]
    first_published: str
    until: str  # the end of the time in which the story was news
    is_early: bool  # too little time has passed to say that an outlet left it out
    is_exclusive: bool  # only outlets of one owner have it; then ``absences`` is empty
    absences: tuple[Absence, ...]

    def of(self, conclusion: Conclusion) -> list[Absence]:
        """Return the absences with this conclusion."""
        return [absence for absence in self.absences if absence.conclusion is conclusion]


class _StoryRow(NamedTuple):
    """A row of ``_STORY``; all fields but the first two are of the canonical article."""

    headline: str
    outlet_regions: str  # a list in JSON: the regions of the outlets that have the story
    article_id: int
    section: str | None
    is_advertising: int
    region: str  # of the article's outlet


def story_coverage(conn: Connection, story_id: str, now: datetime) -> Coverage | None:
    """Return the coverage of a story; None if the story is unknown or advertising."""
    row = conn.execute(_STORY, (story_id,)).fetchone()
    if row is None:
        return None
    story = _StoryRow(*row)
    if story.is_advertising:
        return None
    stories = event_stories(conn, story_id)
    first = first_published(conn, stories)
    start = moment(first)
    period = Period(start, end=min(now, start + MAX_WAIT))
    regions = _regions(conn, story)
    is_early = now < start + MIN_WAIT
    outlets = carriers(conn, stories)
    names_by_owner = _names_by_owner(conn, outlets)
    is_exclusive = len(names_by_owner) < 2
    absences: tuple[Absence, ...] = ()
    if not is_early and not is_exclusive:
        event_carriers = _Carriers(stories, outlets, names_by_owner)
        absences = _absences(conn, event_carriers, regions, story.section, period)
    return Coverage(
        story_id=story_id,
        headline=story.headline,
        section=story.section,
        regions=regions,
        first_published=first,
        until=iso_text(period.end),
        is_early=is_early,
        is_exclusive=is_exclusive,
        absences=absences,
    )


def _regions(conn: Connection, story: _StoryRow) -> tuple[str, ...]:
    """Return the regions whose outlets are examined: that of the first outlet, and of the text.

    If the text names no region, it is taken to be about the regions of its outlets.
    """
    text_regions = [code for (code,) in conn.execute(_ABOUT, (story.article_id,))]
    codes = [story.region, *(text_regions or json.loads(story.outlet_regions))]
    return tuple(dict.fromkeys(codes))[:_MAX_REGIONS]


def earlier_stories(
    conn: Connection,
    region: str,
    section: str | None,
    at: str,
    excluded: Collection[str] = (),
    limit: int = MAX_SUCH_STORIES,
) -> list[tuple[str, str | None]]:
    """Return (id, section) of a region's latest stories before a time, newest first.

    Each story is of outlets of several owners. Without a ``section``, stories of all sections are
    returned.
    """
    parameters = {
        "since": iso_text(moment(at) - timedelta(days=_HABIT_DAYS)),
        "at": at,
        "region": f'"{region}"',
        "section": section,
        "excluded": json.dumps(list(excluded)),
        "limit": limit,
    }
    return [
        (story_id, story_section)
        for story_id, story_section in conn.execute(_EARLIER_STORIES, parameters)
    ]


def habits(
    conn: Connection, region: str, section: str | None, stories: Collection[str]
) -> dict[str, Habit]:
    """Return, by the id of the outlet, how many of these earlier stories each outlet carried.

    The key "" has the habit of an outlet that carried none of them.
    """
    rows = conn.execute(_CARRIED, (json.dumps(list(stories)),))
    carried = {"": 0, **Counter(source_id for _, source_id in rows)}
    return {
        source_id: Habit(carried=number, of=len(stories), region=region, section=section)
        for source_id, number in carried.items()
    }


def carriers(conn: Connection, stories: Collection[str]) -> set[str]:
    """Return the ids of the outlets that have one of the stories, even if only in a roundup."""
    rows = conn.execute(_CARRIERS, {"stories": json.dumps(list(stories))})
    return {source_id for (source_id,) in rows if source_id is not None}


def event_stories(conn: Connection, story_id: str) -> list[str]:
    """Return the story and the other stories of its event."""
    ids = [event_story_id for (event_story_id,) in conn.execute(_OF_EVENT, (story_id,))]
    return list(dict.fromkeys([story_id, *ids]))


def first_published(conn: Connection, stories: Sequence[str]) -> str:
    """Return the earliest time at which one of the stories was published."""
    rows = conn.execute(
        "SELECT t.date_first_published FROM json_each(?) AS wanted"
        " JOIN stories AS t ON t.id = wanted.value",
        (json.dumps(stories),),
    )
    return str(min(at for (at,) in rows))


@dataclass(frozen=True, slots=True)
class _Carriers:
    """The stories of an event, and the outlets that have at least one of them."""

    stories: Sequence[str]
    outlets: Collection[str]
    names_by_owner: Mapping[str, tuple[str, ...]]  # of these outlets


def _names_by_owner(conn: Connection, outlets: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the names of the outlets of each owner."""
    names_by_owner: dict[str, tuple[str, ...]] = {}
    for owner, name in conn.execute(_OWNERS, (json.dumps(sorted(outlets)),)):
        names_by_owner[owner] = (*names_by_owner.get(owner, ()), name)
    return names_by_owner


class _OutletRow(NamedTuple):
    """A row of ``_OUTLETS``."""

    source_id: str
    name: str
    owner: str
    region: str
    status: str | None
    last_polled_at: str | None


def _absences(
    conn: Connection,
    event_carriers: _Carriers,
    regions: Sequence[str],
    section: str | None,
    period: Period,
) -> tuple[Absence, ...]:
    """Return the outlets without the story that usually carry such ones, firmest habit first."""
    stories = event_carriers.stories
    at = iso_text(period.start)
    habits_by_region = {
        region: _habits_before(conn, region, section, at, stories) for region in regions
    }
    parameters = {
        "regions": json.dumps(list(regions)),
        "carriers": json.dumps(sorted(event_carriers.outlets)),
    }
    outlets = [_OutletRow(*row) for row in conn.execute(_OUTLETS, parameters)]
    stems = stems_of_stories(conn, stories)
    absences = []
    for outlet in outlets:
        habits_by_outlet = habits_by_region[outlet.region]
        habit = habits_by_outlet.get(outlet.source_id, habits_by_outlet[""])
        if habit.is_usual:
            polled = PolledOutlet(outlet.source_id, outlet.status, outlet.last_polled_at)
            usual_articles = articles_per_day(conn, outlet.source_id, period.start)
            judgement = judge_outlet(conn, polled, period, usual_articles, stems)
            sisters = event_carriers.names_by_owner.get(outlet.owner, ())
            absences.append(_absence(outlet, habit, judgement, sisters))
    absences.sort(key=lambda absence: absence.habit.carried / absence.habit.of, reverse=True)
    return tuple(absences[:MAX_LISTED])


def _absence(
    outlet: _OutletRow, habit: Habit, judgement: Judgement, sisters: tuple[str, ...]
) -> Absence:
    return Absence(
        source_id=outlet.source_id,
        source_name=outlet.name,
        region=outlet.region,
        conclusion=judgement.conclusion,
        habit=habit,
        articles=judgement.read.articles,
        expected=round(judgement.read.expected, 1),
        status=outlet.status,
        sisters=sisters,
        similar=judgement.similar,
    )


def _habits_before(
    conn: Connection, region: str, section: str | None, at: str, excluded: Collection[str]
) -> dict[str, Habit]:
    """Return the habits of outlets with stories of a section, by outlet.

    If the section has too few earlier stories, the habits are those with stories of all sections.
    """
    stories = earlier_stories(conn, region, section, at, excluded) if section else []
    if len(stories) < MIN_SUCH_STORIES:
        section = None
        stories = earlier_stories(conn, region, None, at, excluded)
    return habits(conn, region, section, [story_id for story_id, _ in stories])
