"""Answers the questions of tools about press releases, and about what outlets did not report."""

import sqlite3
from dataclasses import asdict
from datetime import timedelta

from datasette.utils.asgi import BadRequest, NotFound

from pipelines.model import Message
from storage.browse import responses
from storage.browse.i18n.times import bounds
from storage.browse.outlets import load_outlets
from storage.browse.pages.front import read_day
from storage.browse.tools.answers import MAX_RESULTS, Answer, answer, cut, untrusted
from storage.browse.tools.queries import event_member, find_stored_story
from storage.reporting.coverage import Absence, story_coverage
from storage.reporting.left_out import LeftOut, stories_left_out
from storage.reporting.press_releases import (
    PressRelease,
    PrintedCopy,
    press_offices,
    press_releases,
)
from storage.reporting.similar import Similar

_MAX_RELEASES = 15  # of one answer, each compared with up to 12 articles; as many as on a page
_DEFAULT_DAYS = 7  # of press releases without ``since``


def releases(
    conn: sqlite3.Connection,
    region: str | None = None,
    source: str | None = None,
    unchecked_only: bool = False,
    since: str | None = None,
    until: str | None = None,
    page: int = 1,
) -> Answer:
    """Return press releases, newest first, with the articles that printed them.

    ``unchecked_only`` leaves out those of a page to which an outlet added something.
    """
    offices = press_offices(conn, region)
    if source is not None:
        offices = {one: office for one, office in offices.items() if one == source}
        if not offices:
            raise NotFound(Message("There is no press office %(id)s", id=source[:80]))
    zone = load_outlets(conn).zone_of(region, source)
    last = read_day(until) or responses.now().astimezone(zone).date()
    first = read_day(since) or last - timedelta(days=_DEFAULT_DAYS)
    found = press_releases(
        conn, offices, bounds(first, zone).start, bounds(last, zone).end,
        limit=_MAX_RELEASES + 1, offset=(page - 1) * _MAX_RELEASES,
    )  # fmt: skip
    shown = [one for one in found[:_MAX_RELEASES] if one.is_unchecked or not unchecked_only]
    return answer(
        since=first.isoformat(),
        until=last.isoformat(),
        releases=[_release(one) for one in shown],
        next_page=page + 1 if len(found) > _MAX_RELEASES else None,
    )


def missing(conn: sqlite3.Connection, story_id: str) -> Answer:
    """Return the outlets that usually carry such stories as this one and have not this one."""
    found = find_stored_story(conn, story_id)
    coverage = story_coverage(conn, found, responses.now())
    if coverage is None:
        raise BadRequest(Message("The story is advertising, which nobody must report"))
    return answer(
        story_id=found,
        regions=list(coverage.regions),
        date_first_published=coverage.first_published,
        is_too_early_to_say=coverage.is_early,
        is_of_one_owner=coverage.is_exclusive,
        outlets=[_absence(one) for one in coverage.absences[:MAX_RESULTS]],
        untrusted=untrusted(headline=coverage.headline, section=coverage.section),
    )


def left_out(conn: sqlite3.Connection, source: str, days: int = 7) -> Answer:
    """Return widely carried stories of the last days that an outlet has not."""
    found = stories_left_out(conn, source, days, responses.now())
    if found is None:
        raise NotFound(Message("There is no outlet %(id)s that is polled", id=source[:80]))
    return answer(source=source, days=days, stories=[_left_out(one) for one in found[:MAX_RESULTS]])


def _release(one: PressRelease) -> Answer:
    return {
        "article_id": one.article_id,
        "story_id": one.story_id,
        "url": one.url,
        "source": one.office.id,
        "source_name": one.office.name,
        "date_published": one.at,
        "is_unchecked": one.is_unchecked,
        "printed_by": [_copy(copy) for copy in one.copies],
        "articles_not_compared": one.left_out,
        "in_other_words": [event_member(asdict(member)) for member in one.reworded],
        "untrusted": untrusted(headline=one.headline),
    }


def _copy(copy: PrintedCopy) -> Answer:
    found = copy.printing
    added = {} if found is None else {
        name: [cut(value) for value in values]
        for name, values in (
            ("quotes", found.quotes), ("numbers", found.numbers), ("names", found.names)
        )
    }  # fmt: skip
    return {
        "article_id": copy.article_id,
        "url": copy.url,
        "source": copy.source_id,
        "source_name": copy.source_name,
        "date_published": copy.at,
        "is_before_the_release": copy.is_earlier,
        "is_compared": found is not None,
        "share_taken_word_for_word": round(found.taken, 3) if found else None,
        "own_words": found.own_words if found else None,
        "adds_nothing": copy.adds_nothing,
        "untrusted": {**untrusted(headline=copy.headline), "added": added},
    }


def _absence(one: Absence) -> Answer:
    return {
        "source": one.source_id,
        "source_name": one.source_name,
        "region": one.region,
        "conclusion": one.conclusion,
        "habit": asdict(one.habit),
        "articles_in_that_time": one.articles,
        "usual_articles_in_such_a_time": one.expected,
        "outlets_of_its_owner_that_have_it": list(one.sisters),
        "perhaps_in_other_words": _similar(one.similar),
    }


def _left_out(one: LeftOut) -> Answer:
    return {
        "story_id": one.story_id,
        "date_first_published": one.date_first_published,
        "owners_that_have_it": one.source_count,
        "first_source": one.source_id,
        "first_source_name": one.source_name,
        "conclusion": one.conclusion,
        "habit": asdict(one.habit),
        "perhaps_in_other_words": _similar(one.similar),
        "untrusted": untrusted(headline=one.headline),
    }


def _similar(one: Similar | None) -> Answer | None:
    if one is None:
        return None
    return {
        "article_id": one.article_id,
        "url": one.url,
        "untrusted": untrusted(headline=one.headline),
    }
