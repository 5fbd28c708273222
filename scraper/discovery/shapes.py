"""Telling article addresses from others by evidence across the addresses of one document.

An outlet makes all its articles' addresses by one or two rules: ``/news/12345/slug``,
``/2024/06/07/slug``, ``/index.php?id=5``. Links of a page are grouped by the shape of their
address; a group is articles when its addresses name single things and its links read like
headlines. A sitemap has no link texts: there a directory that holds others is a section.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import unquote, urlsplit

from scraper.discovery.address_kinds import AddressKind, address_kind, shape

_MIN_HEADLINE_WORDS = 4  # fewer are menus; measured on front pages of regional outlets: menus ≤ 3
_MIN_SINGLE_WORDS = 6  # of a link whose address alone says little and has no like
_MIN_LIKE_LINKS = 3  # that make a group of addresses which say little
_MIN_HEADLINE_SHARE = 0.3  # of a group whose addresses name single things
_MIN_SLUG_SIBLINGS = 3  # in a directory whose two-word names are articles, too


@dataclass(frozen=True, slots=True)
class LinkedAddress:
    """An address with the words it was linked by, and whether it stood among navigation."""

    url: str
    text: str
    in_navigation: bool = False


def article_urls(links: Iterable[LinkedAddress], article_pattern: str | None) -> tuple[str, ...]:
    """Return the addresses that are articles, in order; a pattern decides alone when given."""
    if article_pattern:
        matches = pattern_matcher(article_pattern)
        return tuple(dict.fromkeys(x.url for x in links if matches(x.url)))
    candidates = [link for link in links if _may_be_linked_article(link.url)]
    sections = _directories(link.url for link in candidates)
    groups: dict[tuple[str, ...], list[LinkedAddress]] = defaultdict(list)
    for link in candidates:
        groups[shape(link.url)].append(link)
    words = _longest_texts(candidates)
    chosen = {form for form, group in groups.items() if _is_articles(group, words)}
    return tuple(
        dict.fromkeys(
            link.url
            for link in candidates
            if shape(link.url) in chosen or _is_single_article(link, words)
            if address_kind(link.url) is AddressKind.THING
            or (words[link.url] >= _MIN_HEADLINE_WORDS and _path(link.url) not in sections)
        )
    )


def listed_urls(urls: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses of a sitemap that may be articles.

    Where most name single things, the others are sections and standing pages.
    """
    every = list(dict.fromkeys(urls))
    kinds = {url: address_kind(url) for url in every}
    things = {url for url, kind in kinds.items() if kind is AddressKind.THING}
    things |= _numbered(every)
    themes = [url for url, kind in kinds.items() if kind is AddressKind.THEME]
    if len(themes) > len(things):  # the outlet keeps its articles there
        things |= set(themes)
    words = [url for url, kind in kinds.items() if kind is AddressKind.WORD]
    sections = _directories(every)
    words = [url for url in words if _path(url) not in sections]
    if len(things) > len(words):
        slugs = Counter(_parent(url) for url in things)
        words = [
            url
            for url in words
            if "-" in _path(url).rpartition("/")[2] and slugs[_parent(url)] >= _MIN_SLUG_SIBLINGS
        ]
    chosen = things | set(words)
    return tuple(url for url in every if url in chosen)


def pattern_matcher(article_pattern: str) -> Callable[[str], bool]:
    """Say whether a URL's path and query match the pattern, percent-encoded or in letters."""
    search = re.compile(article_pattern).search

    def matches(url: str) -> bool:
        parts = urlsplit(url)
        encoded = parts.path + (f"?{parts.query}" if parts.query else "")
        return bool(search(encoded) or search(path_and_query(url)))

    return matches


def path_and_query(url: str) -> str:
    """The path with letters instead of percent signs, and the query."""
    parts = urlsplit(url)
    return unquote(parts.path) + (f"?{parts.query}" if parts.query else "")


def _numbered(urls: Sequence[str]) -> set[str]:
    """Addresses that end like a day or year, where the numbers beside them can be none."""
    by_parent: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        stem = _path(url).rpartition("/")[2].partition(".")[0]
        if stem.isdigit() and not urlsplit(url).query:
            by_parent[_parent(url)].append(url)
    numbered: set[str] = set()
    for group in by_parent.values():
        things = [url for url in group if address_kind(url) is AddressKind.THING]
        if len(things) > len(group) / 2 and not _is_paging(group):
            lengths = {_name_length(url) for url in things}
            numbered |= {url for url in group if _name_length(url) in lengths}
    return numbered


def _name_length(url: str) -> int:
    """The number of characters of the last segment of a path."""
    return len(_path(url).rpartition("/")[2])


def _is_paging(group: Sequence[str]) -> bool:
    return bool(re.search(r"/(?:page|p|str)$", _parent(group[0])))


def _may_be_linked_article(url: str) -> bool:
    kind = address_kind(url)
    if kind in (AddressKind.THING, AddressKind.WORD, AddressKind.THEME):
        return True
    path = _path(url)
    return kind is AddressKind.OVERVIEW and path.rpartition("/")[2].isdigit()


def _path(url: str) -> str:
    return unquote(urlsplit(url).path).rstrip("/")


def _parent(url: str) -> str:
    return _path(url).rpartition("/")[0]


def _directories(urls: Iterable[str]) -> set[str]:
    """The paths below which other addresses lie."""
    return {_parent(url) for url in urls} - {""}


def _is_articles(group: list[LinkedAddress], texts: Mapping[str, int]) -> bool:
    words = {link.url: texts[link.url] for link in group}
    share = sum(count >= _MIN_HEADLINE_WORDS for count in words.values()) / len(words)
    typical = median(words.values())
    kind = Counter(address_kind(link.url) for link in group).most_common(1)[0][0]
    if kind is AddressKind.THING:
        return typical >= _MIN_HEADLINE_WORDS or share >= _MIN_HEADLINE_SHARE
    # Addresses that say little, as /penza/most: only real headlines make articles of them.
    mostly_chrome = sum(link.in_navigation for link in group) > len(group) / 2
    is_headlines = len(words) >= _MIN_LIKE_LINKS and typical > _MIN_HEADLINE_WORDS
    return is_headlines and not mostly_chrome


def _is_single_article(link: LinkedAddress, texts: Mapping[str, int]) -> bool:
    """Whether a link that no group speaks for reads like a headline."""
    if link.in_navigation or address_kind(link.url) is AddressKind.OVERVIEW:
        return False
    is_thing = address_kind(link.url) is AddressKind.THING
    return texts[link.url] >= (_MIN_HEADLINE_WORDS + 1 if is_thing else _MIN_SINGLE_WORDS)


def _longest_texts(links: Iterable[LinkedAddress]) -> Mapping[str, int]:
    """Address → words of its longest link text; pictures and «read more» link it, too."""
    words: dict[str, int] = {}
    for link in links:
        words[link.url] = max(words.get(link.url, 0), len(link.text.split()))
    return words
