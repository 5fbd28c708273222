"""Decides whether an outlet left out a story that it usually carries.

The evidence is what the outlet did with earlier stories of the same section and region. An outlet
of which too little was read after the story appeared is not said to have left it out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MAX_SUCH_STORIES = 20  # earlier stories that show what an outlet usually carries
MIN_SUCH_STORIES = 5  # fewer earlier stories show no habit
MIN_USUAL_SHARE = 0.5  # of the earlier stories, by which an outlet usually carries such stories
# Time after the first publication: an outlet may report a story later in the same working day, and
# copies are looked for within three days.
MIN_WAIT = timedelta(hours=6)
MAX_WAIT = timedelta(hours=72)
# The share of an outlet's usual number of articles of which so many must have been read.
MIN_READ_SHARE = 0.5
MIN_EXPECTED_ARTICLES = 4  # a smaller usual number is too small for a share
# Words of two headlines that are one by their stem: so many, or so many and half of the shorter.
MIN_SHARED_STEMS = 3
MIN_SHARED_STEMS_OF_SHORT = 2


class Conclusion(StrEnum):
    """What can be said of an outlet that has no article of a story."""

    LEFT_OUT = "left_out"
    PERHAPS = "perhaps"  # a headline of the outlet shares words with those of the story
    NOT_READ = "not_read"  # too little of the outlet was read in that time


@dataclass(frozen=True, slots=True)
class Habit:
    """How many of the latest earlier stories of a kind an outlet carried.

    The stories are those that outlets of several owners carried in a region, in one section if
    enough are of that section.
    """

    carried: int
    of: int
    region: str
    section: str | None  # None: of any section

    @property
    def is_usual(self) -> bool:
        return self.of >= MIN_SUCH_STORIES and self.carried >= MIN_USUAL_SHARE * self.of


@dataclass(frozen=True, slots=True)
class TimeRead:
    """What was read of an outlet in the time in which a story was news."""

    articles: int  # published by the outlet in that time
    expected: float  # articles that it usually publishes in so much time
    until: datetime | None  # of its newest article, or its last poll without an error, in that time


def judge(read: TimeRead, first_published: datetime, *, is_similar: bool) -> Conclusion:
    """Return what can be said of an outlet that usually carries such stories and has not this one.

    ``is_similar`` tells that one of its headlines shares words with those of the story.
    """
    if is_similar:
        return Conclusion.PERHAPS
    is_partly_read = (
        read.expected >= MIN_EXPECTED_ARTICLES and read.articles < MIN_READ_SHARE * read.expected
    )
    is_read_late = read.until is not None and read.until >= first_published + MIN_WAIT
    if not read.articles or is_partly_read or not is_read_late:
        return Conclusion.NOT_READ
    return Conclusion.LEFT_OUT


def are_similar(stems: Collection[str], others: Collection[str]) -> bool:
    """Return whether two headlines, given as the stems of their words, may be of one happening."""
    one, other = frozenset(stems), frozenset(others)
    shared, shorter = len(one & other), min(len(one), len(other))
    return shared >= MIN_SHARED_STEMS or (
        shared >= MIN_SHARED_STEMS_OF_SHORT and 2 * shared >= shorter
    )
