"""Chooses which undated links of a sitemap are fetched when a source is first crawled.

A sitemap without dates does not say which of its articles are recent. So the links whose addresses
look newest are fetched first. More links are fetched only while recent articles are found.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import unquote, urlsplit

from storage.crawl.urls import FoundLink

FIRST_BATCH = 10  # links that are fetched before the sitemap is judged
_BATCH_GROWTH = 3  # times as large as the batch before
_MIN_UNIFORM_LINKS = 10  # that changed today; fewer may really have changed today
_MIN_NUMBERED_SHARE = 0.8  # of links whose addresses have numbers, by which links are ordered
_NUMBER = re.compile(r"\d{1,18}")


def undated_links(links: Sequence[FoundLink], now: datetime) -> list[FoundLink]:
    """Return the links without a date, those that look newest first.

    A link's time of change counts as no date if most links of the sitemap changed today: such a
    sitemap states its own time for each link.
    """
    times = (link.hints.date_modified for link in links)
    changed_today = sum(time is not None and time.date() == now.date() for time in times)
    is_uniform = changed_today > max(_MIN_UNIFORM_LINKS, len(links) / 2)
    undated = [
        link
        for link in links
        if link.hints.date_published is None and (link.hints.date_modified is None or is_uniform)
    ]
    return newest_first(undated)


def newest_first(links: Sequence[FoundLink]) -> list[FoundLink]:
    """Order links by the numbers in their addresses, highest first.

    If addresses have no numbers, links are taken from both ends in turn, since some systems write
    the oldest article first and others the newest.
    """
    numbers = [_numbers(link.address.url) for link in links]
    if sum(map(bool, numbers)) > _MIN_NUMBERED_SHARE * len(links):
        # Of links with equal numbers, the later one comes first.
        places = sorted(range(len(links)), key=lambda place: (numbers[place], place), reverse=True)
        return [links[place] for place in places]
    unordered = deque(links)
    ordered = []
    while unordered:
        ordered.append(unordered.popleft())
        if unordered:
            ordered.append(unordered.pop())
    return ordered


def _numbers(url: str) -> tuple[int, ...]:
    """Return the numbers of a URL's path, or of its query if the path has none."""
    parts = urlsplit(url)
    digits = _NUMBER.findall(unquote(parts.path)) or _NUMBER.findall(parts.query)
    return tuple(map(int, digits))


def batches(links: Sequence[FoundLink]) -> Iterator[Sequence[FoundLink]]:
    """Yield batches of links, each three times as large as the one before."""
    start, size = 0, FIRST_BATCH
    while start < len(links):
        yield links[start : start + size]
        start += size
        size *= _BATCH_GROWTH
