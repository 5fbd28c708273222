"""Text blocks that recur across a source's stories: noise by evidence, in any language.

A block is a line of the body. What counts is in how many *stories* it stands: a block that
recurs because a story was reprinted, or an article revised, has been seen in one story only.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import xxhash

THRESHOLD = 5  # distinct stories; with 3, Polish development pages lost real text
SHARE = 0.1  # of a source's recent stories; rarer repetition is a habit of speech
_EDGE = 4  # lines at either end of a text that may be learnt whatever their length
_SHORT = 160  # characters of a line that may be learnt anywhere
_COUNTER = 40  # characters of a line that may be a counter or an informer
_DIGITS = re.compile(r"\d+")
_MASK = (1 << 63) - 1  # SQLite's integers are signed


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A learnable line of an article."""

    hash: int
    text: str


def block_hash(text: str) -> int:
    """One number for lines alike but for case, spaces and punctuation at the ends.

    In short lines («Просмотров: 248») digits count as alike too; in sentences they are facts.
    """
    plain = " ".join(text.casefold().split()).strip(" .,;:!—–-|·•")
    if len(plain) <= _COUNTER:
        plain = _DIGITS.sub("0", plain)
    return xxhash.xxh3_64_intdigest(plain.encode()) & _MASK


def learnable(body: str) -> list[TextBlock]:
    """The lines of a body that can turn out to be boilerplate, each once."""
    lines = body.split("\n")
    last = len(lines) - _EDGE
    found = {
        block_hash(text): text
        for i, text in enumerate(lines)
        if text and (len(text) <= _SHORT or i < _EDGE or i >= last)
    }
    return [TextBlock(number, text) for number, text in found.items()]


def without(body: str, cuts: Collection[int]) -> str:
    """The body without the blocks ruled to be cut; a body of nothing else is left as it is."""
    if not cuts:
        return body
    kept = [text for text in body.split("\n") if block_hash(text) not in cuts]
    return "\n".join(kept) or body


def learn_cuts(bodies: Mapping[str, str], story_of: Mapping[str, object]) -> set[int]:
    """Learn from the saved pages of one site at once.

    ``bodies`` maps a page to its text and ``story_of`` a page to its story; pages without one
    stand for themselves. Returns the hashes to cut.
    """
    stories: defaultdict[int, set[object]] = defaultdict(set)
    for page, body in bodies.items():
        for block in learnable(body):
            stories[block.hash].add(story_of.get(page, page))
    total = len({story_of.get(page, page) for page in bodies})
    return {number for number, seen in stories.items() if recurs(len(seen), total)}


def recurs(stories: int, recent: int) -> bool:
    """Whether a block seen in so many stories, of so many recent ones, is boilerplate."""
    return stories >= THRESHOLD and stories >= SHARE * recent


def cut_lines(body: str, cuts: Collection[int]) -> Iterable[str]:
    """The lines that ``without`` takes out of a body."""
    return (text for text in body.split("\n") if block_hash(text) in cuts)


def group_copies(bodies: Mapping[str, str]) -> dict[str, int]:
    """Tell copies among the pages of one site, roughly: most of one's lines stand in the other."""
    texts = list(bodies)
    lines = [{block_hash(t) for t in bodies[page].split("\n") if len(t) > _SHORT} for page in texts]
    story = list(range(len(texts)))
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for i, mine in enumerate(lines):
        for other in _best_shared(mine, holders):
            if 2 * len(mine & lines[other]) >= min(len(mine), len(lines[other])) > 0:
                story[i] = story[other]
                break
        for number in mine:
            holders[number].append(i)
    return dict(zip(texts, story, strict=True))


def _best_shared(mine: Iterable[int], holders: Mapping[int, Sequence[int]]) -> list[int]:
    shared: defaultdict[int, int] = defaultdict(int)
    for number in mine:
        for other in holders.get(number, ())[:50]:
            shared[other] += 1
    return sorted(shared, key=lambda other: -shared[other])[:5]
