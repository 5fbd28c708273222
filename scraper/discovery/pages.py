"""Reads the links of an HTML page, for listings and home pages."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from pipelines.parsing.encoding import decode
from pipelines.parsing.html import parse
from pipelines.parsing.urls import resolve
from scraper.discovery.documents import DocumentContext, UnreadableError

_NAVIGATION_TAGS = frozenset({"nav", "aside"})
_EDGE_TAGS = frozenset({"header", "footer"})  # of the page, unless they are within an article
_CONTENT_TAGS = frozenset({"article", "main"})
# A word in the class names of a menu: «main-menu», «nav», «site_footer».
_MENU_CLASS = re.compile(r"(?<![^\s_-])(?:menu|nav|navbar|navigation|footer)(?![^\s_-])")
_HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MIN_HEADLINE_WORDS = 4  # a link with fewer may be «read more», a time or a picture
_MAX_CARD_CHARACTERS = 500  # headline, lead and time of one article
_MAX_CARD_PIECES = 50  # runs of text between two tags
_MAX_CARD_LEVELS = 4  # elements around a link that may be its card
_MAX_LINK_DEPTH = 10  # levels below an element in which its links count; cards are less deep
_MAX_ANCHORS = 5_000  # links of a page that are read; listings have far fewer
_CLASS_LEVELS = 3  # elements around a link whose class names are read


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of a page, with its text and its place on the page."""

    url: str
    text: str
    rel: str
    class_names: str  # its class names and those of the elements around it, in lower case
    in_navigation: bool  # within nav or aside, or within the header or footer of the page
    in_menu: bool  # within nav, the footer of the page, or an element with the class of a menu
    headline: str  # its text, or the headline of its card if that is longer


def parse_page(body: bytes, context: DocumentContext) -> HtmlElement:
    """Parse an HTML page; raises UnreadableError if it is empty."""
    _, _, name = context.content_type.partition("charset=")
    charset = name.strip("\"' ;") or None
    tree = parse(decode(body, charset))
    if tree is None:
        raise UnreadableError("an empty answer instead of a page")
    return tree


def base_of(tree: HtmlElement, context: DocumentContext) -> str:
    """Return the URL to which relative links refer: that of ``<base href>``, or the page's own."""
    for element in tree.iter("base"):
        return resolve(context.url, element.get("href", "")) or context.url
    return context.url


def anchors(tree: HtmlElement, base: str) -> Iterator[Anchor]:
    """Yield the links of a page that can be fetched, in document order."""
    shared_addresses = _shared_addresses(tree)
    for element in islice(tree.iter("a"), _MAX_ANCHORS):
        href = element.get("href", "").strip()
        if not href or href.startswith("#"):
            continue
        if url := resolve(base, href):
            outer_elements = list(element.iterancestors())
            text = " ".join((element.text_content() or element.get("title", "")).split())
            class_names = " ".join(
                near.get("class", "") for near in (element, *outer_elements[:_CLASS_LEVELS])
            ).lower()
            tags = {outer.tag for outer in outer_elements}
            in_navigation = _is_navigation(tags)
            headline = text
            if not in_navigation and len(text.split()) < _MIN_HEADLINE_WORDS:
                headline = max(text, _card_headline(element, shared_addresses), key=len)
            yield Anchor(
                url=url,
                text=text,
                rel=element.get("rel", "").lower(),
                class_names=class_names,
                in_navigation=in_navigation,
                in_menu=_is_menu(tags) or bool(_MENU_CLASS.search(class_names)),
                headline=headline,
            )


def menu_only(links: Iterable[Anchor]) -> tuple[str, ...]:
    """Return the URLs to which only links within menus lead, in order."""
    all_links = list(links)
    urls_outside = {link.url for link in all_links if not link.in_menu}
    return tuple(dict.fromkeys(link.url for link in all_links if link.url not in urls_outside))


def _is_menu(tags: set[str]) -> bool:
    return "nav" in tags or ("footer" in tags and not tags & _CONTENT_TAGS)


def _is_navigation(tags: set[str]) -> bool:
    return bool(tags & _NAVIGATION_TAGS or (tags & _EDGE_TAGS and not tags & _CONTENT_TAGS))


def _card_headline(element: HtmlElement, shared_addresses: Mapping[HtmlElement, str | None]) -> str:
    """Return the headline for a link of few words such as «read more».

    The headline is the first of these: the title of the link, the description of its picture, the
    heading of its card, the text of a short card outside its links. A card is an element in which
    all links lead to one page.
    """
    names = [element.get("title", ""), element.get("aria-label", "")]
    names += [picture.get("alt", "") for picture in islice(element.iter("img"), 3)]
    longest = " ".join(max(names, key=len).split())
    if len(longest.split()) >= _MIN_HEADLINE_WORDS:
        return longest
    card = _card(element, shared_addresses)
    if card is None:
        return longest
    heading = next(map(_short_text, islice(card.iter(*_HEADING_TAGS), 1)), "")
    if heading:
        return heading
    if not _short_text(card):
        return longest
    outside_links = " ".join(card.xpath(".//text()[not(ancestor::a)]"))
    return " ".join(outside_links.split()) or longest


def _short_text(element: HtmlElement) -> str:
    """Return the text of an element on one line; "" if the text is too long."""
    pieces = [
        piece[:_MAX_CARD_CHARACTERS] for piece in islice(element.itertext(), _MAX_CARD_PIECES)
    ]
    text = " ".join("".join(pieces).split())
    return text if len(pieces) < _MAX_CARD_PIECES and len(text) < _MAX_CARD_CHARACTERS else ""


def _card(
    element: HtmlElement, shared_addresses: Mapping[HtmlElement, str | None]
) -> HtmlElement | None:
    """Return the largest element near a link that holds no link to another page."""
    card = None
    href = element.get("href")
    for above in islice(element.iterancestors(), _MAX_CARD_LEVELS):
        if above.tag in ("body", "html") or shared_addresses.get(above) != href:
            break
        card = above
    return card


def _shared_addresses(tree: HtmlElement) -> dict[HtmlElement, str | None]:
    """Return for each element the address that all links in it share; None if they share none.

    Elements without links are left out.
    """
    addresses: dict[HtmlElement, str | None] = {}
    for link in islice(tree.iter("a"), _MAX_ANCHORS):
        href = link.get("href")
        for above in islice(link.iterancestors(), _MAX_LINK_DEPTH):
            addresses[above] = href if addresses.get(above, href) == href else None
    return addresses
