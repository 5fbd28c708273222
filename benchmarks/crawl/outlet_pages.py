"""Makes the pages of an outlet: the frame of one real page around the articles of others.

The frame is all of a page but its article: header, menus, sidebars, footer and scripts. All pages
of a real outlet repeat it.
"""

import copy
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lxml.html import HtmlElement, HTMLParser, document_fromstring, tostring

from pipelines.parsing.encoding import decode

# Returns the HTML of a page from the number of its outlet and the number of its article.
PageMaker = Callable[[int, int], bytes]

_CONSONANTS = ("bcdfghjklmnpqrstvwxz", "бвгджзклмнпрстфхцчшщ")  # exchanged within each script
_TAGS_WITHOUT_PROSE = {"script", "style", "noscript", "template", "textarea"}
_MIN_TEXT_CHARS = 20  # of a run of text that is looked up in the article's text
_ARTICLE_SHARE = 0.8  # of the article's text that is in the element of the article
_MAX_GROWTH_FOR_HEADLINE = 1.5  # of the text of that element, so that it holds the headline, too
_ISO_DAY = re.compile(rb"\b20[012]\d-[01]\d-[0-3]\d(?!\d)")
_DAYS = 3  # over which the articles are published
# The elements that describe the article of a page.
_DESCRIPTION = (
    "//head/title | //head/meta | //head/link[@rel='canonical']"
    " | //script[@type='application/ld+json']"
)


@dataclass(frozen=True, slots=True)
class Original:
    """A page from which pages of the web are made, and the text of its article."""

    body: bytes
    text: str


@dataclass(frozen=True, slots=True)
class _ArticlePage:
    html: bytes
    path: str  # of the element with the article


def mixed_pages(originals: Sequence[bytes]) -> PageMaker:
    """Return a maker whose pages are whole originals, so an outlet has pages of many sites."""
    return lambda _, number: reworded(originals[number % len(originals)], number // len(originals))


def framed_pages(originals: Sequence[Original], outlets: int, last_day: date) -> PageMaker:
    """Return a maker that gives all pages of an outlet one frame.

    Frames are taken from originals of all sizes alike, so the mean size stays that of the
    originals. The letters are exchanged in another way for each frame, and for the articles after
    each use of all originals. Originals whose article is not in one element are left out.

    The originals are of many years; the ISO dates of a page become one of the days up to
    ``last_day``, since a crawl reads articles of the last days.
    """
    pages = [
        page for original in originals if (page := _article_page(original.body, original.text))
    ]
    by_size = sorted(pages, key=lambda page: len(page.html))
    frames = []
    for outlet in range(outlets):
        # The page in the middle of the part of the sorted pages that is this outlet's.
        page = by_size[(2 * outlet + 1) * len(by_size) // (2 * outlets)]
        frames.append((_reworded_tree(page.html, outlet), page.path))
    random.Random(2).shuffle(frames)

    def page_of(outlet: int, number: int) -> bytes:
        page = pages[number % len(pages)]
        article = _reworded_tree(page.html, number // len(pages))
        day = last_day - timedelta(days=number % _DAYS)
        return _ISO_DAY.sub(day.isoformat().encode(), _joined(*frames[outlet], article, page.path))

    return page_of


def reworded(html: bytes, variant: int) -> bytes:
    """Return the page in UTF-8 with its consonants exchanged, in one way for each ``variant``."""
    return _html(_reworded_tree(html, variant))


def _joined(frame: HtmlElement, frame_path: str, page: HtmlElement, path: str) -> bytes:
    """Return a frame with the article of a page in place of its own, and with its description.

    The paths are those of the elements with the articles; ``page`` is changed.
    """
    tree = copy.deepcopy(frame)
    (place,) = tree.xpath(frame_path)
    (article,) = page.xpath(path)
    for element in _outside(tree.xpath(_DESCRIPTION), place):
        element.drop_tree()
    head = tree.find("head")
    for element in reversed(_outside(page.xpath(_DESCRIPTION), article)):
        if head is not None:
            element.tail = "\n"
            head.insert(0, element)
    article.tail = place.tail
    place.getparent().replace(place, article)
    return _html(tree)


def _outside(elements: Iterable[HtmlElement], article: HtmlElement) -> list[HtmlElement]:
    """Return those elements that are not within an article."""
    inside = set(article.iter())
    return [element for element in elements if element not in inside]


def _article_page(html: bytes, text: str) -> _ArticlePage | None:
    """Return the page with the path of its article; None if the article has no element."""
    tree = _parse(html)
    element = _article_element(tree, " ".join(text.split()))
    if element is None or element.tag in {"html", "body"}:
        return None
    return _ArticlePage(html, tree.getroottree().getpath(element))


def _article_element(tree: HtmlElement, text: str) -> HtmlElement | None:
    """Return the smallest element with the article, and with its headline if that is near."""
    chars: Counter[HtmlElement] = Counter()
    for element, run in _runs_of_text(tree):
        if run in text:
            for ancestor in (element, *element.iterancestors()):
                chars[ancestor] += len(run)
    least = _ARTICLE_SHARE * chars[tree]
    # In document order the last element that holds enough is the innermost one.
    holders = [element for element in tree.iter() if chars[element] >= least > 0]
    if not holders:
        return None
    smallest = holders[-1]
    limit = _MAX_GROWTH_FOR_HEADLINE * _text_chars(smallest)
    for element in (smallest, *smallest.iterancestors()):
        if _text_chars(element) > limit:
            break
        if element.find(".//h1") is not None:
            return element
    return smallest


def _text_chars(element: HtmlElement) -> int:
    return sum(len(run) for _, run in _runs_of_text(element))


def _runs_of_text(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the runs of prose that are not short, each with the element around it."""
    for element in tree.iter():
        has_prose = isinstance(element, HtmlElement) and element.tag not in _TAGS_WITHOUT_PROSE
        for holder, text in ((element, element.text), (element.getparent(), element.tail)):
            run = " ".join((text or "").split())
            if len(run) >= _MIN_TEXT_CHARS and (has_prose or holder is not element):
                yield holder, run


def _parse(html: bytes) -> HtmlElement:
    # Without the encoding, the parser would take UTF-8 without a declaration for Latin-1.
    return document_fromstring(decode(html).encode(), parser=HTMLParser(encoding="utf-8"))


def _html(tree: HtmlElement) -> bytes:
    html: bytes = tostring(tree, encoding="utf-8", doctype="<!doctype html>")
    return html


def _reworded_tree(html: bytes, variant: int) -> HtmlElement:
    """Return the page with the consonants of its prose exchanged; see ``reworded``."""
    tree = _parse(html)
    table: dict[int, str] = {}
    for letters in _CONSONANTS:
        mixed = random.Random(variant).sample(letters, len(letters))
        table |= {ord(letter): other for letter, other in zip(letters, mixed, strict=True)}
    for element in tree.iter():
        has_prose = isinstance(element, HtmlElement) and element.tag not in _TAGS_WITHOUT_PROSE
        if has_prose and element.text:
            element.text = element.text.translate(table)
        if element.tail:
            element.tail = element.tail.translate(table)
    return tree
