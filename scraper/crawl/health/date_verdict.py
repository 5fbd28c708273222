"""Judges the dates of a source: missing, all alike, in the future, or hours off its feed.

A wrong time zone, or a date that stands on every page, makes the dates of all articles wrong in the
same way. So a verdict needs several articles.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from pipelines.model.health import Status
from pipelines.parsing.date_bounds import MAX_CLOCK_LEAD
from pipelines.parsing.dates import is_zero_offset, read_without_bounds
from pipelines.parsing.zones import zone_named
from storage.crawl.source_dates import DatedArticle

MIN_ARTICLES = 3  # articles with the same fault; one or two may be exceptions
MIN_ALIKE = 5  # articles of the same minute of the day, since three may be published together
_MIN_SHARE = 0.8  # of the newest articles; so many must have the same fault
# Of the newest articles; a wrong time zone puts only fresh articles into the future.
_MIN_FUTURE_SHARE = 0.2
# Zones differ by half an hour or more, clocks of outlets by some minutes.
_MIN_SHIFT = timedelta(minutes=25)
_SHIFT_STEP = timedelta(minutes=30)
_SAME_MINUTE = timedelta(minutes=1)
_NOT_OF_PAGE = ("feed", "address")  # places of statements that are outside the page


@dataclass(frozen=True, slots=True)
class _Times:
    """The times of an article according to its page and its feed; None if one states no time.

    ``lead`` is the time from the first visit to the article to the later of its stated times. It is
    above 0 for an article that states a time in the future.
    """

    page: datetime | None
    feed: datetime | None
    lead: timedelta


def date_verdict(
    articles: Sequence[DatedArticle], timezone: str | None
) -> tuple[Status, str] | None:
    """Return what is wrong with the dates of a source's newest articles, or None.

    ``timezone`` is the source's own, as ``sources.toml`` gives it.
    """
    if len(articles) < MIN_ARTICLES:
        return None
    zone = zone_named(timezone)
    times = [_times(article, zone) for article in articles]
    return _future(times) or _shifted(times) or _missing(articles) or _alike(articles, zone)


def _missing(articles: Sequence[DatedArticle]) -> tuple[Status, str] | None:
    undated = sum(article.date_published is None for article in articles)
    if undated < max(MIN_ARTICLES, _MIN_SHARE * len(articles)):
        return None
    return Status.DATES_MISSING, f"{undated} of its {len(articles)} newest articles have no date"


def _alike(articles: Sequence[DatedArticle], zone: tzinfo | None) -> tuple[Status, str] | None:
    """Return a verdict if nearly all times are the same minute of the day."""
    min_alike = max(MIN_ALIKE, _MIN_SHARE * len(articles))
    exact_times = [time for article in articles if (time := _chosen(article))]
    if len(exact_times) < min_alike:
        return None
    minutes = Counter(f"{time.astimezone(zone):%H:%M}" for time in exact_times)
    [(minute, count)] = minutes.most_common(1)
    if count < min_alike:
        return None
    return (
        Status.DATES_ALIKE,
        f"{count} of its {len(articles)} newest articles are dated {minute}, on whatever day",
    )


def _future(times: Sequence[_Times]) -> tuple[Status, str] | None:
    leads = [stated.lead for stated in times if stated.lead > MAX_CLOCK_LEAD]
    if len(leads) < max(MIN_ARTICLES, _MIN_FUTURE_SHARE * len(times)):
        return None
    return Status.DATES_FUTURE, (
        f"{len(leads)} of its {len(times)} newest articles state a time up to"
        f" {_hours(max(leads))} after they were first seen"
    )


def _shifted(times: Sequence[_Times]) -> tuple[Status, str] | None:
    """Return a verdict if pages and feed differ by the same half hours for nearly all articles."""
    shifts = [stated.page - stated.feed for stated in times if stated.page and stated.feed]
    large_shifts = [_rounded(shift) for shift in shifts if abs(shift) >= _MIN_SHIFT]
    if len(large_shifts) < MIN_ARTICLES:
        return None
    [(shift, count)] = Counter(large_shifts).most_common(1)
    if count < max(MIN_ARTICLES, _MIN_SHARE * len(shifts)):
        return None
    side = "later" if shift > timedelta(0) else "earlier"
    return Status.DATES_SHIFTED, (
        f"the pages of {count} of the {len(shifts)} newest articles with a time in both give a time"
        f" {_hours(abs(shift))} {side} than its feed"
    )


def _rounded(shift: timedelta) -> timedelta:
    return round(shift / _SHIFT_STEP) * _SHIFT_STEP


def _hours(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:.3g} h"


def _times(article: DatedArticle, zone: tzinfo | None) -> _Times:
    """Return the times that an article states, read in the time zone of its source."""
    seen = datetime.fromisoformat(article.first_seen)
    in_feed = [text for text, place in article.stated if place == "feed"]
    on_page = [(text, place) for text, place in article.stated if place not in _NOT_OF_PAGE]
    feed_time = _exact(in_feed, zone, seen)
    # Visible times are left out if the article has a date: they may be those of announced events.
    of_publication = [
        text for text, place in on_page if place != "visible-text" or not article.date_published
    ]
    stated_times = filter(None, (feed_time, _exact(of_publication, zone, seen)))
    lead = max((time - seen for time in stated_times), default=timedelta(0))
    page_time = _chosen(article)
    if page_time is None or _is_same_minute(page_time, feed_time):
        # The chosen time may have been taken from the feed, and would then always agree with it. So
        # the page's own statement is preferred. An offset of zero is often stated wrongly, so a
        # statement with it is no evidence against the feed.
        not_zero_offset = [text for text, _ in on_page if not is_zero_offset(text)]
        page_time = _exact(not_zero_offset, zone, seen) or page_time
    return _Times(page_time, feed_time, lead)


def _is_same_minute(one: datetime, other: datetime | None) -> bool:
    return other is not None and abs(one - other) < _SAME_MINUTE


def _chosen(article: DatedArticle) -> datetime | None:
    """Return the time that was chosen for an article, if it is known to the minute."""
    if not article.date_published or article.precision != "minute":
        return None
    return datetime.fromisoformat(article.date_published)


def _exact(values: Sequence[str], zone: tzinfo | None, seen: datetime) -> datetime | None:
    """Return the first statement that is a time to the minute, and not a day alone; or None."""
    for value in values:
        time_or_day = read_without_bounds(value, zone, seen)
        if isinstance(time_or_day, datetime):
            return time_or_day
    return None
