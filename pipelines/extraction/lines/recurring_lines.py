"""Finds lines that recur in many stories of a source and are therefore noise, in any language.

A line counts once for each *story* that contains it. So a line of reprints, or of the versions of
one article, counts once.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import xxhash

# A recurring line is in at least this many stories of a source, and in this share of its recent
# stories. With 3 stories, Polish development pages lost real text.
MIN_STORIES = 5
MIN_SHARE = 0.1
_EDGE_LINES = 4  # this many lines at the beginning and the end of a text may have any length
_MAX_LEARNABLE_CHARS = 160  # a longer line between them is a paragraph and is not learnt
_MAX_COUNTER_CHARS = 40  # in a line up to this length, digits are the value of a counter
# Hashes in memory; the lines of one batch of articles are hashed several times.
_MAX_CACHED_LINES = 4096
_DIGITS = re.compile(r"\d+")
_MAX_SQLITE_INTEGER = (1 << 63) - 1  # integers of SQLite are signed
# Limits of the search for copies among saved pages.
_MAX_HOLDERS = 50  # pages with one line that are compared
_MAX_COMPARED_PAGES = 5  # with one page


@dataclass(frozen=True, slots=True)
class LearnableLine:
    """A line of an article that may be found to recur."""

    hash: int
    text: str


@lru_cache(maxsize=_MAX_CACHED_LINES)
def line_hash(text: str) -> int:
    """Return a hash of a line; upper and lower case, spaces and outer punctuation do not matter.

    In short lines («Просмотров: 248») all numbers count as equal. In longer lines numbers are
    facts.
    """
    plain = " ".join(text.casefold().split()).strip(" .,;:!—–-|·•")
    if len(plain) <= _MAX_COUNTER_CHARS:
        plain = _DIGITS.sub("0", plain)
    return xxhash.xxh3_64_intdigest(plain.encode()) & _MAX_SQLITE_INTEGER


def learnable_lines(body: str) -> list[LearnableLine]:
    """Return the lines of a body that may be found to recur, each once."""
    lines = body.split("\n")
    first_of_end = len(lines) - _EDGE_LINES
    text_of_hash = {}
    for number, text in enumerate(lines):
        is_at_edge = number < _EDGE_LINES or number >= first_of_end
        if text and (is_at_edge or len(text) <= _MAX_LEARNABLE_CHARS):
            text_of_hash[line_hash(text)] = text
    return [LearnableLine(hashed, text) for hashed, text in text_of_hash.items()]


def without_lines(body: str, cuts: Collection[int]) -> str:
    """Return the body without the lines whose hashes are in ``cuts``.

    If no line would be left, the body is returned unchanged.
    """
    if not cuts:
        return body
    others = [text for text in body.split("\n") if line_hash(text) not in cuts]
    return "\n".join(others) or body


def learn_cuts(bodies: Mapping[str, str], story_of: Mapping[str, object]) -> set[int]:
    """Return the hashes of the recurring lines in the saved pages of one site.

    ``bodies`` maps a page to its text, and ``story_of`` maps it to its story. A page that is not in
    ``story_of`` is a story of its own.
    """
    stories_with: defaultdict[int, set[object]] = defaultdict(set)  # by the hash of a line
    for page, body in bodies.items():
        for line in learnable_lines(body):
            stories_with[line.hash].add(story_of.get(page, page))
    story_count = len({story_of.get(page, page) for page in bodies})
    return {hashed for hashed, stories in stories_with.items() if recurs(len(stories), story_count)}


def recurs(story_count: int, recent_count: int) -> bool:
    """Return whether a line that is in so many of a source's recent stories is a recurring line."""
    return story_count >= MIN_STORIES and story_count >= MIN_SHARE * recent_count


def cut_lines(body: str, cuts: Collection[int]) -> Iterable[str]:
    """Return the lines that ``without_lines`` removes from a body."""
    return (text for text in body.split("\n") if line_hash(text) in cuts)


def group_copies(bodies: Mapping[str, str]) -> dict[str, int]:
    """Return a number for each page of one site, equal for pages that are probably copies.

    Copies share at least half of their long lines.
    """
    long_lines = [
        {line_hash(text) for text in body.split("\n") if len(text) > _MAX_LEARNABLE_CHARS}
        for body in bodies.values()
    ]
    story_of = list(range(len(bodies)))  # by the number of a page: at first each is its own story
    pages_with: defaultdict[int, list[int]] = defaultdict(list)  # by the hash of a line
    for page_number, own_lines in enumerate(long_lines):
        for other in _most_shared(own_lines, pages_with):
            other_lines = long_lines[other]
            shorter = min(len(own_lines), len(other_lines))
            if shorter > 0 and 2 * len(own_lines & other_lines) >= shorter:
                story_of[page_number] = story_of[other]
                break
        for hashed in own_lines:
            pages_with[hashed].append(page_number)
    return dict(zip(bodies, story_of, strict=True))


def _most_shared(lines: Iterable[int], pages_with: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the earlier pages that share the most of these lines, which are given as hashes."""
    shared_count: defaultdict[int, int] = defaultdict(int)  # by the number of a page
    for hashed in lines:
        for page_number in pages_with.get(hashed, ())[:_MAX_HOLDERS]:
            shared_count[page_number] += 1
    most_shared_first = sorted(shared_count, key=lambda number: -shared_count[number])
    return most_shared_first[:_MAX_COMPARED_PAGES]
