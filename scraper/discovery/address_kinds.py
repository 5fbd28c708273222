"""Tells from an address alone what its page may be: an article, an overview or a service page.

A word such as ``news`` decides only as the last segment of a path, and only if nothing else in the
path names one page: a number, an identifier or a slug. ``shapes`` compares the addresses of one
document.
"""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from scraper.discovery.address_words import (
    ACTION_QUERY,
    FILE_EXTENSION,
    FUNCTION_QUERY,
    ID_QUERY,
    NO_PAGE,
    OVERVIEW_PARENTS,
    OVERVIEW_QUERY,
    OVERVIEW_WORDS,
    PAGING,
    PAGING_QUERY,
    SEARCH_QUERY,
    SERVICE,
    SERVICE_CYRILLIC,
    SERVICE_OR_NEWS,
    SHOWING_ACTION,
    THEME_PARENTS,
)


class AddressKind(StrEnum):
    """The kinds of addresses; a page of the first three kinds may hold an article."""

    SINGLE = "single"  # an identifier or a slug names one page
    WORD = "word"  # the last segment is one or two words, as those of sections and some articles
    THEME = "theme"  # below /themes/, /category/ …, where some outlets keep their articles
    OVERVIEW = "overview"  # a section, tag, author, day of a calendar, or a further page of these
    SERVICE = "service"  # imprint, terms, advertising, log-in, search, shop, front page
    NO_PAGE = "no_page"  # a picture, script, document or feed


# An identifier of letters and digits, such as «a1b2c3».
_MIXED_ID = re.compile(r"(?=\w*\d)(?=\w*[a-z])\w{6,}", re.IGNORECASE)
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
# A day or month as one segment: «2026-11-23», «23.11.2026», «23-nov-2026», «2026-11».
_DAY = re.compile(
    rf"(?:19|20)\d\d[-._](?:0?[1-9]|1[0-2])[-._](?:0?[1-9]|[12]\d|3[01])"
    rf"|(?:0?[1-9]|[12]\d|3[01])[-._](?:0?[1-9]|1[0-2])[-._](?:19|20)\d\d"
    rf"|\d{{1,2}}-?{_MONTHS}-?(?:19|20)\d\d|(?:19|20)\d\d[-._](?:0?[1-9]|1[0-2])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19[89]|20[0-4])\d")
# A numbered part of a listing as one segment: «page-3», «p3».
_NUMBERED_PAGE = re.compile(r"(?:page|p|str)[-_]?\d{1,4}")
_MIN_SLUG_WORDS = 3  # such as most-v-penze; names of sections have one or two words
_MIN_HEADLINE_SLUG_WORDS = 6  # of a slug that is a headline; the name of a theme has fewer
_MIN_SLUG_CHARS = 25  # of a slug of one or two words
_MIN_ID_DIGITS = 3  # of an article's number; shorter numbers are those of pages or sections
_MIN_PAGE_ID_DIGITS = 4  # of an article's number below /page/; /page/120/ is part 120 of a listing
_MAX_ID_CHARS = 120  # of a value in a query; slugs are shorter
_MAX_PARAMETERS = 20  # of a query that are read
_MIN_QUERY_WORDS = 2  # of a slug in a parameter whose name says that it names one page


@lru_cache(maxsize=4096)
def address_kind(url: str) -> AddressKind:
    """Return the kind of the page at an absolute URL, judged by the URL alone."""
    parts = urlsplit(url)
    return kind_of_parts(unquote(parts.path), parts.query)


def kind_of_parts(path: str, query: str) -> AddressKind:
    """Return the kind of the page at an address; ``path`` has its percent signs decoded."""
    if NO_PAGE.search(path):
        return AddressKind.NO_PAGE
    segments = [segment.lower() for segment in path.split("/") if segment]
    if query and (kind := _query_kind(query, segments)):
        return kind
    if not segments:
        return AddressKind.SERVICE  # the front page
    return _path_kind(segments)


