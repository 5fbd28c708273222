"""Writes a list of stories as Atom and as JSON Feed 1.1."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from storage.browse.documents.story_texts import NO_TEXT, StoryText, excerpt
from storage.browse.links import paragraphs, web_address
from storage.browse.outlets import Outlets
from storage.browse.stories import StoryLine
from storage.database.zones import parse

FEED_SIZE = 50  # stories
_MAX_CACHED_ELEMENTS = 1_000  # names of outlets, regions and sections, which many entries share
MAX_KEYWORDS = 10  # of one entry; some outlets state dozens for search engines
_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


@dataclass(frozen=True, slots=True)
class Feed:
    """The title and the absolute addresses of a feed."""

    title: str
    page: str  # of the page that shows the same list
    address: str  # of the feed itself
    site: str  # of the site: a story is at `{site}/story/ID`
    language: str = "en"  # of its title; the texts of stories may be in others


class Entry(NamedTuple):
    """One entry of a feed; a tuple is made faster than a dataclass."""

    id: str
    title: str
    page: str  # the absolute address of the page of this site
    address: str  # of the outlet's page
    summary: str
    moment: datetime
    authors: tuple[str, ...]  # the outlet, then the persons
    categories: tuple[tuple[str, str], ...] = ()  # (code, name) of regions, sections and keywords
    text: str = ""  # the whole text of the article, or "" in a feed without whole texts
    extension: Mapping[str, object] | None = None  # of JSON Feed


def story_entries(
    feed: Feed,
    stories: Sequence[StoryLine],
    outlets: Outlets,
    texts: Mapping[str, StoryText],
    *,
    full: bool = False,
) -> list[Entry]:
    """Return an entry for each story; the keys of ``texts`` are the ids of stories.

    With ``full`` the entries contain these texts, which then must be whole.
    """
    return [
        _entry(feed, story, outlets, texts.get(story.id, NO_TEXT), full=full) for story in stories
    ]


def atom_of_entries(feed: Feed, entries: Sequence[Entry]) -> str:
    """Return the entries as an Atom feed (RFC 4287)."""
    latest = max((entry.moment for entry in entries), default=datetime(1970, 1, 1, tzinfo=UTC))
    parts = [
        _element("id", feed.address),
        _element("title", feed.title),
        _element("updated", latest.isoformat()),
        _element("link", href=feed.page, rel="alternate", type="text/html"),
        _element("link", href=feed.address, rel="self", type="application/atom+xml"),
        _element("generator", "Svodka"),
        *(f"<entry>{_atom_entry(entry)}</entry>" for entry in entries),
    ]
    language = quoteattr(feed.language)
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={language}>{"".join(parts)}</feed>'
    )


def _atom_entry(entry: Entry) -> str:
    at = entry.moment.isoformat()
    content = _element("content", _html(entry.text), type="html") if entry.text else ""
    return "".join([
        f"<id>{_escaped(entry.id)}</id><title>{_escaped(entry.title)}</title>",
        f"<updated>{at}</updated>",
        *map(_author, entry.authors),
        f'<link href={_quoted(entry.page)} rel="alternate" type="text/html"/>',
        f'<summary type="text">{_escaped(entry.summary)}</summary>{content}',
        *(_category(code, name) for code, name in entry.categories),
        f"<published>{at}</published>",
    ])  # fmt: skip


@lru_cache(_MAX_CACHED_ELEMENTS)
def _author(name: str) -> str:
    return f"<author>{_element('name', name)}</author>"


@lru_cache(_MAX_CACHED_ELEMENTS)
def _category(code: str, name: str) -> str:
    return _element("category", term=code, label=name)


def _element(name: str, text: str = "", **attributes: str) -> str:
    """Return an XML element; characters that XML does not allow are left out."""
    opening = name + "".join(f" {key}={_quoted(value)}" for key, value in attributes.items())
    return f"<{opening}>{_escaped(text)}</{name}>" if text else f"<{opening}/>"


def json_feed_of_entries(feed: Feed, entries: Sequence[Entry]) -> str:
    """Return the entries as a JSON Feed."""
    items = [
        {
            "id": entry.id,
            "url": entry.page,
            "external_url": web_address(entry.address),
            "title": entry.title,
            "summary": entry.summary if entry.text else None,
            "content_html": _html(entry.text) if entry.text else None,
            "content_text": None if entry.text else entry.summary,
            "date_published": entry.moment.isoformat(),
            "authors": [{"name": author} for author in entry.authors],
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


def _entry(feed: Feed, story: StoryLine, outlets: Outlets, text: StoryText, *, full: bool) -> Entry:
    """Return the entry of a feed for a story; with ``full`` it has the whole text."""
    labels = [story.article_section, *text.keywords[:MAX_KEYWORDS]]
    return Entry(
        id=message_id(story.id),
        title=story.headline,
        page=f"{feed.site}/story/{story.id}",
        address=story.url,
        summary=excerpt(story, text.body),
        moment=_publication_time(story),
        authors=tuple(dict.fromkeys([outlets.name(story.source_id), *text.authors])),
        categories=(
            *((code, outlets.region_name(code)) for code in story.regions),
            *((label, label) for label in dict.fromkeys(filter(None, labels))),
        ),
        text=text.body if full else "",
        extension={
            "articles": story.article_count,
            "outlets": story.source_count,
            "content_location": list(story.about),  # without the regions of the outlets
            "origins": [
                {"name": origin.name, "kind": origin.kind, "articles": len(origin.article_ids)}
                for origin in story.origins
            ],
        },
    )


def message_id(story_id: str) -> str:
    """Return the id of a story in feeds and messages, independent of the address of the site."""
    return f"urn:svodka:story:{story_id}"


def _html(text: str) -> str:
    """Return the paragraphs of a text as HTML, in which the text is escaped."""
    return str(
        Markup().join(Markup("<p>{}</p>").format(paragraph) for paragraph in paragraphs(text))
    )


def _publication_time(story: StoryLine) -> datetime:
    """Return the time of the first publication; a bare day counts as midnight in UTC."""
    moment = parse(story.date_first_published)
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), UTC)


def _escaped(text: str) -> str:
    """Return the text for XML, without the characters that XML 1.0 does not allow."""
    return escape(text if text.isprintable() else _NOT_XML.sub("", text))


def _quoted(text: str) -> str:
    """Return the text as the value of an XML attribute, in quotation marks."""
    return quoteattr(text if text.isprintable() else _NOT_XML.sub("", text))
