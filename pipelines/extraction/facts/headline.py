"""The headline of a page, without the names of its site and section."""

import html
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Evidence, Page
from pipelines.parsing.dates import holds_date
from pipelines.parsing.text import alphanumeric, normalized_line

_SEPARATOR = re.compile(r"\s+[|/•·:—–\-»›>]{1,2}\s+|\s*\|\s*|\s+::\s+")
_STRONG_SEPARATOR = re.compile(r"\s+(?:::|\||»|//)\s+")
_BEFORE_PART = re.compile(r"(?:^|[|/•·:—–\-»›>]\s+|\|)$")
_AFTER_PART = re.compile(r"$|\s*[|,(•·/]|\s+[:—–\-»›>]|:\s")
_MIN_PART = 4  # characters
_MIN_LINKED_PART = 15  # characters; a shorter part that is a link names a section
_KICKER = re.compile(
    r"overline|kicker|topline|eyebrow|rubri|strap|(?:pre|super|over|ante)-?title|dachzeile|"
    r"spitzmarke|badge|comment|count|hidden|offscreen|sr-only|screen-reader"
)
_ENTITY = re.compile(r"&#?\w{2,8};")
_HEADING_NAME = re.compile(r"(?<![a-z])(?:zag|zagolovok|title|headline|heading|caption)(?![a-z])")
_MIN_NAMED_WORDS, _MAX_NAMED_WORDS = 3, 30  # of a block whose class calls it a headline
_MAX_HEADLINE = 1_000  # characters
_MIN_SHARED_WORDS = 0.6  # from this share of common words, an h1 and a title are the same headline
# A shorter h1 that is not the start of the title is a section or the name of the site.
_MIN_SHARE_OF_TITLE = 0.4
_MAX_SITE_NAME = 6  # words; some sites state the headline of each article as their own name
_MIN_WORDS = 4  # names of sites and sections have fewer
_MIN_LINK_SHARE = 0.8  # from this share of linked text, a heading is a link


def headline_evidence(
    structured: Structured, blocks: Sequence[Block], title: str, page: Page
) -> list[Evidence]:
    """Every statement of the headline, the most trusted first."""
    found: list[Evidence] = []

    def add(value: str | None, where: str) -> None:
        text = normalized_line(unescaped(value))[:_MAX_HEADLINE]
        if text:
            found.append(Evidence("headline", text, where))

    for value in strings(structured.article.get("headline")):
        add(value, "json-ld")
    for value in structured.microdata.get("headline", [])[:3]:
        add(value, "microdata")
    add(structured.first("og:title"), "opengraph")
    own = [b for b in blocks if b.heading == 1 and not _links_to_other_page(b, page.url)]
    for block in own[:5]:
        add(_without_kicker(block), "h1")
    add(structured.first("twitter:title", "title", "dc.title", "mediator_title"), "meta")
    add(page.hints.headline, "feed")
    add(title, "title-element")
    if not any(one.found_in == "h1" for one in found):
        add(_named_heading(blocks, page.url), "heading-class")
    return found


def unescaped(text: str | None) -> str | None:
    """Decode entities that are left in a text: some systems escape them twice."""
    return html.unescape(text) if text and _ENTITY.search(text) else text


def _named_heading(blocks: Sequence[Block], url: str) -> str | None:
    """The first block that its class calls a headline, as «zag» and «entry-title» do."""
    for block in blocks:
        words = len(block.text.split())
        if not _MIN_NAMED_WORDS <= words <= _MAX_NAMED_WORDS or _links_to_other_page(block, url):
            continue
        if _HEADING_NAME.search(block.box.names) and not holds_date(block.text):
            return block.text
    return None


def _links_to_other_page(block: Block, url: str) -> bool:
    """Whether the heading is a link to another page, as logos, section names and teasers are."""
    if block.link_chars < _MIN_LINK_SHARE * len(block.text):
        return False
    here = urlsplit(url).path.rstrip("/")
    links = [(e.get("href") or "").split("#")[0] for e in block.elements]
    return any(links) and not any(here and link.rstrip("/").endswith(here) for link in links)


def _without_kicker(block: Block) -> str:
    """The text of an h1 without the parts its markup calls a kicker, a badge or a counter."""
    heading = block.box.element
    extra = {e for e in heading.iterdescendants() if _KICKER.search((e.get("class") or "").lower())}
    if not extra:
        return block.text
    texts = [heading.text or ""]
    for element in heading.iterdescendants():
        inside = element in extra or any(above in extra for above in element.iterancestors())
        texts.append("" if inside or not isinstance(element.tag, str) else element.text or "")
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
    """The headline, or an empty text when the page states none.

    ``only_article``: the metadata describe one article, so it is the article of this page.
    """
    site_name_texts = [name for name in site_names if name and len(name.split()) <= _MAX_SITE_NAME]
    names = {alphanumeric(name) for name in (*site_name_texts, *host_names(url))}
    stated_by_place = {e.found_in: e.value for e in reversed(evidence)}
    headings = [
        e.value
        for where in ("h1", "microdata")
        for e in evidence
        if e.found_in == where and len(e.value) > 3 and alphanumeric(e.value) not in names
    ]
    titles: dict[str, str] = {
        where: strip_site(stated_by_place[where], names, headings)
        for where in ("json-ld", "opengraph", "meta", "title-element")
        if where in stated_by_place
    }
    shown = next(
        (h for h in headings if any(is_same_headline(h, t) for t in titles.values())), None
    )
    if shown is None:
        best = next((t for t in titles.values() if alphanumeric(t) not in names), "")
        feed, named = stated_by_place.get("feed", ""), stated_by_place.get("heading-class", "")
        part = _part_on_page(best, blocks)
        if feed and not _names_same(part or best, feed, titles):
            return feed
        if part:
            return part
        if named and not (best and _has_headline_length(_first_part(best))):
            return named
        if (
            len(headings) == 1
            and titles.keys() <= {"title-element"}
            and _has_headline_length(headings[0])
        ):
            return headings[0]  # all pages of such a site have one title
        return _first_part(best) or next((e.value for e in evidence), "")
    shown = strip_site(shown, names, headings)
    return _choose_shown_or_stated(
        titles, shown, stated_by_place.get("microdata"), names, only_article
    )


