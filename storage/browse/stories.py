"""Reads the lists of stories that pages show, and the facts of each story in a list."""

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pipelines.stories.credited import StoryArticle
from pipelines.stories.origins import Origin
from storage.browse.i18n.times import Period, bounds
from storage.browse.queries import placeholders, row, rows
from storage.database.zones import local_day
from storage.stories.story_origins import articles_of, origins_of

PAGE_SIZE = 40  # stories of one page of a list
# Articles that are read for each story of a list.
_ARTICLES_ABOUT_REGION_PER_STORY = 50
_ARTICLES_OF_OUTLETS_PER_STORY = 4
_LEAD_CHARS = 300  # read of each text; its first line is shown if there is no description
_MAX_CACHED_REGIONS = 1_000  # lists of regions, about 0.2 MB
_MAX_SECTION_ARTICLES = 10_000  # newest articles whose sections are offered as filters
_MAX_SECTIONS = 100  # that are offered as filters
_FIRST_CHARS = 40  # of a line, which are compared first; most lines differ in them
_NOT_LETTERS = re.compile(r"[\W_]+")


class StoryLine(NamedTuple):
    """The facts of one story that lists show; a tuple is made faster than a dataclass."""

    id: str
    headline: str
    date_first_published: str
    article_count: int
    source_count: int  # independent outlets: those of one owner count once
    regions: tuple[str, ...]  # of the outlets
    article_id: int  # the canonical article
    url: str
    source_id: str  # the first publisher
    description: str | None
    lead: str
    article_section: str | None
    is_advertising: bool  # of the canonical article
    in_language: str | None  # the language of the canonical article
    source_ids: tuple[str, ...]  # all outlets with an article of it, the first publisher first
    reprints: int  # reprints and excerpts
    origins: tuple[Origin, ...]  # those of most articles first
    about: tuple[str, ...] = ()  # other regions that the canonical article is about, by its text
    date_first_seen: str = ""  # of the article that was seen first
    main_image: str | None = None  # the address that the canonical article names
    main_image_credit: str | None = None

    @property
    def summary(self) -> str:
        """Return the description of the canonical article, or the first line of its text.

        A line that repeats the headline is left out, as in a post, whose text begins with it. Only
        letters and digits are compared.
        """
        if self.description:
            return self.description
        lines = self.lead.split("\n")
        headline = letters(self.headline)
        # "" stands for the letters of a line without any letter.
        other_lines = (line for line in lines if not is_repeated(line, headline, ""))
        return next(other_lines, lines[0])


def letters(text: str) -> str:
    """Return the letters and digits of a text in lower case."""
    return _NOT_LETTERS.sub("", text).casefold()


def begins_with(line: str, first_letters: str) -> bool:
    """Return whether the letters of a line begin with ``first_letters``, those of another text.

    The first characters of the line are compared first, since most lines differ there.
    """
    start = letters(line[:_FIRST_CHARS])
    can_begin = first_letters.startswith(start) or start.startswith(first_letters)
    return can_begin and letters(line).startswith(first_letters)


