"""Tells article addresses from others by comparing all addresses of one document.

An outlet forms the addresses of its articles by one or two rules, such as ``/news/12345/slug``,
``/2024/06/07/slug`` or ``/index.php?id=5``. The links of a page are grouped by the shape of their
address. A group whose addresses name single pages is taken for articles if some of its link texts
are as long as headlines. Another group is taken for articles if it is large, is not in a menu, and
most of its link texts are longer. A sitemap has no link texts; in a sitemap, an address is a
section if other addresses lie below it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from scraper.discovery.address_kinds import AddressKind, address_kind, kind_of_parts, shape

_MIN_HEADLINE_WORDS = 4  # of a link text; menus of regional front pages have 3 words or fewer
_MIN_LONE_WORDS = 6  # of a link text that alone tells an article, if its address is not SINGLE
_MIN_GROUP_LINKS = 3  # addresses of one shape and of kind WORD; fewer are no group of articles
_MIN_HEADLINE_SHARE = 0.3  # of the addresses of a group of kind SINGLE that have headlines as texts
_MIN_SLUG_SIBLINGS = 3  # articles in a directory where slugs of two words are articles, too
_MIN_ID_DIGITS = 3  # of an article's number; shorter ones may be days or numbers of pages
_MAX_DAY = 31  # of a month


@dataclass(frozen=True, slots=True)
class LinkedAddress:
    """An address with its link text, and whether the link is in a menu."""

    url: str
    text: str
    in_navigation: bool = False


class _Parts(NamedTuple):
    """An address with its parts; the path has no final slash, and its percent signs are decoded."""

    url: str
    kind: AddressKind
    path: str
    query: str

    @property
    def parent(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """The last segment of the path."""
        return self.path.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The last segment of the path without its file extension."""
        return self.name.partition(".")[0]


def article_urls(links: Iterable[LinkedAddress], article_pattern: str | None) -> tuple[str, ...]:
    """Return the addresses of articles, in order; if a source has a pattern, it alone decides."""
    if article_pattern:
        matches = pattern_matcher(article_pattern)
        return tuple(dict.fromkeys(link.url for link in links if matches(link.url)))
    candidates = [link for link in links if _may_be_linked_article(link.url)]
    sections = _directories(_parts(link.url) for link in candidates)
    links_by_shape: dict[tuple[str, ...], list[LinkedAddress]] = defaultdict(list)
    for link in candidates:
        links_by_shape[shape(link.url)].append(link)
    word_counts = _word_counts(candidates)
    shapes_of_articles = {
        link_shape
        for link_shape, group in links_by_shape.items()
        if _are_articles(group, word_counts)
    }
    articles: dict[str, None] = {}
    for link in candidates:
        is_chosen = shape(link.url) in shapes_of_articles or _is_lone_article(link, word_counts)
        names_one_page = address_kind(link.url) is AddressKind.SINGLE
        has_headline = word_counts[link.url] >= _MIN_HEADLINE_WORDS
        is_section = _parts(link.url).path in sections
        if is_chosen and (names_one_page or (has_headline and not is_section)):
            articles[link.url] = None
    return tuple(articles)


