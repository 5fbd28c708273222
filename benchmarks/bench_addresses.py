"""Measures which share of real article addresses a crawl takes, and which share of overviews.

Overviews are sections, tag pages and other pages without an article. Each overview that is taken
costs a needless request. Run ``python -m benchmarks.bench_addresses`` with the folder of the
shared data in ``SVODKA_SHARED`` or beside the checkout.
"""

import gzip
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.command_line import argument_parser, shared_data
from scraper.discovery.shapes import LinkedAddress, article_urls, probable_articles
from tests.overview_addresses import Overview, overviews

RESULTS = Path(__file__).parent / "results" / "addresses.md"
HEADLINE = "Глава района сообщил, что ремонт моста закончат к пятнице"
LINKS_PER_PAGE = 10  # articles of one listing


def main() -> None:
    """Write both shares for sitemaps and listings."""
    argument_parser(__doc__, __file__).parse_args()
    addresses = shared_data("addresses/russian-articles.txt.gz")
    missed_articles: Counter[str] = Counter()  # by kind of document
    fetched_overviews: Counter[str] = Counter()
    article_count = overview_count = 0
    for urls in by_host(addresses).values():
        host_overviews = overviews(urls)
        overview_urls = {overview.url for overview in host_overviews}
        article_count += len(urls)
        overview_count += len(host_overviews)
        for name, taken in (
            ("sitemap", taken_from_sitemap(urls, host_overviews)),
            ("listing", taken_from_listings(urls, host_overviews)),
        ):
            missed_articles[name] += len(set(urls) - taken)
            fetched_overviews[name] += len(overview_urls & taken)
    lines = [
        f"- {name}: {1 - missed_articles[name] / article_count:.2%} of {article_count:,} articles"
        f" taken, {fetched_overviews[name] / overview_count:.2%} of {overview_count:,} overviews"
        " fetched"
        for name in ("sitemap", "listing")
    ]
    text = "\n".join(["# Addresses", "", "Real addresses of Russian news.", "", *lines, ""])
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def by_host(path: Path) -> dict[str, list[str]]:
    """Return the addresses of each host, each address once."""
    urls_of: defaultdict[str, dict[str, None]] = defaultdict(dict)  # the keys are in order
    for url in gzip.decompress(path.read_bytes()).decode().split():
        urls_of[urlsplit(url).netloc][url] = None
    return {host: list(urls) for host, urls in urls_of.items()}


def taken_from_sitemap(urls: list[str], host_overviews: list[Overview]) -> set[str]:
    """Return the addresses that a crawl takes from a sitemap of all articles and overviews."""
    return set(probable_articles([*urls, *(overview.url for overview in host_overviews)]))


def taken_from_listings(urls: list[str], host_overviews: list[Overview]) -> set[str]:
    """Return the addresses taken from listings of ten articles each, with all overviews."""
    menu = [
        LinkedAddress(overview.url, overview.text, overview.kind == "section")
        for overview in host_overviews
    ]
    taken: set[str] = set()
    for start in range(0, len(urls), LINKS_PER_PAGE):
        links = [LinkedAddress(url, HEADLINE) for url in urls[start : start + LINKS_PER_PAGE]]
        taken |= set(article_urls([*menu, *links], None))
    return taken


if __name__ == "__main__":
    main()
