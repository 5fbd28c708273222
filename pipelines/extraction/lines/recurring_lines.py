"""Finds lines that recur in many stories of a source and are therefore noise, in any language.

A line counts once for each *story* that contains it. So a line of reprints, or of the versions of
one article, counts once.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import xxhash

# A recurring line is in at least so many stories of a source, and in this share of its recent
# stories. With 3 stories, Polish development pages lost real text.
MIN_STORIES = 5
MIN_SHARE = 0.1
_EDGE_LINES = 4  # so many lines at the beginning and the end of a text may have any length
_MAX_LEARNABLE_CHARS = 160  # a longer line between them is a paragraph and is not learnt
_MAX_COUNTER_CHARS = 40  # in a line up to this length, digits are the value of a counter
_DIGITS = re.compile(r"\d+")
_MAX_SQLITE_INTEGER = (1 << 63) - 1  # integers of SQLite are signed


@dataclass(frozen=True, slots=True)
class LearnableLine:
    """A line of an article that may be found to recur."""

    hash: int
    text: str


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
    last = len(lines) - _EDGE_LINES
    found = {
        line_hash(text): text
        for i, text in enumerate(lines)
        if text and (len(text) <= _MAX_LEARNABLE_CHARS or i < _EDGE_LINES or i >= last)
    }
    return [LearnableLine(number, text) for number, text in found.items()]


def without_lines(body: str, cuts: Collection[int]) -> str:
    """Return the body without the lines whose hashes are in ``cuts``.

    If no line would be left, the body is returned unchanged.
    """
    if not cuts:
        return body
    kept = [text for text in body.split("\n") if line_hash(text) not in cuts]
    return "\n".join(kept) or body


def learn_cuts(bodies: Mapping[str, str], story_of: Mapping[str, object]) -> set[int]:
    """Return the hashes of the recurring lines in the saved pages of one site.

    ``bodies`` maps a page to its text, and ``story_of`` maps it to its story. A page that is not in
    ``story_of`` is a story of its own.
    """
    stories: defaultdict[int, set[object]] = defaultdict(set)
    for page, body in bodies.items():
        for found in learnable_lines(body):
            stories[found.hash].add(story_of.get(page, page))
    total = len({story_of.get(page, page) for page in bodies})
    return {number for number, seen in stories.items() if recurs(len(seen), total)}


def recurs(stories: int, recent: int) -> bool:
    """Return whether a line in ``stories`` of a source's ``recent`` stories is a recurring line."""
    return stories >= MIN_STORIES and stories >= MIN_SHARE * recent


def cut_lines(body: str, cuts: Collection[int]) -> Iterable[str]:
    """Return the lines that ``without_lines`` removes from a body."""
    return (text for text in body.split("\n") if line_hash(text) in cuts)


def group_copies(bodies: Mapping[str, str]) -> dict[str, int]:
    """Return a number for each page of one site, equal for pages that are probably copies.

    Copies share at least half of their long lines.
    """
    pages = list(bodies)
    lines = [
        {line_hash(text) for text in bodies[page].split("\n") if len(text) > _MAX_LEARNABLE_CHARS}
        for page in pages
    ]
    story = list(range(len(pages)))
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for i, own in enumerate(lines):
        for other in _most_shared(own, holders):
            if 2 * len(own & lines[other]) >= min(len(own), len(lines[other])) > 0:
                story[i] = story[other]
                break
        for number in own:
            holders[number].append(i)
    return dict(zip(pages, story, strict=True))


def _most_shared(own: Iterable[int], holders: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the five earlier pages that share the most lines."""
    shared: defaultdict[int, int] = defaultdict(int)
    for number in own:
        for other in holders.get(number, ())[:50]:
            shared[other] += 1
    return sorted(shared, key=lambda other: -shared[other])[:5]