def _names_same(title: str, feed: str, titles: dict[str, str]) -> bool:
    """Whether a title is the feed's headline, or can stand without it.

    All pages of some sites have one title; its parts are no headlines.
    """
    if not title:
        return False
    if is_same_headline(title, feed) or is_same_headline(feed, title):
        return True
    return _has_headline_length(title) and not titles.keys() <= {"title-element"}


def _choose_shown_or_stated(
    titles: dict[str, str], shown: str, marked: str | None, names: set[str], only_article: bool
) -> str:
    """Choose between the headline the page shows and the one its metadata state.

    Newspapers put the whole headline into the metadata; other sites add the section or shorten it.
    """
    data, graph = titles.get("json-ld"), titles.get("opengraph")
    if marked and graph and alphanumeric(marked) == alphanumeric(graph):
        return graph  # two statements against one
    if data and alphanumeric(data) == alphanumeric(shown):
        return graph if graph and alphanumeric(graph) == alphanumeric(data) else shown
    for title in (data, graph):
        if not title or title.endswith(("…", "...")) or _is_name(title, names):
            continue
        if not (is_same_headline(shown, title) or (title == data and only_article)):
            continue
        if data and graph and alphanumeric(data) == alphanumeric(graph):
            return graph
        if not _contains(title, shown):
            # A template that does not escape quotation marks ends the attribute at the first one.
            cut = shown.startswith(title) and shown[len(title) :].lstrip()[:1] == '"'
            return shown if cut else title
        if alphanumeric(title) == alphanumeric(shown):
            return shown
    return shown


def _contains(longer: str, shorter: str) -> bool:
    return alphanumeric(shorter) in alphanumeric(longer)


def _has_headline_length(text: str) -> bool:
    return len(text.split()) >= _MIN_WORDS


def _part_on_page(title: str, blocks: Sequence[Block]) -> str:
    """Return the longest part of a title that is a block of the page: «Site » Headline, a day»."""
    whole, found = title.casefold(), ""
    for block in blocks:
        linked = block.link_chars >= _MIN_LINK_SHARE * len(block.text)
        shortest = _MIN_LINKED_PART if linked else _MIN_PART
        if not max(shortest, len(found)) < len(block.text) <= len(title):
            continue
        start = whole.find(block.text.casefold())
        end = start + len(block.text)
        if start < 0 or not _BEFORE_PART.search(title[:start]):
            continue
        if _AFTER_PART.match(title[end:]):
            found = title[start:end]
    return found


def _first_part(title: str) -> str:
    """Return the first part of «Headline :: Section :: Site» if it is long enough."""
    first = _STRONG_SEPARATOR.split(title, maxsplit=1)[0]
    return first if _has_headline_length(first) else title


def strip_site(title: str, names: set[str], headings: Sequence[str] = ()) -> str:
    """Cut « | Site» and «Site: » off a title when the part is a known name of the site."""
    for part in _SEPARATOR.finditer(title):
        if _is_heading(title[: part.start()], headings):
            return title[: part.start()].strip()  # «Headline | Site | by Author»
    for _ in range(3):
        parts = list(_SEPARATOR.finditer(title))
        if not parts:
            break
        last, first = parts[-1], parts[0]
        if _is_name(title[last.end() :], names):
            title = title[: last.start()]
        elif _is_name(title[: first.start()], names):
            title = title[first.end() :]
        else:
            break
    name, _, rest = title.partition(": ")
    if _is_name(name, names) and _has_headline_length(rest) and len(name) < len(rest):
        title = rest
    return title.strip()


def _is_heading(text: str, headings: Sequence[str]) -> bool:
    plain = alphanumeric(text)
    return bool(plain) and any(alphanumeric(heading) == plain for heading in headings)


def _is_name(part: str, names: set[str]) -> bool:
    plain = alphanumeric(part)
    return not plain or any(
        plain == name or (len(name) > 3 and name in plain and len(plain) < 2.5 * len(name))
        for name in names
    )


def host_names(url: str) -> list[str]:
    """Return the host of an address and its second-level label, which name the site."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    return [host, labels[-2]] if len(labels) > 1 and len(labels[-2]) > 3 else [host]


def is_same_headline(heading: str, title: str) -> bool:
    """Whether a heading and a title state one headline, one of them with the name of the site."""
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
    needed = _MIN_SHARED_WORDS * min(len(words), len(others))
    return len(words & others) >= needed and _has_headline_length(heading)
