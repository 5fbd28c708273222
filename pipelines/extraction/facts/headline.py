"""Chooses the headline of a page and cuts the names of its site and section off it."""

import html
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Evidence, Page
from pipelines.parsing.dates import holds_date
from pipelines.parsing.text import alphanumeric, normalized_line
from pipelines.parsing.urls import shown_host

# Separators between the parts of a title: «Headline | Section – Site».
_PART_SEPARATOR = re.compile(r"\s+[|/•·:—–\-»›>]{1,2}\s+|\s*\|\s*|\s+::\s+")
# Separators that do not occur inside headlines.
_STRONG_SEPARATOR = re.compile(r"\s+(?:::|\||»|//)\s+")
# These match the text before and after a part of a title if the part is complete.
_END_BEFORE_PART = re.compile(r"(?:^|[|/•·:—–\-»›>]\s+|\|)$")
_START_AFTER_PART = re.compile(r"$|\s*[|,(•·/]|\s+[:—–\-»›>]|:\s")
_MIN_PART_CHARS = 4  # a shorter part of a title is no headline
_MIN_LINKED_PART_CHARS = 15  # a shorter part that is a link names a section
# Class names of elements in an h1 that are no part of the headline: a line above it, a badge, the
# number of comments, a text for screen readers.
_EXTRA_CLASS = re.compile(
    r"overline|kicker|topline|eyebrow|rubri|strap|(?:pre|super|over|ante)-?title|dachzeile|"
    r"spitzmarke|badge|comment|count|hidden|offscreen|sr-only|screen-reader"
)
# A character reference such as «&quot;» that is left in a text.
_ENTITY = re.compile(r"&#?\w{2,8};")
# Class names of elements that hold a headline.
_HEADLINE_CLASS = re.compile(r"(?<![a-z])(?:zag|zagolovok|title|headline|heading|caption)(?![a-z])")
# A block that only its class marks as a headline must have so many words.
_MIN_WORDS_BY_CLASS, _MAX_WORDS_BY_CLASS = 3, 30
_MAX_HEADLINE_CHARS = 1_000  # the rest of a longer headline is cut
# An h1 and a title are one headline if they have at least 60 % of their words in common.
_MIN_SHARE_OF_COMMON_WORDS = 0.6
# A shorter h1 that is not the start of the title is a section or the name of the site.
_MIN_SHARE_OF_TITLE = 0.4
_MAX_SITE_NAME_WORDS = 6  # a longer name is a headline that the site gives as its own name
_MIN_HEADLINE_WORDS = 4  # names of sites and sections have fewer
_MIN_LINK_SHARE = 0.8  # of the characters of a heading; such a heading counts as a link


def headline_evidence(
    structured: Structured, blocks: Sequence[Block], title: str, page: Page
) -> list[Evidence]:
    """Return all statements of the headline, the most reliable place first."""
    found: list[Evidence] = []

    def add(value: str | None, place: str) -> None:
        text = normalized_line(unescaped(value))[:_MAX_HEADLINE_CHARS]
        if text:
            found.append(Evidence("headline", text, place))

    for value in strings(structured.article.get("headline")):
        add(value, "json-ld")
    for value in structured.microdata.get("headline", [])[:3]:
        add(value, "microdata")
    add(structured.first("og:title"), "opengraph")
    own = [b for b in blocks if b.heading == 1 and not _links_to_other_page(b, page.url)]
    for block in own[:5]:
        add(_text_without_extras(block), "h1")
    add(structured.first("twitter:title", "title", "dc.title", "mediator_title"), "meta")
    add(page.hints.headline, "feed")
    add(title, "title-element")
    if not any(one.found_in == "h1" for one in found):
        add(_headline_by_class(blocks, page.url), "heading-class")
    return found


def unescaped(text: str | None) -> str | None:
    """Decode character references that are left in a text because a site escaped them twice."""
    return html.unescape(text) if text and _ENTITY.search(text) else text


def _headline_by_class(blocks: Sequence[Block], url: str) -> str | None:
    """Return the first block with a class such as «zag» or «entry-title», or None."""
    for block in blocks:
        words = len(block.text.split())
        if not _MIN_WORDS_BY_CLASS <= words <= _MAX_WORDS_BY_CLASS or _links_to_other_page(
            block, url
        ):
            continue
        if _HEADLINE_CLASS.search(block.box.names) and not holds_date(block.text):
            return block.text
    return None


