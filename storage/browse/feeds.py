"""Writes a list of stories as Atom and as JSON Feed 1.1."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from xml.etree.ElementTree import Element, SubElement, tostring

from storage.browse.outlets import Outlets
from storage.browse.stories import StoryLine
from storage.browse.times import parse

FEED_SIZE = 50  # stories
_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


@dataclass(frozen=True, slots=True)
class Feed:
    """The title and the absolute addresses of a feed."""

    title: str
    page: str  # of the page that shows the same list
    address: str  # of the feed itself
    site: str  # of the site: a story is at `{site}/story/ID`
    language: str = "en"  # of its title; the texts of stories may be in others


def atom(feed: Feed, stories: Sequence[StoryLine], outlets: Outlets) -> str:
    """Return the stories as an Atom feed (RFC 4287)."""
    moments = [_publication_time(story) for story in stories]
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language})
    _add(root, "id", feed.address)
    _add(root, "title", feed.title)
    _add(root, "updated", max(moments, default=datetime(1970, 1, 1, tzinfo=UTC)).isoformat())
    SubElement(root, "link", href=feed.page, rel="alternate", type="text/html")
    SubElement(root, "link", href=feed.address, rel="self", type="application/atom+xml")
    _add(root, "generator", "Svodka")
    for story, moment in zip(stories, moments, strict=True):
        entry = SubElement(root, "entry")
        page = f"{feed.site}/story/{story.id}"
        _add(entry, "id", message_id(story.id))
        _add(entry, "title", story.headline)
        _add(entry, "updated", moment.isoformat())
        _add(SubElement(entry, "author"), "name", outlets.name(story.source_id))
        SubElement(entry, "link", href=page, rel="alternate", type="text/html")
        _add(entry, "summary", summary(story)).set("type", "text")
        for code in story.regions:
            label = _xml(outlets.region_name(code))
            SubElement(entry, "category", term=code, label=label)
        _add(entry, "published", moment.isoformat())
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{tostring(root, encoding='unicode')}"


def _add(parent: Element, name: str, text: str) -> Element:
    child = SubElement(parent, name)
    child.text = _xml(text)
    return child


def json_feed(feed: Feed, stories: Sequence[StoryLine], outlets: Outlets) -> str:
    """Return the stories as a JSON Feed."""
    items = [
        {
            "id": message_id(story.id),
            "url": f"{feed.site}/story/{story.id}",
            "external_url": story.url if story.url.startswith(("http://", "https://")) else None,
            "title": story.headline,
            "content_text": summary(story),
            "date_published": _publication_time(story).isoformat(),
            "authors": [{"name": outlets.name(story.source_id)}],
            "tags": [outlets.region_name(code) for code in story.regions],
            "_svodka": {  # an extension, whose name begins with _ by JSON Feed 1.1
                "articles": story.article_count,
                "outlets": story.source_count,
                "origins": [
                    {"name": origin.name, "kind": origin.kind, "articles": len(origin.article_ids)}
                    for origin in story.origins
                ],
            },
        }
        for story in stories
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": feed.language,
        "items": [
            {name: value for name, value in item.items() if value is not None} for item in items
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def message_id(story_id: str) -> str:
    """Return the id of a story in feeds and messages, independent of the address of the site."""
    return f"urn:svodka:story:{story_id}"


def summary(story: StoryLine) -> str:
    """Return the description of a story's canonical article, or else its first paragraph."""
    return story.summary


def _publication_time(story: StoryLine) -> datetime:
    """Return the time of the first publication; a bare day counts as midnight in UTC."""
    moment = parse(story.date_first_published)
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), UTC)


def _xml(text: str) -> str:
    """Return the text without characters that XML 1.0 does not allow."""
    return _NOT_XML.sub("", text)
