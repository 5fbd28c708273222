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
    for outlet in subscriptions:
        name, home = quoteattr(outlet.name), quoteattr(outlet.home)
        common = f"text={name} title={name} htmlUrl={home} category={quoteattr(outlet.region)}"
        outlines += [
            f'    <outline type="rss" {common} xmlUrl={quoteattr(url)}/>' for url in outlet.feeds
        ]
        if not outlet.feeds:
            outlines.append(f'    <outline type="link" {common} url={home}/>')
    body = "\n".join(outlines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"  <head><title>Svodka</title></head>\n  <body>\n{body}\n  </body>\n</opml>\n"
    )
