"""Finds an article of an outlet that may report a story in other words, by its headline."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from pipelines.model import iso_text
from pipelines.stories.coverage import MIN_WAIT, are_similar
from storage.database.protocols import Connection
from storage.search.stems import stem_text

_MAX_HEADLINES = 400  # of one outlet, which are compared with the headlines of a story
_MAX_CACHED_HEADLINES = 2_000  # an outlet's headlines are compared with up to 60 stories
_MIN_STEM_LETTERS = 4  # of a word that is compared; a shorter word is mostly a preposition

_HEADLINES_OF_STORIES = """
    SELECT DISTINCT a.headline, a.in_language FROM json_each(?) AS wanted
    JOIN articles AS a ON a.story_id = wanted.value LIMIT 20
"""
_HEADLINES = """
    SELECT id, url, headline, in_language FROM articles
    WHERE source_id = ? AND date_published >= ? AND date_published < ?
    ORDER BY date_published LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Similar:
    """An article of an outlet whose headline shares words with the headlines of a story."""

    article_id: int
    url: str
    headline: str


def stems_of_stories(conn: Connection, stories: Sequence[str]) -> list[frozenset[str]]:
    """Return the stems of the headlines of stories, for ``similar_article``."""
    rows = conn.execute(_HEADLINES_OF_STORIES, (json.dumps(stories),))
    return [_stems(headline, language) for headline, language in rows]


def similar_article(
    conn: Connection,
    source_id: str,
    period: tuple[datetime, datetime],
    stems: Sequence[frozenset[str]],
) -> Similar | None:
    """Return the first article of an outlet whose headline is similar to a headline of the story.

    ``stems`` are those of the story's headlines. Articles are compared that were published from
    MIN_WAIT before the start of ``period`` to its end. The result is None if none is similar.
    """
    start, end = period
    rows = conn.execute(
        _HEADLINES, (source_id, iso_text(start - MIN_WAIT), iso_text(end), _MAX_HEADLINES)
    ).fetchall()
    for article_id, url, headline, language in rows:
        own_stems = _stems(headline, language)
        if any(are_similar(own_stems, story_stems) for story_stems in stems):
            return Similar(article_id, url, headline)
    return None


@lru_cache(_MAX_CACHED_HEADLINES)
def _stems(headline: str, language: str | None) -> frozenset[str]:
    stems = stem_text(headline, language).split()
    return frozenset(stem for stem in stems if len(stem) >= _MIN_STEM_LETTERS)