def _links_to_other_page(block: Block, url: str) -> bool:
    """Return whether a heading links to another page, so that it is no headline of ``url``."""
    if block.link_chars < _MIN_LINK_SHARE * len(block.text):
        return False
    here = urlsplit(url).path.rstrip("/")
    links = [(e.get("href") or "").split("#")[0] for e in block.elements]
    return any(links) and not any(here and link.rstrip("/").endswith(here) for link in links)


def _text_without_extras(block: Block) -> str:
    """Return the text of an h1 without the elements whose class is an ``_EXTRA_CLASS``."""
    heading = block.box.element
    extra = {
        e for e in heading.iterdescendants() if _EXTRA_CLASS.search((e.get("class") or "").lower())
    }
    if not extra:
        return block.text
    texts = [heading.text or ""]
    for element in heading.iterdescendants():
        is_extra = element in extra or any(above in extra for above in element.iterancestors())
        texts.append("" if is_extra or not isinstance(element.tag, str) else element.text or "")
        if not any(above in extra for above in element.iterancestors()):
            texts.append(element.tail or "")
    text = normalized_line("".join(texts)).lstrip(" :|–—-")
    return text if 2 * len(text) > len(block.text) else block.text


def choose_headline(
    evidence: Sequence[Evidence],
    site_names: Sequence[str],
    url: str,
    blocks: Sequence[Block] = (),
    only_article: bool = False,
) -> str:
    """Return the headline, or an empty text if there is no statement of one.

    ``evidence`` is the result of ``headline_evidence``. ``site_names`` are names of the outlet.
    ``blocks`` are the blocks of the page; a part of a title that is one of them is the headline.
    ``only_article`` is True if the metadata describe a single article, which is the page's own.
    """
    site_name_texts = [
        name for name in site_names if name and len(name.split()) <= _MAX_SITE_NAME_WORDS
    ]
    names = {alphanumeric(name) for name in (*site_name_texts, *host_names(url))}
    value_by_place = {e.found_in: e.value for e in reversed(evidence)}
    headings = [
        e.value
        for place in ("h1", "microdata")
        for e in evidence
        if e.found_in == place and len(e.value) > 3 and alphanumeric(e.value) not in names
    ]
    titles: dict[str, str] = {
        place: strip_site(value_by_place[place], names, headings)
        for place in ("json-ld", "opengraph", "meta", "title-element")
        if place in value_by_place
    }
    shown = next(
        (h for h in headings if any(is_same_headline(h, t) for t in titles.values())), None
    )
    if shown is None:
        best = next((t for t in titles.values() if alphanumeric(t) not in names), "")
        feed, by_class = value_by_place.get("feed", ""), value_by_place.get("heading-class", "")
        part = _part_on_page(best, blocks)
        if feed and not _is_headline_of_page(part or best, feed, titles):
            return feed
        if part:
            return part
        if by_class and not (best and _has_headline_length(_first_part(best))):
            return by_class
        if (
            len(headings) == 1
            and titles.keys() <= {"title-element"}
            and _has_headline_length(headings[0])
        ):
            return headings[0]  # on such a site the title of all pages is the same
        return _first_part(best) or next((e.value for e in evidence), "")
    shown = strip_site(shown, names, headings)
    return _choose_shown_or_stated(
        titles, shown, value_by_place.get("microdata"), names, only_article
    )


def _is_headline_of_page(title: str, feed: str, titles: dict[str, str]) -> bool:
    """Return whether a title is the headline of the page rather than a title of the whole site.

    A title is the headline if the feed has the same one. Otherwise it must be as long as a
    headline, and a place other than the title element must state it, too.
    """
    if not title:
        return False
    if is_same_headline(title, feed) or is_same_headline(feed, title):
        return True
    return _has_headline_length(title) and not titles.keys() <= {"title-element"}


def _choose_shown_or_stated(
    titles: dict[str, str],
    shown: str,
    microdata_headline: str | None,
    names: set[str],
    only_article: bool,
) -> str:
    """Choose between the headline that the page shows and those of its metadata (``titles``).

    Some outlets put a longer headline into the metadata. Others add the section there, or shorten
    the headline.
    """
    json_ld, opengraph = titles.get("json-ld"), titles.get("opengraph")
    if (
        microdata_headline
        and opengraph
        and alphanumeric(microdata_headline) == alphanumeric(opengraph)
    ):
        return opengraph  # two statements agree against the visible one
    if json_ld and alphanumeric(json_ld) == alphanumeric(shown):
        return (
            opengraph if opengraph and alphanumeric(opengraph) == alphanumeric(json_ld) else shown
        )
    for title in (json_ld, opengraph):
        if not title or title.endswith(("…", "...")) or _is_site_name(title, names):
            continue
        if not (is_same_headline(shown, title) or (title == json_ld and only_article)):
            continue
        if json_ld and opengraph and alphanumeric(json_ld) == alphanumeric(opengraph):
            return opengraph
        if not _contains(title, shown):
            # If a site does not escape quotation marks, the attribute ends at the first one.
            cut = shown.startswith(title) and shown[len(title) :].lstrip()[:1] == '"'
            return shown if cut else title
        if alphanumeric(title) == alphanumeric(shown):
            return shown
    return shown


