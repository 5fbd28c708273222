"""Chooses the address of an article's main image: the stated one, or the first in the article."""

import re
from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Page
from pipelines.parsing.urls import absolute_url

# Names of files and folders that hold no picture of an article: logos, placeholders, counters.
_NO_PICTURE = re.compile(
    r"(?<![a-z])(?:logo(?:type|tip)?s?|favicon|sprite|placeholder|"
    r"(?:no|net|bez)[-_]?(?:image|photo|foto|img|pic)|blank|default|zaglushka|stub|spacer|pixel|"
    r"1x1|counter|avatar|banner|icons?|share|og-?image|social)"
    r"(?![a-z])|/(?:local/|bitrix/)?templates?/|/wp-content/themes/|/themes/|"
    r"/assets/(?:img/)?icons|\.(?:svg|gif|ico)(?:$|\?)",
    re.IGNORECASE,
)
# Hosts of images that only count visits.
_COUNTER_HOSTS = re.compile(
    r"//(?:[\w.-]*\.)?(?:mc\.yandex|counter\.|top\.mail|top-fwz|liveinternet|rambler\.ru/counter|"
    r"tns-counter|facebook\.com/tr|doubleclick)"
)
# Class names and ids of boxes whose images do not belong to the article.
_OTHER_BOXES = re.compile(
    r"relat|similar|recommend|popular|sidebar|share|social|author|avatar|banner|advert|comment|"
    r"subscri|logo|(?<![a-z])ads?(?![a-z])",
    re.IGNORECASE,
)
_IMAGE_TAGS = ("img", "amp-img")
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src", "data-url")  # attributes
_MIN_SIDE_PIXELS = 100  # smaller images, if the markup states their size, are icons
_MAX_SIDE_DIGITS = 6  # Python refuses to read a number of thousands of digits
_MAX_STATED = 3  # images of one place that are looked at; the first is mostly the main image
_MAX_PARENTS = 12  # elements around an image whose class names are read
_MAX_ELEMENTS = 4_000  # of the article that are searched, which limits the time


def choose_main_image(
    structured: Structured,
    page: Page,
    blocks: Sequence[Block] = (),
    start: int = 0,
    chosen: Sequence[Block] = (),
) -> str | None:
    """Return the absolute URL of the main image, or None.

    The first of these places that states an image decides: meta tags, JSON-LD, microdata, the feed.
    If none states one, the first image of the article is returned. Logos and placeholders are left
    out.
    """
    stated = [
        *_meta(structured),
        *strings(structured.article.get("image"), "url", "contentUrl")[:_MAX_STATED],
        *structured.microdata.get("image", ())[:_MAX_STATED],
        page.hints.main_image,
    ]
    for address in stated:
        if address and is_picture(address) and (url := absolute_url(page.url, address)):
            return url
    return absolute_url(page.url, image_in_article(blocks, start, chosen))


def is_picture(address: str) -> bool:
    """Return whether the address of an image may belong to a picture, not to a logo or counter."""
    address = address.strip()
    if address.startswith(("data:", "about:", "#")) or _COUNTER_HOSTS.search(address):
        return False
    return _NO_PICTURE.search(address) is None


def image_in_article(blocks: Sequence[Block], start: int, chosen: Sequence[Block]) -> str | None:
    """Return the address of the first image between the headline and the end of the text, or None.

    If there is none, the first image above the headline in the same <article> element is returned.
    ``start`` is the index of the headline among ``blocks``.
    """
    if not chosen:
        return None
    first = chosen[0]
    if 0 <= start < min(len(blocks), first.index):
        first = blocks[start]
    begin, end = first.box.element, chosen[-1].box.element
    return _image_from(begin, end) or _image_above(begin)


def _image_above(headline: HtmlElement) -> str | None:
    """Return the address of the first image above the headline in its <article> element."""
    article = next(headline.iterancestors("article"), None)
    if article is None:
        return None
    for element in article.iter():
        if element is headline:
            break
        if element.tag in _IMAGE_TAGS and (address := _address(element)):
            return address
    return None


def _image_from(begin: HtmlElement, end: HtmlElement) -> str | None:
    """Return the address of the first image from one element to another, or None."""
    container = _common_ancestor(begin, end)
    is_begun = False
    for element in islice(container.iter(), _MAX_ELEMENTS):
        is_begun = is_begun or element is begin
        if is_begun and element.tag in _IMAGE_TAGS and (address := _address(element)):
            return address
        if element is end:  # the images inside the last line come after its element
            return next(filter(None, map(_address, end.iter("img"))), None)
    return None


def _meta(structured: Structured) -> list[str]:
    names = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image",
             "twitter:image:src")  # fmt: skip
    return [value for name in names for value in structured.meta.get(name, ())[:_MAX_STATED]]


def _common_ancestor(one: HtmlElement, other: HtmlElement) -> HtmlElement:
    """Return the innermost element that contains both elements.

    If this is ``one`` itself, its parent is returned: a picture may be in the box around a page's
    only paragraph.
    """
    above_other = {other, *other.iterancestors()}
    around_one = [one, *one.iterancestors()]
    common = next((element for element in around_one if element in above_other), one)
    parent = one.getparent()
    return parent if common is one and parent is not None else common


def _address(image: HtmlElement) -> str | None:
    """Return the address of an image if it may be a picture of the article, else None."""
    if _is_small(image) or _is_elsewhere(image):
        return None
    for name in _SOURCES:
        if (address := (image.get(name) or "").strip()) and is_picture(address):
            return address
    # «small.jpg 320w, large.jpg 1024w»: addresses in several sizes
    parts = (image.get("srcset") or image.get("data-srcset") or "").split()
    return parts[0].rstrip(",") if parts and is_picture(parts[0]) else None


def _is_small(image: HtmlElement) -> bool:
    """Return whether the markup states a width or height as small as an icon's."""
    sides = [(image.get(side) or "").removesuffix("px") for side in ("width", "height")]
    lengths = [int(side[:_MAX_SIDE_DIGITS]) for side in sides if side.isdecimal()]
    return any(length < _MIN_SIDE_PIXELS for length in lengths)


def _is_elsewhere(image: HtmlElement) -> bool:
    """Return whether an image belongs to a teaser, a banner or a person, not to the article."""
    for above in islice((image, *image.iterancestors()), _MAX_PARENTS):
        if above.tag in ("aside", "nav", "footer", "article", "main", "body"):
            return above.tag in ("aside", "nav", "footer")
        if _OTHER_BOXES.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return True
    return False
