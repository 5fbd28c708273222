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
from storage.browse.tools.answers import MAX_RESULTS, Answer, answer, shortened, untrusted
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
    """Return edits, newest first, with the words that outlets cut and added.

    Only edits of a number, a name, a quote or a paragraph are listed. With ``quiet_only``, those
    that their pages state are left out.
    """
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
    """Return articles that their outlets removed, each with the beginning of its last text."""
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
    """Return an edit as a tool answers it, with the words that it changed."""
    changes = []
    if edit.former and edit.latter:
        passages = changed_words("\n".join(edit.former), "\n".join(edit.latter))
        changes = [
            {"cut": shortened(words_cut), "added": shortened(words_added)}
            for words_cut, words_added in passages[:_MAX_CHANGES]
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
    """Return the filters; ``since`` and ``until`` are days as YYYY-MM-DD.

    Days begin in the time zone of the source, else of the region, else of most outlets.
    """
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
    """Return the pairs of outlets with the most copies, and the median lag of each pair."""
    syndication = syndication_data(conn, days, region)
    outlets = syndication["outlets"]
    return answer(
        days=days,
        until=syndication["until"].isoformat(),
        pairs=[
            {
                "copier": pair.copier,
                "copier_name": outlets.name(pair.copier),
                "origin": pair.origin,
                "origin_name": outlets.name(pair.origin),
                "copies": pair.count,
                "median_lag_seconds": _median(pair.lags()),
            }
            for pair, _ in syndication["pairs"][:MAX_RESULTS]
        ],
    )


def _median(lags: list[int]) -> float | None:
    return median(lags) if lags else None


def citations(
    conn: sqlite3.Connection, days: int = 30, region: str | None = None, source: str | None = None
) -> Answer:
    """Return the outlets that others cite most, and the articles that cite ``source``."""
    citation_data = citations_data(conn, CitationArguments(days, region, outlet=source))
    outlets = citation_data["outlets"]
    return answer(
        days=days,
        until=citation_data["until"].isoformat(),
        outlets=[
            {"source_name": outlets.name(cited.source_id), **asdict(cited)}
            for cited in citation_data["cited"][:MAX_RESULTS]
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
            for article in citation_data["citing"][:MAX_RESULTS]
        ],
    )


def events(conn: sqlite3.Connection, since: str | None = None, until: str | None = None) -> Answer:
    """Return the events of which several stories tell, each story in other words, newest first.

    ``since`` and ``until`` are days as YYYY-MM-DD in the time zone of most outlets. By default,
    ``until`` is today and ``since`` is _DEFAULT_EVENT_DAYS before ``until``.
    """
    zone = load_outlets(conn).zone
    last = read_day(until) or responses.now().astimezone(zone).date()
    first = read_day(since) or last - timedelta(days=_DEFAULT_EVENT_DAYS)
    start, end = event_moment(bounds(first, zone).start), event_moment(bounds(last, zone).end)
    found_events = events_between(conn, start, end)
    return answer(
        since=first.isoformat(),
        until=last.isoformat(),
        events=[
            [event_member(asdict(story)) for story in stories_of_event[:MAX_RESULTS]]
            for stories_of_event in found_events[:MAX_RESULTS]
        ],
        event_count=len(found_events),
    )
