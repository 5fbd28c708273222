"""Recognises an article whose address changed because its headline was corrected.

At many outlets an address holds a number and the words of the headline, as in
``/news/7901-pozhar-v-zarechnom.html``. When the headline is corrected, the words change.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import numpy as np

from pipelines.copies.shingles import shingles
from pipelines.parsing.text import alphanumeric
from pipelines.parsing.urls import identity
from storage.articles.rows import StoredArticle

# A number between signs or underscores; one with fewer digits belongs to the headline.
_NUMBER = re.compile(r"(?<![^\W_])\d{3,20}(?![^\W_])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W_]+")
_FILE_EXTENSION = re.compile(r"\.(?:s?html?|php|aspx?)$")
_MIN_RESEMBLANCE = 0.5  # of the texts; an edited text has far more, another article far less
_MIN_HEADLINE_WORDS = 3  # in the segment above a number, which then holds a headline


def article_number(url: str) -> str | None:
    """Return the number beside the words of an address, or None if there is no such number."""
    return _fixed_parts(url).number


def same_article(
    url: str,
    headline: str,
    article_body: str,
    published: date | None,
    stored: Iterable[StoredArticle],
) -> int | None:
    """Return the id of the stored article that was published under another address; or None.

    The addresses must differ in their words only. The days must be equal, and the headlines must
    be equal or the texts must resemble each other.
    """
    fixed_parts = _fixed_parts(url)
    if fixed_parts.number is None or published is None:
        return None
    for other in stored:
        if _fixed_parts(other.url) != fixed_parts:
            continue
        if (other.published or "")[:10] != published.isoformat()[:10]:
            continue
        is_titled_alike = alphanumeric(other.headline) == alphanumeric(headline)
        if is_titled_alike or _resemblance(other.article_body, article_body) >= _MIN_RESEMBLANCE:
            return other.id
    return None


class _FixedParts(NamedTuple):
    """The parts of an address that stay when its headline is corrected."""

    number: str | None  # beside the words of the headline
    others: tuple[str, ...] = ()  # host, number of segments, other directories, parameters


def _fixed_parts(url: str) -> _FixedParts:
    """Return the parts of an address without the words of the headline.

    The number and the words are in one segment, as in ``/7901-pozhar``, or in two segments, as in
    ``/7901/pozhar`` and ``/pozhar-v-zarechnom/7901``.
    """
    parts = urlsplit(identity(url))
    segments = [unquote(part).lower() for part in parts.path.split("/") if part]
    if not segments:
        return _FixedParts(None)
    last = _FILE_EXTENSION.sub("", segments[-1])
    above = segments[-2] if len(segments) > 1 else ""
    if _LETTER.search(last):
        number = max(_numbers(last), key=len, default=None) or _only_number(above)
        directories = segments[:-1]
    else:
        has_words = len(_WORD.findall(above)) >= _MIN_HEADLINE_WORDS
        number = _only_number(last) if has_words else None
        directories = segments[:-2]
    query = sorted(f"{name}={value}" for name, value in parse_qsl(parts.query))
    return _FixedParts(number, (parts.netloc, str(len(segments)), *directories, *query))


def _only_number(segment: str) -> str | None:
    """Return the number of a segment that is nothing but a number, and no year."""
    numbers = _numbers(segment) if segment.isdecimal() else []
    return numbers[0] if numbers else None


def _numbers(segment: str) -> list[str]:
    return [number for number in _NUMBER.findall(segment) if not _YEAR.fullmatch(number)]


def _resemblance(one: str, other: str) -> float:
    """Return the share of all shingles that both texts have, 0–1 (Broder 1997)."""
    of_one, of_other = np.unique(shingles(one)), np.unique(shingles(other))
    in_both = len(np.intersect1d(of_one, of_other, assume_unique=True))
    in_any = len(of_one) + len(of_other) - in_both
    return in_both / max(1, in_any)
