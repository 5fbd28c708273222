"""Decides which requests of a page the browser may send, and which hosts they may reach.

``browser`` and ``proxy`` obey these decisions.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from scraper.network.addresses import may_connect

# Of one page, with its redirects and WebSockets. The same limit holds for its connections. Pages of
# outlets have 20 to 120 requests without pictures and fonts.
MAX_REQUESTS = 200
MAX_RECEIVED_BYTES = 20_000_000  # of one page; the scripts of an outlet have 1 to 5 MB
MAX_SENT_BYTES = 2_000_000  # of one page; 200 requests with their headers have 0.1 to 0.4 MB
TOO_MANY = "too many"  # the reason of a refusal after MAX_REQUESTS requests
WEB_SOCKET = "websocket"
_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
# The kinds of requests that bring text, which alone are sent. Pictures, sounds, films, fonts,
# beacons, prefetched pages and streams of events bring none.
_KINDS_OF_TEXT = frozenset({"script", "stylesheet", "xhr", "fetch", WEB_SOCKET})
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_UNKNOWN_TYPES = frozenset({"", "application/octet-stream", "unknown/unknown", "*/*"})
_MAX_SNIFFED_BYTES = 1445  # the number of bytes by which browsers recognise HTML
# The tags and the comment by which browsers recognise HTML.
_FIRST_TAG = re.compile(
    rb"<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>]"
    rb"|<!--",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request that the browser is about to send."""

    url: str
    kind: str  # the resource type of the DevTools protocol, such as «script»
    is_navigation: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A host and a port that connections go to."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class PageOrigin:
    """Where a page was fetched from."""

    place: Place
    address: str | None = None  # the IP address that the download connected to, if it is known


def refusal(request: PageRequest, sent: int) -> str | None:
    """Return why a request of a page is not sent, or None if it is sent.

    ``sent`` counts the requests of the page that were sent before.
    """
    try:
        host = place_of(request.url).host
    except ValueError:
        return "address"
    if request.is_navigation:
        return "navigation"
    if request.kind not in _KINDS_OF_TEXT:
        return "kind"
    if is_tracker(host):
        return "tracker"
    return TOO_MANY if sent >= MAX_REQUESTS else None


def is_tracker(host: str) -> bool:
    """Return whether a host, or a domain above it, counts visitors or places advertisements."""
    labels = host.lower().rstrip(".").split(".")
    return any(".".join(labels[start:]) in _trackers() for start in range(len(labels)))


@cache
def _trackers() -> frozenset[str]:
    text = (resources.files("scraper.rendering") / "trackers.txt").read_text(encoding="utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return frozenset(line for line in lines if line)


def place_of(url: str) -> Place:
    """Return the host and port of an address of http, https or a WebSocket; else ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not an address of http, https or a WebSocket: {url[:100]!r}")
    return Place(parts.hostname, parts.port or _DEFAULT_PORTS[parts.scheme])


def is_html_page(content_type: str, body: bytes) -> bool:
    """Return whether an answer is an HTML page, whose scripts a browser would run.

    If the content type says nothing, the first tag decides (WHATWG MIME Sniffing §7.1).
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind in _UNKNOWN_TYPES:
        start = body[:_MAX_SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
        return _FIRST_TAG.match(start) is not None
    return kind in _HTML_TYPES


def pinned_address(place: Place, page: PageOrigin) -> str | None:
    """Return the address from which the page was fetched, if this is the place of the page.

    It is the only address that the page may connect to at this place. So a host name that changes
    its address leads to no other host. The result is None for other places.
    """
    return page.address if place == page.place else None


def usable_addresses(addresses: Iterable[str]) -> list[str]:
    """Return the public addresses among those of a place that is not the page's own.

    ``NEWS_ALLOWED_NETWORKS`` does not apply: it is for addresses that a person wrote in
    ``sources.toml``, and not for those that scripts choose.
    """
    return [address for address in addresses if may_connect(address)]
