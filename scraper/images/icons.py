"""Finds the addresses of the page icon in the HTML of a home page."""

import re
from html import unescape
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from pipelines.parsing.urls import MAX_URL_CHARS

MAX_HTML_BYTES = 300_000  # from the start of a page, where the head is
MAX_ADDRESSES = 3  # including /favicon.ico
_WANTED_SIDE = 32  # pixels; the smallest icon that is at least so wide is the best
# Distances from the wanted size, in pixels; the icon with the smallest distance is the best.
_DISTANCE_OF_UNKNOWN = 16  # of an icon without ``sizes``
_DISTANCE_OF_SMALL = 10_000  # minus the side of a smaller icon; more than any larger icon has
# «<link rel="icon" href="/icon.png">»
_LINK = re.compile(r"<link\b[^<>]{1,2000}>", re.IGNORECASE)
# «href="/icon.png"», «href='/icon.png'» and «href=/icon.png»
_ATTRIBUTE = re.compile(
    r"""([a-z-]{1,20})\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_SIZE = re.compile(r"(\d{1,4})x\d{1,4}", re.IGNORECASE)
_IS_SVG = re.compile(r"\.svgz?(?:$|[?#])|svg\+xml", re.IGNORECASE)


def icon_addresses(html: bytes, url: str) -> list[str]:
    """Return the addresses of icons that the page at ``url`` names, the best first.

    SVG is left out. The last address is that of ``/favicon.ico``.
    """
    text = html[:MAX_HTML_BYTES].decode("utf-8", "replace")
    icons = [icon for link in _LINK.findall(text) if (icon := _icon_of(link, url))]
    by_distance = dict.fromkeys(icon.address for icon in sorted(icons, key=attrgetter("distance")))
    usual = urljoin(url, "/favicon.ico")
    named = [address for address in by_distance if address != usual]
    return [*named[: MAX_ADDRESSES - 1], usual]


class _Icon(NamedTuple):
    distance: int
    address: str


def _icon_of(link: str, page: str) -> _Icon | None:
    """Return the icon that a ``<link>`` names; None if it names none that can be used."""
    values = {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(link)
    }
    address = _absolute(page, values.get("href", ""))
    is_icon = not {"icon", "apple-touch-icon"}.isdisjoint(values.get("rel", "").lower().split())
    if address is None or not is_icon:
        return None
    if _IS_SVG.search(address) or _IS_SVG.search(values.get("type", "")):
        return None
    return _Icon(_distance(values.get("sizes", "")), address)


def _absolute(page: str, href: str) -> str | None:
    """Return the absolute address of a link, or None if it is not http(s) or too long."""
    try:
        address = urljoin(page, href.strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    is_web = parts.scheme in ("http", "https") and bool(parts.netloc)
    return address if href.strip() and is_web and len(address) <= MAX_URL_CHARS else None


def _distance(sizes: str) -> int:
    """Return how far the best of the sizes («16x16 32x32») is from the wanted size."""
    distances = [_distance_of_side(int(side)) for side in _SIZE.findall(sizes)]
    return min(distances, default=_DISTANCE_OF_UNKNOWN)


def _distance_of_side(side: int) -> int:
    return side - _WANTED_SIDE if side >= _WANTED_SIDE else _DISTANCE_OF_SMALL - side
