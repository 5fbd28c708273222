"""Lines that recur across a source's stories, and are therefore noise, in any language.

A line counts once for each *story* it stands in: a line that recurs because a story was reprinted,
or an article revised, has been seen in one story only.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import xxhash

MIN_STORIES = 5  # distinct stories; with 3, Polish development pages lost real text
MIN_SHARE = 0.1  # of a source's recent stories; a rarer line is a phrase that people use
_EDGE_LINES = 4  # at either end of a text, which may be learnt whatever their length
_MAX_LEARNABLE_CHARS = 160  # of a line further inside
_MAX_COUNTER_CHARS = 40  # of a line whose digits are taken for a counter
_DIGITS = re.compile(r"\d+")
_MAX_SQLITE_INTEGER = (1 << 63) - 1  # which is signed


@dataclass(frozen=True, slots=True)
class LearnableLine:
    """A learnable line of an article."""

    hash: int
    text: str


def line_hash(text: str) -> int:
    """Return the hash of a line without regard to case, spaces and outer punctuation.

    In short lines («Просмотров: 248») all digits count as equal; in sentences they are facts.
    """
    plain = " ".join(text.casefold().split()).strip(" .,;:!—–-|·•")
    if len(plain) <= _MAX_COUNTER_CHARS:
        plain = _DIGITS.sub("0", plain)
    return xxhash.xxh3_64_intdigest(plain.encode()) & _MAX_SQLITE_INTEGER


def learnable_lines(body: str) -> list[LearnableLine]:
    """Return the lines of a body that may turn out to recur, each once."""
    lines = body.split("\n")
    last = len(lines) - _EDGE_LINES
    found = {
        line_hash(text): text
        for i, text in enumerate(lines)
        if text and (len(text) <= _MAX_LEARNABLE_CHARS or i < _EDGE_LINES or i >= last)
    }
    return [LearnableLine(number, text) for number, text in found.items()]


def without_lines(body: str, cuts: Collection[int]) -> str:
    """Return the body without the lines hashed in ``cuts``; unchanged if none would be left."""
    if not cuts:
        return body
    kept = [text for text in body.split("\n") if line_hash(text) not in cuts]
    return "\n".join(kept) or body


def learn_cuts(bodies: Mapping[str, str], story_of: Mapping[str, object]) -> set[int]:
    """Learn from the saved pages of one site at once.

    ``bodies`` maps a page to its text, ``story_of`` a page to its story; a page without one is a
    story of its own. Returns the hashes of the lines to cut.
    """
    stories: defaultdict[int, set[object]] = defaultdict(set)
    for page, body in bodies.items():
        for found in learnable_lines(body):
            stories[found.hash].add(story_of.get(page, page))
    total = len({story_of.get(page, page) for page in bodies})
    return {number for number, seen in stories.items() if recurs(len(seen), total)}


def recurs(stories: int, recent: int) -> bool:
    """Return whether a line recurs that stands in ``stories`` of a source's ``recent`` stories."""
    return stories >= MIN_STORIES and stories >= MIN_SHARE * recent


def cut_lines(body: str, cuts: Collection[int]) -> Iterable[str]:
    """Return the lines that ``without_lines`` removes from a body."""
    return (text for text in body.split("\n") if line_hash(text) in cuts)


def group_copies(bodies: Mapping[str, str]) -> dict[str, int]:
    """Number the stories of one site's pages, roughly: copies share half of their long lines."""
    texts = list(bodies)
    lines = [
        {line_hash(t) for t in bodies[page].split("\n") if len(t) > _MAX_LEARNABLE_CHARS}
        for page in texts
    ]
    story = list(range(len(texts)))
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for i, own in enumerate(lines):
        for other in _most_shared(own, holders):
            if 2 * len(own & lines[other]) >= min(len(own), len(lines[other])) > 0:
                story[i] = story[other]
                break
        for number in own:
            holders[number].append(i)
    return dict(zip(texts, story, strict=True))


def _most_shared(own: Iterable[int], holders: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the five earlier pages that share the most lines."""
    shared: defaultdict[int, int] = defaultdict(int)
    for number in own:
        for other in holders.get(number, ())[:50]:
            shared[other] += 1
    return sorted(shared, key=lambda other: -shared[other])[:5]
