"""Writes OPML 2.0, the format in which feed readers exchange their subscriptions."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr


@dataclass(frozen=True, slots=True)
class Subscription:
    """An outlet with the URLs of its feeds; ``region`` is a code of ISO 3166-2."""

    name: str
    home: str
    region: str
    feeds: tuple[str, ...] = ()


def to_opml(subscriptions: Iterable[Subscription]) -> str:
    """Return OPML text of the outlets' feeds, or of the home page of an outlet without a feed."""
    outlines = []
    for one in subscriptions:
        common = f"text={quoteattr(one.name)} title={quoteattr(one.name)}"
        common += f" htmlUrl={quoteattr(one.home)} category={quoteattr(one.region)}"
        outlines += [
            f'    <outline type="rss" {common} xmlUrl={quoteattr(url)}/>' for url in one.feeds
        ]
        if not one.feeds:
            outlines.append(f'    <outline type="link" {common} url={quoteattr(one.home)}/>')
    body = "\n".join(outlines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"  <head><title>Svodka</title></head>\n  <body>\n{body}\n  </body>\n</opml>\n"
    )
