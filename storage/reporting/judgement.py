"""Judges whether an outlet left out a story, by its articles while the story was news."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from pipelines.model import Status, iso_text
from pipelines.stories.coverage import Conclusion, TimeRead, judge
from storage.database.protocols import Connection
from storage.reporting.similar import Similar, similar_article

_USUAL_DAYS = 14  # before a story, in which the usual number of articles per day is measured

# How many articles of an outlet were published in a period, and the time of the newest.
_READ = """
    SELECT count(*), max(date_published) FROM articles
    WHERE source_id = ? AND date_published >= ? AND date_published < ?
"""


@dataclass(frozen=True, slots=True)
class Period:
    """The time in which a story was news."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class PolledOutlet:
    """An outlet, and its last poll."""

    source_id: str
    status: str | None  # since the last poll
    last_polled_at: str | None

    def polled_within(self, period: Period) -> datetime | None:
        """Return the time of the last poll if it was without an error and in the period.

        A later poll does not count, since it shows later articles only.
        """
        if not self.last_polled_at or self.status not in (Status.WORKING, Status.NOT_MODIFIED):
            return None
        polled_at = moment(self.last_polled_at)
        return polled_at if period.start <= polled_at <= period.end else None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What can be said of an outlet that has no article of a story."""

    conclusion: Conclusion
    read: TimeRead  # what was read of the outlet in the period
    similar: Similar | None  # an article of the outlet that may report the story


def judge_outlet(
    conn: Connection,
    outlet: PolledOutlet,
    period: Period,
    usual_articles: float,
    stems_of_story: Sequence[frozenset[str]],
) -> Judgement:
    """Return whether an outlet left out a story that was news in the period.

    ``usual_articles`` is the number of articles that it usually publishes in a day.
    """
    start, end = iso_text(period.start), iso_text(period.end)
    count, newest = conn.execute(_READ, (outlet.source_id, start, end)).fetchone()
    times_of_reading = [moment(newest) if newest else None, outlet.polled_within(period)]
    read = TimeRead(
        articles=count,
        expected=usual_articles * ((period.end - period.start) / timedelta(days=1)),
        until=max(filter(None, times_of_reading), default=None),
    )
    similar = similar_article(conn, outlet.source_id, (period.start, period.end), stems_of_story)
    conclusion = judge(read, period.start, is_similar=similar is not None)
    return Judgement(conclusion, read, similar)


def articles_per_day(conn: Connection, source_id: str, before: datetime) -> float:
    """Return how many articles an outlet usually publishes in a day."""
    start = iso_text(before - timedelta(days=_USUAL_DAYS))
    count, _ = conn.execute(_READ, (source_id, start, iso_text(before))).fetchone()
    return float(count) / _USUAL_DAYS


def moment(text: str) -> datetime:
    """Return a time of the database; a day without a time stands for its start in UTC."""
    stated = datetime.fromisoformat(text)
    return stated if stated.tzinfo else datetime.combine(stated.date(), time(), UTC)
