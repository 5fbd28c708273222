"""Hostile files for ``scrapy extract``, larger than a crawl would download."""

import gzip

from tests.hostile_building import HEADLINE, Builder, article
from tests.hostile_documents import PAGES

_TEN_MEGABYTES = 10_000_000


def _filled(piece: str) -> Builder:
    """Return an article with ten megabytes of one piece of markup."""
    return lambda: article(piece * (_TEN_MEGABYTES // len(piece.encode())))


FILES: dict[str, Builder] = {
    **{f"{name}.html": build for name, build in PAGES.items()},
    "paragraphs_10_mb.html": _filled("<p>Строители закончили укладку асфальта.</p>"),
    "divs_never_closed_10_mb.html": _filled("<div class=text>да"),
    "less_than_10_mb.html": _filled("<"),
    "entities_10_mb.html": _filled("&nbsp;&amp;&#1;"),
    "bold_never_closed_10_mb.html": _filled("<b><i><a href=/x>да"),
    "attributes_10_mb.html": lambda: article(f"<p {'a=b ' * 2_500_000}>да</p>"),
    "data_10_mb.html": lambda: article(
        head=f"<script type='application/ld+json'>{'[{' * 5_000_000}</script>"
    ),
    "subheads_10_mb.html": _filled(f"<h2>{HEADLINE}</h2>"),
    "larger_than_allowed.html.gz": lambda: gzip.compress(bytes(30_000_000)),
    "cut_off.html.gz": lambda: gzip.compress(article())[:-20],
}