def is_repeated(line: str, *letters_of_texts: str) -> bool:
    """Return whether the letters of a line are exactly those of one of several texts."""
    start = letters(line[:_FIRST_CHARS])
    return any(
        text_letters.startswith(start) and letters(line) == text_letters
        for text_letters in letters_of_texts
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a list of stories; None means no filter."""

    region: str | None = None
    source: str | None = None
    section: str | None = None
    ads: str | None = None  # "no": without stories whose canonical article is advertising
    about: str | None = None  # "yes": ``region`` also finds stories whose texts are about it

    def __bool__(self) -> bool:
        # ``about`` alone filters nothing: it widens the filter by region.
        return any((self.region, self.source, self.section, self.ads))


def story_lines(
    conn: sqlite3.Connection, ids: Sequence[str], *, with_members: bool = True
) -> list[StoryLine]:
    """Return the lines of these stories, in the order of ``ids``; unknown ids are left out.

    Without their members, lines have no origins and no reprints, and only the first publisher.
    """
    if not ids:
        return []
    story_rows = rows(
        conn,
        f"""SELECT s.*, a.url, a.source_id, a.description,
            substr(a.article_body, 1, {_LEAD_CHARS}) AS lead, a.article_section,
            a.is_advertising, a.in_language, a.main_image, a.main_image_credit,
            CASE s.article_count WHEN 1 THEN a.date_first_seen ELSE
                (SELECT min(m.date_first_seen) FROM articles m WHERE m.story_id = s.id)
            END AS date_first_seen,
            (SELECT group_concat(e.value) FROM evidence e
                WHERE e.article_id = a.id AND e.fact = 'content_location') AS about
            FROM stories s JOIN articles a ON a.id = s.canonical_article_id
            WHERE s.id IN ({placeholders(ids)})""",  # noqa: S608
        ids,
    )
    articles = articles_of(conn, ids) if with_members else {}
    origins = origins_of(conn, articles) if articles else {}
    lines = {
        story["id"]: _line(story, articles.get(story["id"], []), origins.get(story["id"], ()))
        for story in story_rows
    }
    return [lines[story_id] for story_id in ids if story_id in lines]


def _line(
    story: sqlite3.Row, articles: Sequence[StoryArticle], origins: tuple[Origin, ...]
) -> StoryLine:
    """Return the line of a story in a list, made of its row, its articles and its origins."""
    regions = _regions(story["regions"])
    about: list[str] = story["about"].split(",") if story["about"] else []
    outlets = dict.fromkeys([story["source_id"], *(article.source_id for article in articles)])
    return StoryLine(
        id=story["id"],
        headline=story["headline"],
        date_first_published=story["date_first_published"],
        article_count=story["article_count"],
        source_count=story["source_count"],
        regions=regions,
        about=tuple(code for code in about if code not in regions),
        article_id=story["canonical_article_id"],
        url=story["url"],
        source_id=story["source_id"],
        description=story["description"],
        lead=story["lead"],
        article_section=story["article_section"],
        is_advertising=bool(story["is_advertising"]),
        in_language=story["in_language"],
        source_ids=tuple(outlets),
        reprints=sum(article.relation in ("reprint", "excerpt") for article in articles),
        origins=origins,
        date_first_seen=story["date_first_seen"],
        main_image=story["main_image"],
        main_image_credit=story["main_image_credit"],
    )


@lru_cache(_MAX_CACHED_REGIONS)
def _regions(text: str) -> tuple[str, ...]:
    """Read the codes of regions from JSON; most stories have those of one outlet."""
    return tuple(json.loads(text))


# A story with a time is compared with the bounds of the period. A story with a day alone, a text of
# 10 characters, is compared with the days of the period.
_IN_PERIOD = """(s.date_first_published >= :start AND s.date_first_published < :end
    AND length(s.date_first_published) > 10
    OR s.date_first_published IN (SELECT value FROM json_each(:days)))"""

# ``json_quote`` escapes the quotation marks in a value, so the quoted code is found only as a whole
# element of the JSON list.
_PASSES_FILTERS = """
    AND (:region IS NULL OR instr(s.regions, json_quote(:region))
        OR :about IS NOT NULL AND s.canonical_article_id IN
        (SELECT e.article_id FROM evidence e
            WHERE e.fact = 'content_location' AND e.value = :region))
    AND (:source IS NULL OR EXISTS
        (SELECT 1 FROM articles a WHERE a.story_id = s.id AND a.source_id = :source))
    AND (:section IS NULL OR EXISTS
        (SELECT 1 FROM articles a WHERE a.id = s.canonical_article_id
            AND a.article_section = :section))
    AND (:ads IS NULL OR NOT EXISTS
        (SELECT 1 FROM articles a WHERE a.id = s.canonical_article_id AND a.is_advertising))"""


def stories_of(
    conn: sqlite3.Connection,
    period: Period,
    filters: Filters = Filters(),
    *,
    limit: int = PAGE_SIZE,
    offset: int = 0,
) -> list[str]:
    """Return the ids of stories first published in a period, those of most outlets first."""
    ids = conn.execute(
        f"""SELECT s.id FROM stories s WHERE {_IN_PERIOD} {_PASSES_FILTERS}
            ORDER BY s.source_count DESC, s.article_count DESC, s.date_first_published DESC, s.id
            LIMIT :limit OFFSET :offset""",  # noqa: S608
        _params(period, filters) | {"limit": limit, "offset": offset},
    )
    return [story_id for (story_id,) in ids]


class StoryCount(NamedTuple):
    """The number of stories, and of all their articles."""

    stories: int
    articles: int


def count_of(conn: sqlite3.Connection, period: Period, filters: Filters = Filters()) -> StoryCount:
    """Return the number of stories of a period."""
    stories, articles = conn.execute(
        f"""SELECT count(*), coalesce(sum(s.article_count), 0) FROM stories s
            WHERE {_IN_PERIOD} {_PASSES_FILTERS}""",  # noqa: S608
        _params(period, filters),
    ).fetchone()
    return StoryCount(int(stories), int(articles))


def sections_of(conn: sqlite3.Connection, period: Period) -> list[str]:
    """Return the sections of the newest articles of a period, by name."""
    # Articles with a day alone belong to the days of the period. In zones west of UTC, the first
    # day as a text, «2026-11-20», is less than the start, «2026-11-20T05:00:00Z».
    start = min(period.start, period.days[0])
    sections = conn.execute(
        """SELECT DISTINCT article_section FROM
            (SELECT article_section FROM articles
                WHERE date_published >= ? AND date_published < ? AND article_section <> ''
                ORDER BY date_published DESC LIMIT ?)
            ORDER BY 1 LIMIT ?""",
        [start, period.end, _MAX_SECTION_ARTICLES, _MAX_SECTIONS],
    )
    return [section for (section,) in sections]


def quarters_of(
    conn: sqlite3.Connection, period: Period, filters: Filters
) -> dict[str, StoryCount]:
    """Return the numbers of stories and of their articles in each quarter of an hour of a period.

    The keys are the UTC times at which the quarters begin. Time zones differ by whole quarters, so
    an hour in any zone is four of them. Stories with a day alone have this day as their key.
    """
    groups = conn.execute(
        f"""SELECT CASE WHEN length(s.date_first_published) > 10
                THEN substr(s.date_first_published, 1, 14)
                || printf('%02d', substr(s.date_first_published, 15, 2) / 15 * 15) || ':00Z'
                ELSE s.date_first_published END, count(*), sum(s.article_count)
            FROM stories s WHERE {_IN_PERIOD} {_PASSES_FILTERS} GROUP BY 1""",  # noqa: S608
        _params(period, filters),
    )
    return {quarter: StoryCount(stories, articles) for quarter, stories, articles in groups}


def latest_day(
    conn: sqlite3.Connection, before: date, zone: ZoneInfo, filters: Filters
) -> date | None:
    """Return the latest local day, not after ``before``, with a story that passes the filters."""
    newest = row(
        conn,
        f"""SELECT s.date_first_published AS at FROM stories s
            WHERE (s.date_first_published < :end OR s.date_first_published = :day) {_PASSES_FILTERS}
            ORDER BY s.date_first_published DESC LIMIT 1""",  # noqa: S608
        asdict(filters) | {"end": bounds(before, zone).end, "day": before.isoformat()},
    )
    return local_day(newest["at"], zone) if newest else None


def latest_stories(conn: sqlite3.Connection, filters: Filters, *, limit: int) -> list[str]:
    """Return the ids of the newest stories that pass the filters, newest first."""
    ids = conn.execute(
        f"""SELECT s.id FROM stories s WHERE 1 {_PASSES_FILTERS}
            ORDER BY s.date_first_published DESC LIMIT :limit""",  # noqa: S608
        asdict(filters) | {"limit": limit},
    )
    return [story_id for (story_id,) in ids]


def stories_about(conn: sqlite3.Connection, region: str, *, limit: int) -> list[str]:
    """Return the ids of the newest stories about a region that none of its outlets has.

    They are taken from the newest articles about the region, which limits the time.
    """
    ids = conn.execute(
        """SELECT s.id FROM
            (SELECT e.article_id FROM evidence e
                WHERE e.fact = 'content_location' AND e.value = :region
                ORDER BY e.article_id DESC LIMIT :articles) AS newest
            JOIN stories s ON s.canonical_article_id = newest.article_id
            WHERE NOT EXISTS (SELECT 1 FROM json_each(s.regions) WHERE value = :region)
            ORDER BY s.date_first_published DESC, s.id LIMIT :limit""",
        {"region": region, "articles": _ARTICLES_ABOUT_REGION_PER_STORY * limit, "limit": limit},
    )
    return [story_id for (story_id,) in ids]


def stories_of_sources(
    conn: sqlite3.Connection, source_ids: Sequence[str], *, limit: int = PAGE_SIZE, offset: int = 0
) -> list[str]:
    """Return the ids of the stories of these outlets, those with the newest articles first."""
    ids = conn.execute(
        f"""SELECT story_id FROM articles WHERE source_id IN ({placeholders(source_ids)})
            AND story_id IS NOT NULL ORDER BY date_published DESC LIMIT ?""",  # noqa: S608
        # More articles than stories are read, since several outlets may have the same story.
        [*source_ids, (offset + limit) * _ARTICLES_OF_OUTLETS_PER_STORY],
    )
    return list(dict.fromkeys(story_id for (story_id,) in ids))[offset : offset + limit]


def _params(period: Period, filters: Filters) -> dict[str, object]:
    return {
        "start": period.start,
        "end": period.end,
        "days": json.dumps(period.days),
    } | asdict(filters)
