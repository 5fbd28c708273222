"""Decides which requests of a page the browser may send, and which hosts they may reach.

The functions take values and return values; ``browser`` and ``proxy`` apply what they decide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from scraper.network.addresses import Network, may_connect

MAX_REQUESTS = 200  # of one page; pages of outlets have 20 to 120 without pictures and fonts
MAX_PAGE_BYTES = 20_000_000  # that a page may receive; the scripts of an outlet have 1 to 5 MB
TOO_MANY = "too many"  # the reason by which a page is known that has used up its requests
_DEFAULT_PORTS = {"http": 80, "https": 443}
# The text of a page comes by these requests. Pictures, sounds, films, fonts, beacons, prefetched
# pages, sockets and streams of events bring none.
_KINDS = frozenset({"script", "stylesheet", "xhr", "fetch"})


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
    if request.kind not in _KINDS:
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
    """Return the host and port of an address; raises ValueError unless it is of http or https."""
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not an address of http or https: {url[:100]!r}")
    return Place(parts.hostname, parts.port or _DEFAULT_PORTS[parts.scheme])


def usable_addresses(
    place: Place, found: Iterable[str], page: Place, allowed: Sequence[Network]
) -> list[str]:
    """Return the addresses of a place that a page may connect to.

    Public addresses may be connected to. Those of the allowed networks may be only at the page's
    own host and port, since the page's scripts send requests that nobody chose.
    """
    networks = allowed if place == page else ()
    return [address for address in found if may_connect(address, networks)]
