"""Compares two texts word by word, and returns their difference in paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rapidfuzz.distance import Indel

Kind = Literal["same", "added", "cut"]

# A word with its punctuation, or the breaks between two paragraphs.
_WORDS = re.compile(r"\n+|[^\s]+")
_CONTEXT_WORDS = 6  # equal words that are shown before and after a change
MAX_WORDS = 20_000  # of each text that are compared, so that the page loads quickly


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive words of both texts (same), the second only (added) or the first only (cut)."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two texts; ``kept`` is the share of the first one's words in the second."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    added: int  # words
    cut: int
    kept: float


def difference(a: str, b: str) -> Difference:
    """Compare two texts word by word.

    The pieces «same» and «cut» give ``a`` when they are joined; «same» and «added» give ``b``.
    """
    words = list(_aligned(_words(a), _words(b)))
    cut, added, same = (
        sum(kind == counted and word != "\n" for kind, word in words)
        for counted in ("cut", "added", "same")
    )
    return Difference(tuple(_paragraphs(words)), added, cut, same / (same + cut or 1))


def changed_words(a: str, b: str) -> list[tuple[str, str]]:
    """Return the words cut and the words added at each place where two texts differ."""
    found: list[tuple[str, str]] = []
    for paragraph in difference(a, b).paragraphs:
        cut: list[str] = []
        added: list[str] = []
        for piece in [*paragraph, Piece("same", "")]:
            if piece.kind == "same":
                if cut or added:
                    found.append((" ".join(cut), " ".join(added)))
                cut, added = [], []
            else:
                (cut if piece.kind == "cut" else added).append(piece.text)
    return found


def changes_in_context(a: str, b: str) -> Difference:
    """Return the paragraphs that differ, with a few equal words around each change."""
    found = difference(a, b)
    changed = [p for p in found.paragraphs if any(piece.kind != "same" for piece in p)]
    shortened = tuple(tuple(_shortened(paragraph)) for paragraph in changed)
    return Difference(shortened, found.added, found.cut, found.kept)


def _shortened(paragraph: tuple[Piece, ...]) -> Iterator[Piece]:
    """Yield the pieces with «…» in place of equal words that are far from a change."""
    for number, piece in enumerate(paragraph):
        words = piece.text.split()
        before = [] if number == 0 else words[:_CONTEXT_WORDS]
        after = [] if number == len(paragraph) - 1 else words[-_CONTEXT_WORDS:]
        if piece.kind == "same" and len(before) + len(after) < len(words):
            yield Piece("same", " ".join([*before, "…", *after]))
        else:
            yield piece


def _words(text: str) -> list[str]:
    return ["\n" if "\n" in word else word for word in _WORDS.findall(text.strip())][:MAX_WORDS]


def _aligned(a: list[str], b: list[str]) -> Iterator[tuple[Kind, str]]:
    """Yield the words of both texts in order, each with its kind."""
    for opcode in Indel.opcodes(a, b):
        if opcode.tag == "equal":
            yield from (("same", word) for word in b[opcode.dest_start : opcode.dest_end])
        else:
            yield from (("cut", word) for word in a[opcode.src_start : opcode.src_end])
            yield from (("added", word) for word in b[opcode.dest_start : opcode.dest_end])


def _paragraphs(words: list[tuple[Kind, str]]) -> Iterator[tuple[Piece, ...]]:
    """Yield the paragraphs of the second text, and those that only the first text has.

    A line break that was cut ends a paragraph only if all words of the paragraph were cut.
    """
    paragraph: list[tuple[Kind, str]] = []
    for kind, word in [*words, ("same", "\n")]:
        if word != "\n":
            paragraph.append((kind, word))
        elif paragraph and (kind != "cut" or all(k == "cut" for k, _ in paragraph)):
            yield tuple(_pieces(paragraph))
            paragraph = []


def _pieces(words: list[tuple[Kind, str]]) -> Iterator[Piece]:
    for kind, run in groupby(words, key=lambda word: word[0]):
        yield Piece(kind, " ".join(word for _, word in run))
