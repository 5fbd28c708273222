"""Builds the digest of a region's day, as Markdown, plain text or HTML."""

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader

from storage.browse.feeds import summary
from storage.browse.languages import ENGLISH, Language
from storage.browse.links import web_address
from storage.browse.outlets import Outlets, load_outlets
from storage.browse.stories import Filters, StoryLine, count_of, stories_of, story_lines
from storage.browse.template_environment import set_up_translations
from storage.browse.times import bounds, clock, long_day, zone_name

DIGEST_SIZE = 30  # stories
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!])")  # characters with a meaning in Markdown
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Digest:
    """The stories of one local day of a region that most outlets published."""

    code: str
    region: str
    day: date
    zone: ZoneInfo
    zone_name: str
    stories: tuple[StoryLine, ...]
    story_count: int
    article_count: int
    outlets: Outlets

    @property
    def language(self) -> Language:
        return self.outlets.language

    @property
    def heading(self) -> str:
        return f"{self.region}, {long_day(self.day, self.language)}"


def build_digest(
    conn: sqlite3.Connection,
    code: str,
    day: date,
    language: Language = ENGLISH,
    about: str | None = None,
) -> Digest | None:
    """Return the digest of a region's local day; None if no outlet of the region is known.

    With "yes" as ``about``, it also has stories of other outlets whose texts are about the region.
    """
    outlets = load_outlets(conn, language)
    if code not in outlets.regions:
        return None
    zone, filters = outlets.regions[code].zone, Filters(region=code, ads="no", about=about)
    period = bounds(day, zone)
    stories = story_lines(conn, stories_of(conn, period, filters, limit=DIGEST_SIZE))
    counts = count_of(conn, period, filters)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Digest(
        code, outlets.region_name(code), day, zone, zone_name(zone, noon, language), tuple(stories),
        *counts, outlets,
    )  # fmt: skip


def as_markdown(digest: Digest) -> str:
    """Return the digest as Markdown."""
    lines = [f"# {_markdown(digest.heading)}", "", counted(digest) + ".", ""]
    for story in digest.stories:
        url = web_address(story.url)
        address = re.sub(r"[()<>\s]", lambda found: f"%{ord(found[0]):02X}", url) if url else ""
        title = f"[{_markdown(story.headline)}]({address})" if url else _markdown(story.headline)
        lines += [f"- **{title}**  ", f"  {_markdown(summary(story))}  "]
        lines += [f"  *{_markdown(_said_by(digest, story))}*", ""]
    return "\n".join([*lines, _zone(digest), ""])


def as_text(digest: Digest) -> str:
    """Return the digest as plain text."""
    lines = [digest.heading, counted(digest) + ".", ""]
    for story in digest.stories:
        address = web_address(story.url)
        lines += [story.headline, f"  {summary(story)}", f"  {_said_by(digest, story)}"]
        lines += [*([f"  {address}"] if address else []), ""]
    return "\n".join([*lines, _zone(digest), ""])


def as_html(digest: Digest) -> str:
    """Return an HTML page without external style sheets, for mail."""
    env = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True)
    set_up_translations(env)
    return env.get_template("digest_mail.html").render(
        digest=digest, heading=digest.heading, counted=counted(digest) + ".",
        said_by=partial(_said_by, digest), summary=summary, web_address=web_address,
        language=digest.language, **digest.language.functions(),
    )  # fmt: skip


FORMATS: dict[str, Callable[[Digest], str]] = {
    "html": as_html, "markdown": as_markdown, "text": as_text,
}  # fmt: skip


def counted(digest: Digest) -> str:
    """Return how many stories and articles the day has, and how many of them are listed."""
    words, shown = digest.language, len(digest.stories)
    stories = words.ngettext("%(num)s story", "%(num)s stories", digest.story_count)
    articles = words.ngettext("%(num)s article", "%(num)s articles", digest.article_count)
    if digest.story_count > shown:
        return words.ngettext(
            "%(stories)s in %(articles)s; the widest one follows",
            "%(stories)s in %(articles)s; the %(num)s widest follow",
            shown, stories=stories, articles=articles,
        )  # fmt: skip
    return words.gettext("%(stories)s in %(articles)s", stories=stories, articles=articles)


def _zone(digest: Digest) -> str:
    return digest.language.gettext("Times are those of %(zone)s.", zone=digest.zone_name)


def _said_by(digest: Digest, story: StoryLine) -> str:
    """Return who published a story first, and when: «14:20, Пенза and 2 other outlets»."""
    at = clock(story.date_first_published, digest.zone)
    others, words = story.source_count - 1, digest.language
    first = f"{at + ', ' if at else ''}{digest.outlets.name(story.source_id)}"
    if digest.code not in story.regions:
        first = words.gettext("%(first)s (about the region by its text)", first=first)
    if others <= 0:
        return first
    origins = words.ngettext("%(num)s origin", "%(num)s origins", len(story.origins))
    return words.ngettext(
        "%(first)s and %(num)s other outlet, %(origins)s",
        "%(first)s and %(num)s other outlets, %(origins)s",
        others, first=first, origins=origins,
    )  # fmt: skip


def _markdown(text: str) -> str:
    """Return a text as one line in which no character has a meaning in Markdown."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