def _contains(longer: str, shorter: str) -> bool:
    return alphanumeric(shorter) in alphanumeric(longer)


def _has_headline_length(text: str) -> bool:
    return len(text.split()) >= _MIN_HEADLINE_WORDS


def _part_on_page(title: str, blocks: Sequence[Block]) -> str:
    """Return the longest part of a title that is a block of the page, or an empty text."""
    whole, found = title.casefold(), ""
    for block in blocks:
        linked = block.link_chars >= _MIN_LINK_SHARE * len(block.text)
        shortest = _MIN_LINKED_PART_CHARS if linked else _MIN_PART_CHARS
        if not max(shortest, len(found)) < len(block.text) <= len(title):
            continue
        start = whole.find(block.text.casefold())
        end = start + len(block.text)
        if start < 0 or not _END_BEFORE_PART.search(title[:start]):
            continue
        if _START_AFTER_PART.match(title[end:]):
            found = title[start:end]
    return found


def _first_part(title: str) -> str:
    """Return the first part of «Headline :: Section :: Site» if it is long enough."""
    first = _STRONG_SEPARATOR.split(title, maxsplit=1)[0]
    return first if _has_headline_length(first) else title


def strip_site(title: str, names: set[str], headings: Sequence[str] = ()) -> str:
    """Return a title without « | Site» and «Site: » where that part is a name of the site.

    ``names`` are the names of the site, as ``alphanumeric`` returns them. If the first part of the
    title is one of ``headings``, it is returned.
    """
    for part in _PART_SEPARATOR.finditer(title):
        if _is_heading(title[: part.start()], headings):
            return title[: part.start()].strip()  # «Headline | Site | by Author»
    for _ in range(3):
        parts = list(_PART_SEPARATOR.finditer(title))
        if not parts:
            break
        last, first = parts[-1], parts[0]
        if _is_site_name(title[last.end() :], names):
            title = title[: last.start()]
        elif _is_site_name(title[: first.start()], names):
            title = title[first.end() :]
        else:
            break
    name, _, rest = title.partition(": ")
    if _is_site_name(name, names) and _has_headline_length(rest) and len(name) < len(rest):
        title = rest
    return title.strip()


def _is_heading(text: str, headings: Sequence[str]) -> bool:
    letters = alphanumeric(text)
    return bool(letters) and any(alphanumeric(heading) == letters for heading in headings)


def _is_site_name(part: str, names: set[str]) -> bool:
    letters = alphanumeric(part)
    return not letters or any(
        letters == name or (len(name) > 3 and name in letters and len(letters) < 2.5 * len(name))
        for name in names
    )


def host_names(url: str) -> list[str]:
    """Return the host of a URL and its second-level label: «penza.ru» gives «penza.ru», «penza»."""
    host = shown_host(url)
    labels = host.split(".")
    return [host, labels[-2]] if len(labels) > 1 and len(labels[-2]) > 3 else [host]


def is_same_headline(heading: str, title: str) -> bool:
    """Return whether a heading and a title are one headline, apart from the name of the site."""
    one, other = alphanumeric(heading), alphanumeric(title)
    if not one or not other:
        return False
    if one in other:
        if (
            other.startswith(one)
            or len(one) > _MIN_SHARE_OF_TITLE * len(other)
            or _has_headline_length(heading)
        ):
            return True
        site = title[: -len(heading)]  # of «Site: Headline»
        return other.endswith(one) and not _has_headline_length(site)
    if other in one:
        return len(other) > _MIN_SHARE_OF_TITLE * len(one)
    words, others = set(heading.lower().split()), set(title.lower().split())
    needed = _MIN_SHARE_OF_COMMON_WORDS * min(len(words), len(others))
    return len(words & others) >= needed and _has_headline_length(heading)
