"""The articles of the demo: the version of each story that each outlet publishes."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from scraper.demo.outlets import OUTLETS, Outlet


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One article of a demo outlet, with the facts that are to be read from its page."""

    story: str  # the same for copies
    outlet: Outlet
    number: int  # within the outlet, oldest first
    headline: str
    paragraphs: tuple[str, ...]
    published: datetime  # UTC, to the minute
    section: str
    author: str | None = None
    credit: str | None = None  # a line under the text
    source: str | None = None  # the outlet that <source> in the feed names
    roundup_of: tuple[str, ...] = ()  # ids of the stories that it contains
    later_paragraphs: tuple[str, ...] = ()  # as the outlet edits them later; () for no edit
    is_removed_later: bool = False

    @property
    def local_time(self) -> datetime:
        return self.published.astimezone(self.outlet.zone)

    @property
    def path(self) -> str:
        return self.outlet.address.format(
            slug=self.story, number=10_400 + 7 * self.number, day=self.local_time
        )


def demo_articles(now: datetime) -> tuple[DemoArticle, ...]:
    """Return the articles of the demo, with times counted back from ``now``."""
    stories = [
        story
        for file in ("penza.toml", "volga.toml", "ural.toml", "office.toml")
        for story in tomllib.loads(_content(file))["story"]
    ]
    in_roundups = {story["id"]: _paragraphs(story)[:-1] for story in stories}
    minute = now.replace(second=0, microsecond=0)
    drafts = [
        _draft(story, version, in_roundups, minute)
        for story in stories
        for version in story["version"]
    ]
    drafts.sort(key=lambda draft: draft["published"])
    articles_so_far = dict.fromkeys(OUTLETS, 0)
    articles = []
    for draft in drafts:
        articles_so_far[draft["outlet"].id] += 1
        articles.append(DemoArticle(number=articles_so_far[draft["outlet"].id], **draft))
    return tuple(articles)


def later_articles(articles: Sequence[DemoArticle]) -> tuple[DemoArticle, ...]:
    """Return the articles as the outlets serve them after their edits and removals."""
    return tuple(
        replace(article, paragraphs=article.later_paragraphs or article.paragraphs)
        for article in articles
        if not article.is_removed_later
    )


def _content(file: str) -> str:
    return resources.files(__package__).joinpath("content", file).read_text(encoding="utf-8")


def _draft(
    story: Mapping[str, Any],
    version: Mapping[str, Any],
    in_roundups: Mapping[str, list[str]],
    now: datetime,
) -> dict[str, Any]:
    """Return the fields of an article but its number.

    ``in_roundups`` holds for each story the paragraphs that a roundup shows of it.
    """
    is_original = version is story["version"][0]
    paragraphs = _version_paragraphs(story, version, in_roundups)
    delay = timedelta(minutes=version.get("after_minutes", 0))
    return {
        "story": story["id"],
        "outlet": OUTLETS[version["outlet"]],
        "headline": version.get("headline", story["headline"]),
        "paragraphs": paragraphs,
        "later_paragraphs": _edited(paragraphs, version.get("later", {})),
        "is_removed_later": version.get("removed_later", False),
        "published": now - timedelta(minutes=round(story["hours_ago"] * 60)) + delay,
        "section": story["section"],
        "author": story.get("author") if is_original else None,
        "credit": version.get("credit"),
        "source": version.get("source"),
        "roundup_of": tuple(story.get("roundup_of", ())),
    }


def _version_paragraphs(
    story: Mapping[str, Any], version: Mapping[str, Any], in_roundups: Mapping[str, list[str]]
) -> tuple[str, ...]:
    """Return the paragraphs that an outlet publishes of a story; penza.toml explains the keys."""
    paragraphs = _paragraphs(story)
    if kept_numbers := version.get("keep"):
        paragraphs = [paragraphs[number - 1] for number in kept_numbers]
    for old, new in version.get("replace", {}).items():
        paragraphs = [paragraph.replace(old, new) for paragraph in paragraphs]
    of_other_stories = [
        paragraph for story_id in story.get("roundup_of", []) for paragraph in in_roundups[story_id]
    ]
    in_order = [version.get("intro"), *paragraphs, *of_other_stories, version.get("outro")]
    return tuple(paragraph for paragraph in in_order if paragraph)


def _edited(paragraphs: tuple[str, ...], edits: Mapping[str, str]) -> tuple[str, ...]:
    """Return the paragraphs with the texts replaced; () if there is nothing to replace."""
    for old, new in edits.items():
        paragraphs = tuple(paragraph.replace(old, new) for paragraph in paragraphs)
    return paragraphs if edits else ()


def _paragraphs(story: Mapping[str, Any]) -> list[str]:
    return [" ".join(block.split()) for block in story["text"].strip().split("\n\n")]
