"""The anchors of an HTML page, resolved; what listings and autodiscovery are read from."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.parsing.encoding import decode
from pipelines.parsing.html import parse
from pipelines.parsing.urls import resolve
from scraper.discovery.documents import Origin, UnreadableError

_CHROME = frozenset({"nav", "header", "footer", "aside"})
_MAX_ANCHORS = 5_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of a page: where it leads, its words, and how it stands."""

    url: str
    text: str
    rel: str
    css: str  # its classes and those of the elements just above
    in_chrome: bool  # within nav, header, footer or aside


def parse_page(body: bytes, origin: Origin) -> HtmlElement:
    """Parse an HTML page; raises UnreadableError if there is nothing in it."""
    charset = origin.content_type.partition("charset=")[2].strip("\"' ;") or None
    tree = parse(decode(body, charset))
    if tree is None:
        raise UnreadableError("an empty answer instead of a page")
    return tree


def base_of(tree: HtmlElement, origin: Origin) -> str:
    """The address relative links start from: ``<base href>`` or the page's own."""
    for element in tree.iter("base"):
        return resolve(origin.url, element.get("href", "")) or origin.url
    return origin.url


def anchors(tree: HtmlElement, base: str) -> Iterator[Anchor]:
    """Yield the page's usable links in document order."""
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
                css=" ".join(e.get("class", "") for e in above).lower(),
                in_chrome=any(e.tag in _CHROME for e in element.iterancestors()),
            )
