"""Builds the digest of a region's day."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.times import bounds, zone_name
from storage.browse.outlets import Outlets, load_outlets
from storage.browse.stories import Filters, StoryLine, count_of, stories_of, story_lines

DIGEST_SIZE = 30  # stories


@dataclass(frozen=True, slots=True)
class Digest:
    """The stories of a region and a local day, those of most outlets first."""

    code: str  # of the region
    region: str  # the name of the region
    day: date
    zone: ZoneInfo
    zone_name: str
    stories: tuple[StoryLine, ...]  # the first DIGEST_SIZE
    story_count: int  # of the whole day
    article_count: int  # in these stories
    outlets: Outlets

    @property
    def language(self) -> Language:
        return self.outlets.language

    @property
    def heading(self) -> str:
        """Return «Пензенская область, суббота, 28 ноября: 16 сюжетов»."""
        language = self.language
        day = language.day(self.day, "EEEE, d MMMM")
        if not self.story_count:
            return language.gettext("%(region)s, %(day)s: no stories", region=self.region, day=day)
        return language.ngettext(
            "%(region)s, %(day)s: %(num)s story", "%(region)s, %(day)s: %(num)s stories",
            self.story_count, region=self.region, day=day,
        )  # fmt: skip

    @property
    def listed_line(self) -> str:
        """Return how many of the stories are listed, or "" if all of them are."""
        if self.story_count <= len(self.stories):
            return ""
        return self.language.ngettext(
            "The %(num)s story of most outlets:",
            "The %(num)s stories of most outlets:",
            len(self.stories),
        )

    @property
    def zone_line(self) -> str:
        return self.language.gettext("Times are those of %(zone)s.", zone=self.zone_name)


def build_digest(
    conn: sqlite3.Connection,
    code: str,
    day: date,
    language: Language = ENGLISH,
    about: str | None = None,
) -> Digest | None:
    """Return the digest of a region's local day; None if no outlet of the region is known.

    If ``about`` is "yes", the digest also has stories of other outlets about the region. Stories
    that are advertising are left out.
    """
    outlets = load_outlets(conn, language)
    if code not in outlets.regions:
        return None
    zone = outlets.regions[code].zone
    period = bounds(day, zone)
    filters = Filters(region=code, ads="no", about=about)
    stories = story_lines(conn, stories_of(conn, period, filters, limit=DIGEST_SIZE))
    story_count, article_count = count_of(conn, period, filters)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Digest(
        code=code,
        region=outlets.region_name(code),
        day=day,
        zone=zone,
        zone_name=zone_name(zone, noon, language),
        stories=tuple(stories),
        story_count=story_count,
        article_count=article_count,
        outlets=outlets,
    )
