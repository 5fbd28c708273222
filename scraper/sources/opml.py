"""Reads OPML 2.0, the format in which feed readers exchange their subscriptions."""

from typing import NamedTuple

from lxml import etree

from pipelines.files.errors import BadInputError

MAX_BYTES = 10_000_000  # of an OPML file; 1,000 outlets take less than 1 MB


class Subscription(NamedTuple):
    """An outlet of an OPML file."""

    name: str
    home: str  # the address of the home page, else that of the feed
    feed: str | None


def from_opml(data: bytes, place: str) -> list[Subscription]:
    """Return the outlets of an OPML file; raises BadInputError, which names ``place``."""
    if len(data) > MAX_BYTES:
        raise BadInputError(f"{place}: larger than {MAX_BYTES // 10**6} MB; split it")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadInputError(f"{place}: not OPML: {error}") from None
    if root is None or root.tag != "opml":
        raise BadInputError(f"{place}: not OPML: expected an <opml> document")
    subscriptions = []
    for outline in root.iter("outline"):
        feed = outline.get("xmlUrl")
        home = outline.get("htmlUrl") or outline.get("url") or feed
        if home:
            name = outline.get("title") or outline.get("text") or home
            subscriptions.append(Subscription(" ".join(name.split()), home, feed))
    return subscriptions