def probable_articles(urls: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses of a sitemap that may be articles, in order.

    If more addresses are of kind SINGLE than of kind WORD, most of kind WORD are sections and
    service pages. Then an address of kind WORD is taken only if it is a slug beside several
    articles.
    """
    addresses = [_parts(url) for url in dict.fromkeys(urls)]
    by_kind: defaultdict[AddressKind, set[_Parts]] = defaultdict(set)
    for address in addresses:
        by_kind[address.kind].add(address)
    singles = by_kind[AddressKind.SINGLE] | _numbered(addresses)
    themes = by_kind[AddressKind.THEME]
    if len(themes) > len(singles):  # the outlet keeps its articles below its themes
        singles |= themes
    sections = _directories(addresses)
    slugs = {slug for slug in by_kind[AddressKind.WORD] if slug.path not in sections}
    if len(singles) > len(slugs):
        singles_in = Counter(single.parent for single in singles)
        slugs = {
            slug
            for slug in slugs
            if "-" in slug.name and singles_in[slug.parent] >= _MIN_SLUG_SIBLINGS
        }
    chosen = singles | slugs
    if not singles:
        chosen |= _small_numbers(addresses)
    return tuple(address.url for address in addresses if address in chosen)


def pattern_matcher(article_pattern: str) -> Callable[[str], bool]:
    """Return a function that says whether the pattern is in a URL's path and query.

    The path is compared as it is, and with its percent signs decoded.
    """
    search = re.compile(article_pattern).search

    def matches(url: str) -> bool:
        parts = urlsplit(url)
        as_it_is = parts.path + (f"?{parts.query}" if parts.query else "")
        return bool(search(as_it_is) or search(path_and_query(url)))

    return matches


def path_and_query(url: str) -> str:
    """Return the path, with percent signs decoded, and the query."""
    parts = urlsplit(url)
    return unquote(parts.path) + (f"?{parts.query}" if parts.query else "")


def _numbered(addresses: Sequence[_Parts]) -> set[_Parts]:
    """Return the addresses that end in an article's number, even if it could be a day or year.

    A number is an article's if most numbers in its directory can be neither days nor years. One of
    these must have the same number of digits and the same file extension.
    """
    by_parent: dict[str, list[_Parts]] = defaultdict(list)
    for address in addresses:
        if address.stem.isdigit() and not address.query:
            by_parent[address.parent].append(address)
    numbered: set[_Parts] = set()
    for group in by_parent.values():
        singles = [address for address in group if address.kind is AddressKind.SINGLE]
        if len(singles) > len(group) / 2 and not _is_paging(group):
            forms = set(map(_number_form, singles))
            numbered |= {address for address in group if _number_form(address) in forms}
    return numbered


def _number_form(address: _Parts) -> tuple[int, str]:
    """Return the number of digits and the file extension of an address that ends in a number."""
    number, _, extension = address.name.partition(".")
    return len(number), extension


def _small_numbers(addresses: Sequence[_Parts]) -> set[_Parts]:
    """Return the addresses that end in a number of one or two digits, if these are no days.

    The numbers of a directory are no days if one of them is above 31. The numbers of the pages of a
    listing, such as ``/page/32`` without a file extension, are left out.
    """
    by_parent: dict[str, list[_Parts]] = defaultdict(list)
    for address in addresses:
        is_small = address.stem.isdigit() and len(address.stem) < _MIN_ID_DIGITS
        if is_small and not address.query:
            by_parent[address.parent].append(address)
    small_numbers: set[_Parts] = set()
    for group in by_parent.values():
        has_extension = group[0].stem != group[0].name
        may_be_days = all(int(address.stem) <= _MAX_DAY for address in group)
        if not may_be_days and (has_extension or not _is_paging(group)):
            small_numbers |= set(group)
    return small_numbers


def _is_paging(group: Sequence[_Parts]) -> bool:
    """Return whether addresses of one directory are numbered pages, as in ``/news/page/3``."""
    return bool(re.search(r"/(?:page|p|str)$", group[0].parent))


def _may_be_linked_article(url: str) -> bool:
    """Return whether a link may lead to an article, as far as its address tells."""
    kind = address_kind(url)
    if kind in (AddressKind.SINGLE, AddressKind.WORD, AddressKind.THEME):
        return True
    # A number may be an article's, if other addresses of its shape are articles.
    return kind is AddressKind.OVERVIEW and _parts(url).stem.isdigit()


def _parts(url: str) -> _Parts:
    split = urlsplit(url)
    path = unquote(split.path)
    return _Parts(url, kind_of_parts(path, split.query), path.rstrip("/"), split.query)


def _directories(addresses: Iterable[_Parts]) -> set[str]:
    """Return the paths below which other addresses lie."""
    return {address.parent for address in addresses} - {""}


def _are_articles(group: list[LinkedAddress], word_counts: Mapping[str, int]) -> bool:
    """Return whether links of one shape lead to articles; see ``_word_counts`` for the counts."""
    counts = {link.url: word_counts[link.url] for link in group}
    headline_share = sum(count >= _MIN_HEADLINE_WORDS for count in counts.values()) / len(counts)
    typical_count = median(counts.values())
    [(commonest_kind, _)] = Counter(address_kind(link.url) for link in group).most_common(1)
    if commonest_kind is AddressKind.SINGLE:
        return typical_count >= _MIN_HEADLINE_WORDS or headline_share >= _MIN_HEADLINE_SHARE
    # An address such as /penza/most may be a section. So its group must be large and outside of
    # menus, and its texts must be longer than those of a group of kind SINGLE.
    is_mostly_menu = sum(link.in_navigation for link in group) > len(group) / 2
    is_large = len(counts) >= _MIN_GROUP_LINKS
    return is_large and typical_count > _MIN_HEADLINE_WORDS and not is_mostly_menu


def _is_lone_article(link: LinkedAddress, word_counts: Mapping[str, int]) -> bool:
    """Return whether a link leads to an article although its group does not.

    Its text must be longer than the shortest text that is a headline in a group.
    """
    if link.in_navigation or address_kind(link.url) is AddressKind.OVERVIEW:
        return False
    names_one_page = address_kind(link.url) is AddressKind.SINGLE
    min_words = _MIN_HEADLINE_WORDS + 1 if names_one_page else _MIN_LONE_WORDS
    return word_counts[link.url] >= min_words


def _word_counts(links: Iterable[LinkedAddress]) -> Mapping[str, int]:
    """Return for each address the number of words of its longest link text."""
    counts: dict[str, int] = {}
    for link in links:
        counts[link.url] = max(counts.get(link.url, 0), len(link.text.split()))
    return counts
