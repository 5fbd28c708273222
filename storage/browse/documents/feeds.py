"""Writes a list of stories as Atom and as JSON Feed 1.1."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from xml.etree.ElementTree import Element, SubElement, tostring

from storage.browse.i18n.times import parse
from storage.browse.outlets import Outlets
from storage.browse.stories import StoryLine

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


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed."""

    id: str
    title: str
    page: str  # the absolute address of the page of this site
    address: str  # of the outlet's page
    summary: str
    moment: datetime
    author: str
    categories: tuple[tuple[str, str], ...] = ()  # (code, name) of regions
    extension: Mapping[str, object] | None = None  # of JSON Feed


def atom(feed: Feed, stories: Sequence[StoryLine], outlets: Outlets) -> str:
    """Return the stories as an Atom feed (RFC 4287)."""
    return atom_of_entries(feed, [_entry(feed, story, outlets) for story in stories])


def atom_of_entries(feed: Feed, entries: Sequence[Entry]) -> str:
    """Return the entries as an Atom feed (RFC 4287)."""
    latest = max((entry.moment for entry in entries), default=datetime(1970, 1, 1, tzinfo=UTC))
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language})
    _add(root, "id", feed.address)
    _add(root, "title", feed.title)
    _add(root, "updated", latest.isoformat())
    SubElement(root, "link", href=feed.page, rel="alternate", type="text/html")
    SubElement(root, "link", href=feed.address, rel="self", type="application/atom+xml")
    _add(root, "generator", "Svodka")
    for one in entries:
        entry = SubElement(root, "entry")
        _add(entry, "id", one.id)
        _add(entry, "title", one.title)
        _add(entry, "updated", one.moment.isoformat())
        _add(SubElement(entry, "author"), "name", one.author)
        SubElement(entry, "link", href=one.page, rel="alternate", type="text/html")
        _add(entry, "summary", one.summary).set("type", "text")
        for code, name in one.categories:
            SubElement(entry, "category", term=code, label=_xml(name))
        _add(entry, "published", one.moment.isoformat())
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{tostring(root, encoding='unicode')}"


def _add(parent: Element, name: str, text: str) -> Element:
    child = SubElement(parent, name)
    child.text = _xml(text)
    return child


def json_feed(feed: Feed, stories: Sequence[StoryLine], outlets: Outlets) -> str:
    """Return the stories as a JSON Feed."""
    return json_feed_of_entries(feed, [_entry(feed, story, outlets) for story in stories])


def json_feed_of_entries(feed: Feed, entries: Sequence[Entry]) -> str:
    """Return the entries as a JSON Feed."""
    items = [
        {
            "id": entry.id,
            "url": entry.page,
            "external_url": entry.address
            if entry.address.startswith(("http://", "https://"))
            else None,
            "title": entry.title,
            "content_text": entry.summary,
            "date_published": entry.moment.isoformat(),
            "authors": [{"name": entry.author}],
            "tags": [name for _, name in entry.categories],
            # an extension, whose name begins with _ by JSON Feed 1.1
            "_svodka": entry.extension,
        }
        for entry in entries
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


def _entry(feed: Feed, story: StoryLine, outlets: Outlets) -> Entry:
    return Entry(
        id=message_id(story.id),
        title=story.headline,
        page=f"{feed.site}/story/{story.id}",
        address=story.url,
        summary=summary(story),
        moment=_publication_time(story),
        author=outlets.name(story.source_id),
        categories=tuple((code, outlets.region_name(code)) for code in story.regions),
        extension={
            "articles": story.article_count,
            "outlets": story.source_count,
            # beside the regions of the outlets
            "content_location": list(story.about),
            "origins": [
                {"name": origin.name, "kind": origin.kind, "articles": len(origin.article_ids)}
                for origin in story.origins
            ],
        },
    )


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
