"""Answers the questions of tools about edits, removals, copies, citations and events."""

import sqlite3
from dataclasses import asdict
from datetime import timedelta
from statistics import median

from pipelines.model import event_moment
from storage.articles.edits import EditFilters, ListedEdit, listed_edits, listed_removals
from storage.browse import responses
from storage.browse.diff import changed_words
from storage.browse.i18n.times import bounds
from storage.browse.outlets import load_outlets
from storage.browse.pages.citations import Asked, citations_data
from storage.browse.pages.front import read_day
from storage.browse.pages.syndication import syndication_data
from storage.browse.tools.answers import MAX_RESULTS, Answer, answer, cut, untrusted
from storage.browse.tools.queries import event_member
from storage.stories.events import events_between

_MAX_CHANGES = 10  # changed passages of one edit
_DEFAULT_EVENT_DAYS = 3


def edits(
    conn: sqlite3.Connection,
    region: str | None = None,
    source: str | None = None,
    quiet_only: bool = False,
    since: str | None = None,
    until: str | None = None,
    page: int = 1,
) -> Answer:
    """Return edits of substance, newest first, with the words that were cut and added."""
    filters = _filters(conn, region, source, since, until, quiet_only)
    found = listed_edits(conn, filters, limit=MAX_RESULTS + 1, offset=(page - 1) * MAX_RESULTS)
    return answer(
        edits=[_edit(one) for one in found[:MAX_RESULTS]],
        next_page=page + 1 if len(found) > MAX_RESULTS else None,
    )


def removals(
    conn: sqlite3.Connection,
    region: str | None = None,
    source: str | None = None,
    since: str | None = None,
    until: str | None = None,
    page: int = 1,
) -> Answer:
    """Return articles that their outlets removed, with the beginning of the last text."""
    filters = _filters(conn, region, source, since, until)
    found = listed_removals(conn, filters, limit=MAX_RESULTS + 1, offset=(page - 1) * MAX_RESULTS)
    return answer(
        removals=[
            {
                "article_id": one.article_id,
                "story_id": one.story_id,
                "url": one.url,
                "source": one.source_id,
                "source_name": one.source_name,
                "date_published": one.published,
                "last_seen_at": one.last_seen_at,
                "found_removed_at": one.found_at,
                "text_pruned_at": one.text_pruned_at,
                "untrusted": untrusted(headline=one.headline, text=one.text),
            }
            for one in found[:MAX_RESULTS]
        ],
        next_page=page + 1 if len(found) > MAX_RESULTS else None,
    )


def _edit(one: ListedEdit) -> Answer:
    changes = []
    if one.former and one.latter:
        found = changed_words("\n".join(one.former), "\n".join(one.latter))
        changes = [{"cut": cut(was), "added": cut(now)} for was, now in found[:_MAX_CHANGES]]
    return {
        "article_id": one.article_id,
        "story_id": one.story_id,
        "url": one.url,
        "source": one.source_id,
        "source_name": one.source_name,
        "seen_at": one.seen_at,
        "kinds": list(one.kinds),
        "is_quiet": one.is_quiet,
        "untrusted": {**untrusted(headline=one.headline), "changes": changes},
    }


def _filters(
    conn: sqlite3.Connection,
    region: str | None,
    source: str | None,
    since: str | None,
    until: str | None,
    quiet_only: bool = False,
) -> EditFilters:
    first, last = read_day(since), read_day(until)
    zone = load_outlets(conn).zone_of(region, source)
    return EditFilters(
        source,
        region,
        quiet_only,
        bounds(first, zone).start if first else "",
        bounds(last, zone).end if last else "9999",
    )


def who_copies_whom(conn: sqlite3.Connection, days: int = 7, region: str | None = None) -> Answer:
    """Return the pairs of outlets with the most copies, and the usual delay."""
    found = syndication_data(conn, days, region)
    outlets = found["outlets"]
    return answer(
        days=days,
        until=found["until"].isoformat(),
        pairs=[
            {
                "copier": pair.copier,
                "copier_name": outlets.name(pair.copier),
                "origin": pair.origin,
                "origin_name": outlets.name(pair.origin),
                "copies": pair.count,
                "median_lag_seconds": median(lags) if (lags := pair.lags()) else None,
            }
            for pair, _ in found["pairs"][:MAX_RESULTS]
        ],
    )


def citations(
    conn: sqlite3.Connection, days: int = 30, region: str | None = None, source: str | None = None
) -> Answer:
    """Return the outlets that others cite most, and the articles that cite ``source``."""
    found = citations_data(conn, Asked(days, region, source))
    outlets = found["outlets"]
    return answer(
        days=days,
        until=found["until"].isoformat(),
        outlets=[
            {"source_name": outlets.name(one.source_id), **asdict(one)}
            for one in found["cited"][:MAX_RESULTS]
        ],
        citing_articles=[
            {
                "article_id": one["id"],
                "story_id": one["story_id"],
                "source": one["source_id"],
                "source_name": outlets.name(one["source_id"]),
                "date_published": one["date_published"],
                "untrusted": untrusted(headline=one["headline"], credit=one["credit_text"]),
            }
            for one in found["citing"][:MAX_RESULTS]
        ],
    )


def events(conn: sqlite3.Connection, since: str | None = None, until: str | None = None) -> Answer:
    """Return events of several stories in different words, the newest first.

    Days are those of the time zone of most outlets.
    """
    zone = load_outlets(conn).zone
    last = read_day(until) or responses.now().astimezone(zone).date()
    first = read_day(since) or last - timedelta(days=_DEFAULT_EVENT_DAYS)
    period = bounds(first, zone).start, bounds(last, zone).end
    found = events_between(conn, *map(event_moment, period))
    return answer(
        since=first.isoformat(),
        until=last.isoformat(),
        events=[
            [event_member(asdict(one)) for one in members[:MAX_RESULTS]]
            for members in found[:MAX_RESULTS]
        ],
        event_count=len(found),
    )
