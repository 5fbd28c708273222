"""The values of events: stories in different words about one happening."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

_NOON = "T12:00:00+00:00"  # the time of a story of which only the day is known


@dataclass(frozen=True, slots=True)
class EventStory:
    """The facts of one story that decide its event; headline and text are those of its original."""

    id: str
    headline: str
    text: str
    rank: str  # a text whose alphabetical order is that of publication (StoryMember.rank)
    moment: int  # the time of publication, in seconds since 1970

    @property
    def day(self) -> date:
        """Return the day of publication in UTC."""
        return datetime.fromtimestamp(self.moment, UTC).date()


class StoryKeys(NamedTuple):
    """The values of a story that the search for candidates reads."""

    story_id: str
    moment: int  # in seconds since 1970
    keys: bytes  # the stems with the largest weights, packed by ``pipelines.events.packing``


@dataclass(frozen=True, slots=True)
class EventNode:
    """A story as it is stored for the search of events.

    ``pipelines.events.packing`` writes and reads the bytes.
    """

    id: str
    rank: str
    moment: int
    keys: bytes  # the stems with the largest weights, by which candidates are found
    features: bytes  # EventFeatures of its text: weights of stems, names, places, days

    @property
    def story_keys(self) -> StoryKeys:
        return StoryKeys(self.id, self.moment, self.keys)


@dataclass(frozen=True, slots=True)
class EventEdge:
    """Two stories about one event, where ``story_id`` < ``other_id``."""

    story_id: str
    other_id: str
    cosine: int  # the cosine of their weighted stems, in millionths

    @property
    def ends(self) -> tuple[str, str]:
        return self.story_id, self.other_id

    def other_end(self, story_id: str) -> str:
        return self.other_id if story_id == self.story_id else self.story_id


@dataclass(frozen=True, slots=True)
class EventPlace:
    """The place of a story among events.

    It is given by the story's rank and by the story that started its event and gives it its id.
    """

    rank: str
    leader: str  # the id of the story that started its event: its own id if it did


def event_moment(published: str) -> int:
    """Return the seconds from 1970 to a UTC time, or to noon of a bare day.

    ``published`` is ISO 8601 text, as the database stores it.
    """
    has_time = len(published) > len("2026-01-31")
    moment = datetime.fromisoformat(published if has_time else published + _NOON)
    aware_moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(aware_moment.timestamp())