def _query_kind(query: str, segments: list[str]) -> AddressKind | None:
    """Return the kind of an address by its query; None if only its path decides.

    The first rule that holds decides.
    """
    parameters = parse_qsl(query, keep_blank_values=True)[:_MAX_PARAMETERS]
    names = [name for name, _ in parameters]
    if any(_is_function(name, value) for name, value in parameters):
        return AddressKind.OVERVIEW
    if any(
        ID_QUERY.fullmatch(name) and _is_id(value, _MIN_QUERY_WORDS) for name, value in parameters
    ):
        return AddressKind.SINGLE
    if any(SEARCH_QUERY.fullmatch(name) or ACTION_QUERY.fullmatch(name) for name in names):
        return AddressKind.OVERVIEW
    is_front = not segments or segments == ["index.php"]
    if is_front and any(_is_wordpress_id(name, value) for name, value in parameters):
        return AddressKind.SINGLE
    if any(OVERVIEW_QUERY.fullmatch(name) for name in names):
        return AddressKind.OVERVIEW
    if segments and _path_kind(segments) is AddressKind.SINGLE:
        return AddressKind.SINGLE
    # The name of the parameter says nothing, as in news.php?n=57, or there is none: news.php?57.
    may_be_id = any(_is_id(value) for _, value in parameters) or query.isdigit()
    return AddressKind.WORD if may_be_id or not segments else None


def _is_wordpress_id(name: str, value: str) -> bool:
    """Return whether a parameter names an article of WordPress without permalinks: ``p=57``."""
    return name.lower() == "p" and value.isdigit() and len(value) > 1


def _is_function(name: str, value: str) -> bool:
    """Return whether a parameter asks for a further page, another order, a print view or log-in."""
    if PAGING_QUERY.fullmatch(name):
        return not value.isalpha()
    if ACTION_QUERY.fullmatch(name):
        return bool(value) and not SHOWING_ACTION.fullmatch(value)
    return bool(FUNCTION_QUERY.fullmatch(name))


def _is_id(value: str, min_words: int = _MIN_SLUG_WORDS) -> bool:
    """Return whether a value of a query can name a single page: it holds a number or is a slug."""
    if not value or len(value) > _MAX_ID_CHARS:
        return False
    return any(sign.isdigit() for sign in value) or _word_count(value) >= min_words


class _Path:
    """The segments of a path, of which there is at least one."""

    def __init__(self, segments: Sequence[str]) -> None:
        *self.directories, self.last_segment = segments
        self.last = FILE_EXTENSION.sub("", self.last_segment)  # without a file extension
        self.has_extension = self.last != self.last_segment
        self.parent = self.directories[-1] if self.directories else ""
        self.last_with_hyphens = self.last.replace("_", "-")
        has_number_above = any(map(_is_long_number, self.directories))
        self.is_below_article = _is_dated(self.directories) or has_number_above


def _path_kind(segments: Sequence[str]) -> AddressKind:
    """Return the kind of an address by its path, of which there is at least one segment.

    The first rule that holds decides.
    """
    path = _Path(segments)
    kind = _kind_by_names(path)
    if kind is not None:
        return kind
    form, _, _ = segment_form(path.last_segment, last=True).partition(".")
    if form in ("slug", "number", "id") or (form == "short-number" and path.has_extension):
        return AddressKind.SINGLE
    if path.is_below_article:  # /news/12345/most, /2026/11/29/most
        return AddressKind.SINGLE
    is_overview = OVERVIEW_WORDS.fullmatch(path.last_with_hyphens)
    return AddressKind.OVERVIEW if is_overview else AddressKind.WORD


