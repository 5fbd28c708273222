"""Reads events: the stories that report one event in different words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from storage.database.protocols import Connection

MAX_SHOWN_STORIES = 20  # of one event on a page


@dataclass(frozen=True, slots=True)
class EventMember:
    """A story of an event, with the first outlet that had it."""

    story_id: str
    headline: str
    date_first_published: str
    article_count: int
    source_count: int
    source_id: str
    source_name: str


# The id of an event, and the fields of EventMember. ``first`` is the FROM clause up to ``e``.
_COLUMNS = """e.event_id, t.id, t.headline, t.date_first_published, t.article_count, t.source_count,
    s.id, s.name
    FROM {first} JOIN stories AS t ON t.id = e.story_id
    JOIN articles AS a ON a.id = t.canonical_article_id JOIN sources AS s ON s.id = a.source_id"""
_FROM_OWN_EVENT = "event_stories AS own JOIN event_stories AS e ON e.event_id = own.event_id"
_OTHER_STORIES = f"""
    SELECT {_COLUMNS.format(first=_FROM_OWN_EVENT)}
    WHERE own.story_id = :story AND e.story_id <> :story ORDER BY e.rank LIMIT :limit
"""
# An event has the id of its first story, which leads it.
_EXTENDED_EVENTS = f"""
    SELECT {_COLUMNS.format(first="event_stories AS e")}
    WHERE e.event_id IN (
        SELECT event_id FROM event_stories
        WHERE moment >= :since AND moment < :until AND story_id <> event_id)
    ORDER BY e.event_id, e.rank
"""  # noqa: S608


def also_about(conn: Connection, story_id: str) -> list[EventMember]:
    """Return the other stories of a story's event, in order of publication."""
    parameters = {"story": story_id, "limit": MAX_SHOWN_STORIES}
    return [EventMember(*member) for _, *member in conn.execute(_OTHER_STORIES, parameters)]


def events_between(conn: Connection, since: int, until: int) -> list[Sequence[EventMember]]:
    """Return the events that got a second or later story between two moments, newest first.

    Moments are seconds since 1970; ``until`` is not included. Each event has all its stories, in
    order of publication.
    """
    members_of: defaultdict[str, list[EventMember]] = defaultdict(list)
    for event_id, *member in conn.execute(_EXTENDED_EVENTS, {"since": since, "until": until}):
        members_of[event_id].append(EventMember(*member))
    events = [members for members in members_of.values() if len(members) > 1]
    return sorted(events, key=lambda members: members[-1].date_first_published, reverse=True)
