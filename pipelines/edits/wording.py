"""Looks up names and quotes of one version in the other.

Two forms of a name count as equal. A word and its misprint count as equal, too.

The number of comparisons is limited. A name or quote that was not compared with all others counts
as known. So an edit counts as substantial only if a change was found.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

from rapidfuzz.distance import OSA

from pipelines.copies.values.name_forms import same_name

Quote = tuple[str, ...]  # folded words
_T = TypeVar("_T", bound=Hashable)

_MIN_MISPRINT_LETTERS = 4  # shorter words that differ by a letter are two different words
_MAX_UNKNOWN = 200  # names or quotes that the other version does not have in the same form
_MAX_COMPARED = 200  # with one name or quote
_MAX_LENGTH_DIFFERENCE = 16  # of two forms of a name, in letters, as in an initial and its name


def has_new_name(names: Iterable[str], known_names: Iterable[str]) -> bool:
    """Return whether one of the folded names is no form and no misprint of a known name."""
    by_start_and_length: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for name in dict.fromkeys(known_names):
        by_start_and_length[name[:1], len(name)].append(name)
    return _has_new(names, lambda name: _names_like(name, by_start_and_length), is_one_name)


def has_new_quote(quotes: Iterable[Quote], other_quotes: Collection[Quote]) -> bool:
    """Return whether one of the quotes is not among the other quotes; misprints do not count."""
    known_quotes = set(other_quotes)
    by_length: defaultdict[int, list[Quote]] = defaultdict(list)
    for quote in known_quotes:
        by_length[len(quote)].append(quote)
    unknown = (quote for quote in quotes if quote not in known_quotes)
    return _has_new(unknown, lambda quote: by_length.get(len(quote), ()), is_one_quote)


def is_one_name(one: str, other: str) -> bool:
    """Return whether two words are forms of one name, or a name and its misprint."""
    return one[:1] == other[:1] and (same_name(one, other) or _differ_by_a_letter(one, other))


def is_one_quote(one: Quote, other: Quote) -> bool:
    """Return whether two quotes have the same words, apart from misprints."""
    return len(one) == len(other) and all(
        word == other_word or _differ_by_a_letter(word, other_word)
        for word, other_word in zip(one, other, strict=True)
    )


def _has_new(
    unknown: Iterable[_T],
    candidates_of: Callable[[_T], Iterable[_T]],
    are_equal: Callable[[_T, _T], bool],
) -> bool:
    """Return whether one of the names or quotes equals none of its candidates."""
    for value in islice(dict.fromkeys(unknown), _MAX_UNKNOWN):
        candidates = list(islice(candidates_of(value), _MAX_COMPARED))
        are_all_compared = len(candidates) < _MAX_COMPARED
        if are_all_compared and not any(are_equal(value, other) for other in candidates):
            return True
    return False


def _names_like(name: str, by_start_and_length: dict[tuple[str, int], list[str]]) -> Iterator[str]:
    """Return the names with the same first letter; names of nearly equal length come first."""
    differences = sorted(range(-_MAX_LENGTH_DIFFERENCE, _MAX_LENGTH_DIFFERENCE + 1), key=abs)
    keys = ((name[:1], len(name) + difference) for difference in differences)
    return chain.from_iterable(by_start_and_length.get(key, ()) for key in keys)


def _differ_by_a_letter(one: str, other: str) -> bool:
    """Return whether two words are equal, or one is long enough and a misprint of the other."""
    return min(len(one), len(other)) >= _MIN_MISPRINT_LETTERS and OSA.distance(one, other) <= 1
