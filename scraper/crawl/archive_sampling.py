"""Chooses which undated links of an archive are fetched when a source is first crawled.

A sitemap without dates does not say which of its articles are recent. So a few links are fetched
first, those whose addresses look newest, and more only while recent articles are found.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import unquote, urlsplit

from storage.crawl.urls import FoundLink

FIRST_BATCH = 10  # links of an archive that are fetched before it is judged
_BATCH_GROWTH = 3  # each batch with recent articles is followed by one so many times as large
_MIN_UNIFORM_LINKS = 10  # with one day of change: then it is the day the sitemap was written
_NUMBER = re.compile(r"\d{1,18}")


def undated_links(links: Sequence[FoundLink], now: datetime) -> list[FoundLink]:
    """Return the links without a date, those that look newest first.

    A link's time of change counts as no date if most links of the sitemap changed today: such a
    sitemap states its own time for each link.
    """
    stamps = Counter(
        link.hints.date_modified.date() for link in links if link.hints.date_modified is not None
    )
    day, count = stamps.most_common(1)[0] if stamps else (None, 0)
    is_uniform = count > max(_MIN_UNIFORM_LINKS, len(links) / 2) and day == now.date()
    undated = [
        link
        for link in links
        if link.hints.date_published is None and (link.hints.date_modified is None or is_uniform)
    ]
    return newest_first(undated)


def newest_first(links: Sequence[FoundLink]) -> list[FoundLink]:
    """Order links by the numbers in their addresses, highest first.

    Where addresses have no numbers, links are taken from both ends in turn, since some systems
    write the oldest article first and others the newest.
    """
    numbers = [_numbers(link.address.url) for link in links]
    if links and sum(map(bool, numbers)) > 0.8 * len(links):
        pairs = sorted(zip(numbers, range(len(links)), strict=True), reverse=True)
        return [links[place] for _, place in pairs]
    half = len(links) // 2
    middle = len(links) - half
    from_start, from_end = list(links[:middle]), list(reversed(links[middle:]))
    both = [one for pair in zip(from_start, from_end, strict=False) for one in pair]
    return [*both, *from_start[half:]]


def _numbers(url: str) -> tuple[int, ...]:
    """Return the numbers of a URL's path, or of its query if the path has none."""
    parts = urlsplit(url)
    found = _NUMBER.findall(unquote(parts.path)) or _NUMBER.findall(parts.query)
    return tuple(int(number) for number in found)


def batches(links: Sequence[FoundLink]) -> Iterator[Sequence[FoundLink]]:
    """Yield batches of links, each three times as large as the one before."""
    start, size = 0, FIRST_BATCH
    while start < len(links):
        yield links[start : start + size]
        start, size = start + size, size * _BATCH_GROWTH
