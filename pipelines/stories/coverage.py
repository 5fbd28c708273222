"""Decides whether an outlet left out a story that it usually carries.

The evidence is what the outlet did with earlier stories of the same section and region. If too
little of the outlet was read after the story appeared, nothing is concluded.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MAX_SUCH_STORIES = 20  # earlier stories that show what an outlet usually carries
MIN_SUCH_STORIES = 5  # fewer earlier stories show no habit
MIN_USUAL_SHARE = 0.5  # an outlet with this share of the earlier stories usually carries them
# Times after the first publication. An outlet may report a story later in the same working day, and
# its articles of three days are examined.
MIN_WAIT = timedelta(hours=6)
MAX_WAIT = timedelta(hours=72)
# This share of the usual number of an outlet's articles must have been read.
MIN_READ_SHARE = 0.5
MIN_EXPECTED_ARTICLES = 4  # a smaller usual number is too small for a share
# Two headlines are similar if they share three stems, or two stems that are at least half of the
# stems of the shorter headline.
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

    The stories are of one region, and outlets of several owners carried them. They are of one
    section, unless that section has too few.
    """

    carried: int  # how many of these stories the outlet carried
    of: int  # how many such stories there are
    region: str
    section: str | None  # None: of any section

    @property
    def is_usual(self) -> bool:
        return self.of >= MIN_SUCH_STORIES and self.carried >= MIN_USUAL_SHARE * self.of


@dataclass(frozen=True, slots=True)
class TimeRead:
    """What was read of an outlet in the time in which a story was news."""

    articles: int  # published by the outlet in that time
    expected: float  # the number of articles that it usually publishes in as much time
    # The time of its newest article, or of its last poll without an error, within that time.
    until: datetime | None


def judge(read: TimeRead, first_published: datetime, *, is_similar: bool) -> Conclusion:
    """Return what can be said of an outlet that usually carries such stories and lacks this one.

    ``is_similar`` is True if a headline of the outlet shares words with a headline of the story.
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
    """Return whether two headlines, given as stems of their words, may be about one happening."""
    one, other = frozenset(stems), frozenset(others)
    shared, shorter = len(one & other), min(len(one), len(other))
    return shared >= MIN_SHARED_STEMS or (
        shared >= MIN_SHARED_STEMS_OF_SHORT and 2 * shared >= shorter
    )
