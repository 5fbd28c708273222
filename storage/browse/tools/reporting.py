"""The tools that answer questions about press releases, and about what outlets did not report."""

import sqlite3
from dataclasses import asdict
from datetime import timedelta

from datasette.utils.asgi import BadRequest, NotFound

from pipelines.model import Message
from storage.browse import responses
from storage.browse.i18n.times import bounds
from storage.browse.outlets import load_outlets
from storage.browse.pages.front import read_day
from storage.browse.tools.answers import MAX_RESULTS, Answer, answer, shortened, untrusted
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

    ``unchecked_only`` leaves out the releases of a page to which an outlet added something.
    """
    offices = press_offices(conn, region)
    if source is not None:
        if source not in offices:
            raise NotFound(Message("There is no press office %(id)s", id=source[:80]))
        offices = {source: offices[source]}
    zone = load_outlets(conn).zone_of(region, source)
    last = read_day(until) or responses.now().astimezone(zone).date()
    first = read_day(since) or last - timedelta(days=_DEFAULT_DAYS)
    read_releases = press_releases(
        conn, offices, bounds(first, zone).start, bounds(last, zone).end,
        limit=_MAX_RELEASES + 1, offset=(page - 1) * _MAX_RELEASES,
    )  # fmt: skip
    shown = [
        release
        for release in read_releases[:_MAX_RELEASES]
        if release.is_unchecked or not unchecked_only
    ]
    return answer(
        since=first.isoformat(),
        until=last.isoformat(),
        releases=[_release(release) for release in shown],
        next_page=page + 1 if len(read_releases) > _MAX_RELEASES else None,
    )


def missing(conn: sqlite3.Connection, story_id: str) -> Answer:
    """Return the outlets that usually carry such stories, and have no article of this one."""
    present_id = find_stored_story(conn, story_id)
    coverage = story_coverage(conn, present_id, responses.now())
    if coverage is None:
        raise BadRequest(Message("The story is advertising, which nobody must report"))
    return answer(
        story_id=present_id,
        regions=list(coverage.regions),
        date_first_published=coverage.first_published,
        is_too_early_to_say=coverage.is_early,
        is_of_one_owner=coverage.is_exclusive,
        outlets=[_absence(absence) for absence in coverage.absences[:MAX_RESULTS]],
        untrusted=untrusted(headline=coverage.headline, section=coverage.section),
    )


def left_out(conn: sqlite3.Connection, source: str, days: int = 7) -> Answer:
    """Return widely carried stories of the last days of which an outlet has no article."""
    stories = stories_left_out(conn, source, days, responses.now())
    if stories is None:
        raise NotFound(Message("There is no outlet %(id)s that is polled", id=source[:80]))
    return answer(
        source=source, days=days, stories=[_left_out(story) for story in stories[:MAX_RESULTS]]
    )


def _release(release: PressRelease) -> Answer:
    return {
        "article_id": release.article_id,
        "story_id": release.story_id,
        "url": release.url,
        "source": release.office.id,
        "source_name": release.office.name,
        "date_published": release.at,
        "is_unchecked": release.is_unchecked,
        "printed_by": [_copy(copy) for copy in release.copies],
        "articles_not_compared": release.left_out,
        "in_other_words": [event_member(asdict(member)) for member in release.reworded],
        "untrusted": untrusted(headline=release.headline),
    }


def _copy(copy: PrintedCopy) -> Answer:
    """Return a copy of a press release as a tool answers it."""
    printing = copy.printing
    added: dict[str, list[str]] = {}
    if printing is not None:
        added = {
            "quotes": [shortened(quote) for quote in printing.quotes],
            "numbers": [shortened(number) for number in printing.numbers],
            "names": [shortened(name) for name in printing.names],
        }
    return {
        "article_id": copy.article_id,
        "url": copy.url,
        "source": copy.source_id,
        "source_name": copy.source_name,
        "date_published": copy.at,
        "is_before_the_release": copy.is_earlier,
        "is_compared": printing is not None,
        "share_taken_word_for_word": round(printing.taken, 3) if printing else None,
        "own_words": printing.own_words if printing else None,
        "adds_nothing": copy.adds_nothing,
        "untrusted": {**untrusted(headline=copy.headline), "added": added},
    }


def _absence(absence: Absence) -> Answer:
    return {
        "source": absence.source_id,
        "source_name": absence.source_name,
        "region": absence.region,
        "conclusion": absence.conclusion,
        "habit": asdict(absence.habit),
        "articles_in_that_time": absence.articles,
        "usual_articles_in_such_a_time": absence.expected,
        "outlets_of_its_owner_that_have_it": list(absence.sisters),
        "perhaps_in_other_words": _similar(absence.similar),
    }


def _left_out(story: LeftOut) -> Answer:
    return {
        "story_id": story.story_id,
        "date_first_published": story.date_first_published,
        "owners_that_have_it": story.source_count,
        "first_source": story.source_id,
        "first_source_name": story.source_name,
        "conclusion": story.conclusion,
        "habit": asdict(story.habit),
        "perhaps_in_other_words": _similar(story.similar),
        "untrusted": untrusted(headline=story.headline),
    }


def _similar(similar: Similar | None) -> Answer | None:
    if similar is None:
        return None
    return {
        "article_id": similar.article_id,
        "url": similar.url,
        "untrusted": untrusted(headline=similar.headline),
    }
