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
from storage.browse.links import count, web_address
from storage.browse.outlets import Outlets, load_outlets
from storage.browse.stories import Filters, StoryLine, count_of_day, stories_of_day, story_lines
from storage.browse.times import clock, long_day, zone_name

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


def build_digest(conn: sqlite3.Connection, code: str, day: date) -> Digest | None:
    """Return the digest of a region's local day; None if no outlet of the region is known."""
    outlets = load_outlets(conn)
    if code not in outlets.regions:
        return None
    zone, filters = outlets.regions[code].zone, Filters(region=code, ads="no")
    stories = story_lines(conn, stories_of_day(conn, day, zone, filters, limit=DIGEST_SIZE))
    counts = count_of_day(conn, day, zone, filters)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Digest(
        code, outlets.region_name(code), day, zone, zone_name(zone, noon), tuple(stories),
        *counts, outlets,
    )  # fmt: skip


def as_markdown(digest: Digest) -> str:
    """Return the digest as Markdown."""
    lines = [f"# {_markdown(digest.region)}, {long_day(digest.day)}", "", _counted(digest), ""]
    for story in digest.stories:
        url = web_address(story.url)
        address = re.sub(r"[()<>\s]", lambda found: f"%{ord(found[0]):02X}", url) if url else ""
        title = f"[{_markdown(story.headline)}]({address})" if url else _markdown(story.headline)
        lines += [f"- **{title}**  ", f"  {_markdown(summary(story))}  "]
        lines += [f"  *{_markdown(_said_by(digest, story))}*", ""]
    return "\n".join([*lines, f"Times are those of {digest.zone_name}.", ""])


def as_text(digest: Digest) -> str:
    """Return the digest as plain text."""
    lines = [f"{digest.region}, {long_day(digest.day)}", _counted(digest), ""]
    for story in digest.stories:
        address = web_address(story.url)
        lines += [story.headline, f"  {summary(story)}", f"  {_said_by(digest, story)}"]
        lines += [*([f"  {address}"] if address else []), ""]
    return "\n".join([*lines, f"Times are those of {digest.zone_name}.", ""])


def as_html(digest: Digest) -> str:
    """Return an HTML page without external style sheets, for mail."""
    env = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True)
    return env.get_template("digest_mail.html").render(
        digest=digest, day=long_day(digest.day), counted=_counted(digest),
        said_by=partial(_said_by, digest), summary=summary, web_address=web_address,
    )  # fmt: skip


FORMATS: dict[str, Callable[[Digest], str]] = {
    "html": as_html, "markdown": as_markdown, "text": as_text,
}  # fmt: skip


def _counted(digest: Digest) -> str:
    """Return how many stories and articles the day has, and how many of them are listed."""
    stories = count(digest.story_count, "story", "stories")
    counted = f"{stories} in {count(digest.article_count, 'article')}."
    if digest.story_count > len(digest.stories):
        counted += f" The {len(digest.stories)} widest follow."
    return counted


def _said_by(digest: Digest, story: StoryLine) -> str:
    """Return who published a story first, and when: «14:20, Пенза and 2 other outlets»."""
    at = clock(story.date_first_published, digest.zone)
    others = story.source_count - 1
    first = f"{at + ', ' if at else ''}{digest.outlets.name(story.source_id)}"
    if others <= 0:
        return first
    return f"{first} and {count(others, 'other outlet')}, {count(len(story.origins), 'origin')}"


def _markdown(text: str) -> str:
    """Return a text as one line in which no character has a meaning in Markdown."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