def _kind_by_names(path: _Path) -> AddressKind | None:
    """Return the kind that the names of a path show: of services, overviews, pages and themes."""
    service_names = SERVICE, SERVICE_CYRILLIC, SERVICE_OR_NEWS
    is_service = any(pattern.fullmatch(path.last_with_hyphens) for pattern in service_names)
    if is_service and not path.is_below_article:
        return AddressKind.SERVICE
    if OVERVIEW_PARENTS.fullmatch(path.parent):
        return AddressKind.OVERVIEW
    if PAGING.fullmatch(path.parent) and path.last.isdigit():
        is_whole_path = len(path.directories) == 1  # «/page/5123», but not «/news/page/5123»
        is_id = is_whole_path and len(path.last) >= _MIN_PAGE_ID_DIGITS
        return AddressKind.SINGLE if is_id else AddressKind.OVERVIEW
    if _NUMBERED_PAGE.fullmatch(path.last) and not path.has_extension:
        return AddressKind.OVERVIEW
    if _ends_with_day(path.directories, path.last):
        return AddressKind.OVERVIEW
    if THEME_PARENTS.fullmatch(path.parent) and not _has_id(path.last):
        words = _word_count(path.last)
        if words >= _MIN_HEADLINE_SLUG_WORDS:
            return AddressKind.SINGLE
        return AddressKind.THEME if words > 1 else AddressKind.OVERVIEW
    return None


def _ends_with_day(directories: list[str], last: str) -> bool:
    """Return whether a path ends with a year, month or day, as the pages of a calendar do."""
    if _DAY.fullmatch(last):
        return True
    if len(last) == 8 and last.isdigit() and is_day_number(last):
        return True
    if _YEAR.fullmatch(last):
        return True
    if len(last) > 2 or not last.isdigit():
        return False
    return any(_YEAR.fullmatch(segment) for segment in directories[-2:])  # /2026/11/29, /2026/11


def is_day_number(text: str) -> bool:
    """Return whether eight digits are a date such as ``20260527`` or ``27052026``."""
    year_first = text[:4], text[4:6], text[6:]
    day_first = text[4:], text[2:4], text[:2]
    for year, month, day in (year_first, day_first):
        if _YEAR.fullmatch(year):
            try:
                date(int(year), int(month), int(day))
            except ValueError:
                continue
            return True
    return False


def _is_dated(directories: list[str]) -> bool:
    """Return whether the directories of a path hold a day, or a year with a directory below it."""
    for number, segment in enumerate(directories):
        is_last = number == len(directories) - 1
        is_eight_digits = len(segment) == 8 and segment.isdigit()
        if _DAY.fullmatch(segment) or (is_eight_digits and is_day_number(segment)):
            return True
        if _YEAR.fullmatch(segment) and not is_last:
            return True
    return False


def _has_id(segment: str) -> bool:
    """Return whether a segment holds a number of three or more digits that is not a year."""
    numbers = re.findall(r"\d{3,}", segment)
    return any(not _YEAR.fullmatch(number) for number in numbers)


def _is_long_number(segment: str) -> bool:
    """Return whether a segment is a number of three or more digits, and no day or year."""
    if not segment.isdigit() or len(segment) < _MIN_ID_DIGITS or _YEAR.fullmatch(segment):
        return False
    return not (len(segment) == 8 and is_day_number(segment))


def shape(url: str) -> tuple[str, ...]:
    """Return the form of each path segment (``segment_form``), and each parameter as ``?name``."""
    parts = urlsplit(url)
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    end = len(segments) - 1
    forms = [segment_form(segment, last=number == end) for number, segment in enumerate(segments)]
    names = sorted(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    return (*forms, *(f"?{name}" for name in names))


def segment_form(segment: str, *, last: bool) -> str:
    """Return the form of one path segment, such as ``slug`` or ``number.html``.

    The forms are ``year``, ``number`` (of three or more digits), ``short-number`` (of one or two
    digits), ``slug``, ``id`` and ``word``; a file extension follows. A year at the end of a path
    counts as a number.
    """
    extension = FILE_EXTENSION.search(segment)
    name = FILE_EXTENSION.sub("", segment)
    if _YEAR.fullmatch(name) and not last:
        return "year"
    if name.isdigit():
        form = "number" if len(name) >= _MIN_ID_DIGITS else "short-number"
    elif _word_count(name) >= _MIN_SLUG_WORDS or len(name) >= _MIN_SLUG_CHARS:
        form = "slug"
    elif re.search(r"\d{3,}", name) or _MIXED_ID.fullmatch(name):
        form = "id"
    else:
        form = "word"
    return form + (extension[0].lower() if extension else "")


def _word_count(text: str) -> int:
    return len(re.findall(r"[^\W_]+", text))
