"""Reads the links of an HTML page. Listings and autodiscovery use them."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.parsing.encoding import decode
from pipelines.parsing.html import parse
from pipelines.parsing.urls import resolve
from scraper.discovery.documents import Origin, UnreadableError

_NAVIGATION_TAGS = frozenset({"nav", "header", "footer", "aside"})
_MAX_ANCHORS = 5_000  # links of a page that are read; listings have far fewer


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of a page, with its text and its place on the page."""

    url: str
    text: str
    rel: str
    class_names: str  # its class names and those of the three elements around it
    in_navigation: bool  # within nav, header, footer or aside


def parse_page(body: bytes, origin: Origin) -> HtmlElement:
    """Parse an HTML page; raises UnreadableError if it is empty."""
    charset = origin.content_type.partition("charset=")[2].strip("\"' ;") or None
    tree = parse(decode(body, charset))
    if tree is None:
        raise UnreadableError("an empty answer instead of a page")
    return tree


def base_of(tree: HtmlElement, origin: Origin) -> str:
    """Return the URL to which relative links refer: that of ``<base href>``, or the page's own."""
    for element in tree.iter("base"):
        return resolve(origin.url, element.get("href", "")) or origin.url
    return origin.url


def anchors(tree: HtmlElement, base: str) -> Iterator[Anchor]:
    """Yield the links of a page that can be fetched, in document order."""
    for number, element in enumerate(tree.iter("a")):
        href = element.get("href", "").strip()
        if number >= _MAX_ANCHORS or not href or href.startswith("#"):
            continue
        if url := resolve(base, href):
            above = [element, *list(element.iterancestors())[:3]]
            yield Anchor(
                url=url,
                text=" ".join((element.text_content() or element.get("title", "")).split()),
                rel=element.get("rel", "").lower(),
                class_names=" ".join(e.get("class", "") for e in above).lower(),
                in_navigation=any(e.tag in _NAVIGATION_TAGS for e in element.iterancestors()),
            )
