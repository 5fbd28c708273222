"""Writes and reads OPML 2.0, the format in which feed readers exchange their subscriptions."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from lxml import etree

from pipelines.files.errors import BadInputError
from pipelines.model import Source

MAX_BYTES = 10_000_000  # of an OPML file; 1,000 outlets take less than 1 MB


def to_opml(sources: Sequence[Source], found_feeds: Mapping[str, Sequence[str]]) -> str:
    """Return OPML text of the sources' feeds, or of the home page of a source without a feed.

    ``found_feeds`` are the feeds that a crawl found, by source id. They are used for sources whose
    block names no feed.
    """
    outlines = []
    for source in sources:
        common = f"text={quoteattr(source.name)} title={quoteattr(source.name)}"
        common += f" htmlUrl={quoteattr(source.home)} category={quoteattr(source.region)}"
        feeds = source.feeds or tuple(found_feeds.get(source.id, ()))
        outlines += [f'    <outline type="rss" {common} xmlUrl={quoteattr(url)}/>' for url in feeds]
        if not feeds:
            outlines.append(f'    <outline type="link" {common} url={quoteattr(source.home)}/>')
    body = "\n".join(outlines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"  <head><title>Svodka</title></head>\n  <body>\n{body}\n  </body>\n</opml>\n"
    )


def from_opml(data: bytes, place: str) -> list[tuple[str, str, str | None]]:
    """Return (name, home page, feed or None) of each outline; raises BadInputError if not OPML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        if len(data) > MAX_BYTES:
            raise BadInputError(f"{place}: larger than {MAX_BYTES // 10**6} MB; split it")
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadInputError(f"{place}: not OPML: {error}") from None
    if root is None or root.tag != "opml":
        raise BadInputError(f"{place}: not OPML: expected an <opml> document")
    found = []
    for outline in root.iter("outline"):
        feed = outline.get("xmlUrl")
        home = outline.get("htmlUrl") or outline.get("url") or feed
        if home:
            name = outline.get("title") or outline.get("text") or home
            found.append((" ".join(name.split()), home, feed))
    return found
