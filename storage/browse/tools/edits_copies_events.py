"""The tools that answer questions about edits, removals, copies, citations and events."""

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
from storage.browse.pages.citations import CitationArguments, citations_data
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
    listed = listed_edits(conn, filters, limit=MAX_RESULTS + 1, offset=(page - 1) * MAX_RESULTS)
    return answer(
        edits=[_edit(edit) for edit in listed[:MAX_RESULTS]],
        next_page=page + 1 if len(listed) > MAX_RESULTS else None,
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
    listed = listed_removals(conn, filters, limit=MAX_RESULTS + 1, offset=(page - 1) * MAX_RESULTS)
    return answer(
        removals=[
            {
                "article_id": removal.article_id,
                "story_id": removal.story_id,
                "url": removal.url,
                "source": removal.source_id,
                "source_name": removal.source_name,
                "date_published": removal.published,
                "last_seen_at": removal.last_seen_at,
                "found_removed_at": removal.found_at,
                "text_pruned_at": removal.text_pruned_at,
                "untrusted": untrusted(headline=removal.headline, text=removal.text),
            }
            for removal in listed[:MAX_RESULTS]
        ],
        next_page=page + 1 if len(listed) > MAX_RESULTS else None,
    )


def _edit(edit: ListedEdit) -> Answer:
    changes = []
    if edit.former and edit.latter:
        pairs = changed_words("\n".join(edit.former), "\n".join(edit.latter))
        changes = [
            {"cut": cut(cut_words), "added": cut(added_words)}
            for cut_words, added_words in pairs[:_MAX_CHANGES]
        ]
    return {
        "article_id": edit.article_id,
        "story_id": edit.story_id,
        "url": edit.url,
        "source": edit.source_id,
        "source_name": edit.source_name,
        "seen_at": edit.seen_at,
        "kinds": list(edit.kinds),
        "is_quiet": edit.is_quiet,
        "untrusted": {**untrusted(headline=edit.headline), "changes": changes},
    }


def _filters(
    conn: sqlite3.Connection,
    region: str | None,
    source: str | None,
    since: str | None,
    until: str | None,
    quiet_only: bool = False,
) -> EditFilters:
    """Return the filters; ``since`` and ``until`` are days as YYYY-MM-DD in the outlet's zone."""
    first, last = read_day(since), read_day(until)
    zone = load_outlets(conn).zone_of(region, source)
    return EditFilters(
        source=source,
        region=region,
        quiet_only=quiet_only,
        since=bounds(first, zone).start if first else "",
        until=bounds(last, zone).end if last else "9999",
    )


def who_copies_whom(conn: sqlite3.Connection, days: int = 7, region: str | None = None) -> Answer:
    """Return the pairs of outlets with the most copies, and their usual lag."""
    page_values = syndication_data(conn, days, region)
    outlets = page_values["outlets"]
    return answer(
        days=days,
        until=page_values["until"].isoformat(),
        pairs=[
            {
                "copier": pair.copier,
                "copier_name": outlets.name(pair.copier),
                "origin": pair.origin,
                "origin_name": outlets.name(pair.origin),
                "copies": pair.count,
                "median_lag_seconds": median(lags) if (lags := pair.lags()) else None,
            }
            for pair, _ in page_values["pairs"][:MAX_RESULTS]
        ],
    )


def citations(
    conn: sqlite3.Connection, days: int = 30, region: str | None = None, source: str | None = None
) -> Answer:
    """Return the outlets that others cite most, and the articles that cite ``source``."""
    page_values = citations_data(conn, CitationArguments(days, region, source))
    outlets = page_values["outlets"]
    return answer(
        days=days,
        until=page_values["until"].isoformat(),
        outlets=[
            {"source_name": outlets.name(cited.source_id), **asdict(cited)}
            for cited in page_values["cited"][:MAX_RESULTS]
        ],
        citing_articles=[
            {
                "article_id": article["id"],
                "story_id": article["story_id"],
                "source": article["source_id"],
                "source_name": outlets.name(article["source_id"]),
                "date_published": article["date_published"],
                "untrusted": untrusted(headline=article["headline"], credit=article["credit_text"]),
            }
            for article in page_values["citing"][:MAX_RESULTS]
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
    event_members = events_between(conn, *map(event_moment, period))
    return answer(
        since=first.isoformat(),
        until=last.isoformat(),
        events=[
            [event_member(asdict(member)) for member in members[:MAX_RESULTS]]
            for members in event_members[:MAX_RESULTS]
        ],
        event_count=len(event_members),
    )
