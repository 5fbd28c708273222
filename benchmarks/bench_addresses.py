"""How many real article addresses are taken, and how many overviews beside them are fetched.

Run: ``python -m benchmarks.bench_addresses`` with the public addresses beside the checkout, or
their folder in ``SVODKA_SHARED``.
"""

import gzip
import sys
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlsplit

from scraper.discovery.shapes import LinkedAddress, article_urls, listed_urls
from tests.overview_addresses import Overview, overviews
from tests.shared import SHARED

ADDRESSES = SHARED / "addresses" / "russian-articles.txt.gz"
HEADLINE = "Глава района сообщил, что ремонт моста закончат к пятнице"
LINKS_PER_PAGE = 10


def main() -> int:
    """Print both shares for sitemaps and listings; 1 if the addresses are missing."""
    if not ADDRESSES.exists():
        print(f"{ADDRESSES}: missing; SVODKA_SHARED names its folder", file=sys.stderr)
        return 1
    lost: Counter[str] = Counter()
    fetched: Counter[str] = Counter()
    articles = others = 0
    for urls in by_host(ADDRESSES).values():
        beside = overviews(urls)
        articles, others = articles + len(urls), others + len(beside)
        for name, found in (("sitemap", sitemap(urls, beside)), ("listing", listing(urls, beside))):
            lost[name] += len(set(urls) - found)
            fetched[name] += len({one.url for one in beside} & found)
    for name in ("sitemap", "listing"):
        taken = 1 - lost[name] / articles
        print(f"{name}: {taken:.2%} of {articles:,} articles taken,"
              f" {fetched[name] / others:.2%} of {others:,} overviews fetched")  # fmt: skip
    return 0


def by_host(path: Path) -> dict[str, list[str]]:
    """Host → its addresses, each once."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for url in gzip.decompress(path.read_bytes()).decode().split():
        found[urlsplit(url).netloc][url] = None
    return {host: list(urls) for host, urls in found.items()}


def sitemap(urls: list[str], beside: list[Overview]) -> set[str]:
    """The addresses taken of one sitemap that holds them all."""
    return set(listed_urls([*urls, *(one.url for one in beside)]))


def listing(urls: list[str], beside: list[Overview]) -> set[str]:
    """The addresses taken of pages with ten articles each and all overviews."""
    menu = [LinkedAddress(one.url, one.text, one.kind == "section") for one in beside]
    found: set[str] = set()
    for start in range(0, len(urls), LINKS_PER_PAGE):
        page = urls[start : start + LINKS_PER_PAGE]
        found |= set(article_urls([*menu, *(LinkedAddress(url, HEADLINE) for url in page)], None))
    return found


if __name__ == "__main__":
    sys.exit(main())
