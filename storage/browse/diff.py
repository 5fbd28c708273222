"""Compares two texts word by word, and returns their difference in paragraphs."""

import re
from collections import Counter
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
    """The difference of two texts, the former and the latter."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    added: int  # words
    cut: int  # words
    kept: float  # the share of the former text's words that the latter text has, 0–1


def difference(former: str, latter: str) -> Difference:
    """Compare two texts word by word.

    The pieces «same» and «cut», joined, are ``former``; «same» and «added», joined, are ``latter``.
    """
    words = list(_aligned(_words(former), _words(latter)))
    counts = Counter(kind for kind, word in words if word != "\n")
    former_words = counts["same"] + counts["cut"]
    kept = counts["same"] / former_words if former_words else 0.0
    return Difference(
        paragraphs=tuple(_paragraphs(words)), added=counts["added"], cut=counts["cut"], kept=kept
    )


def changed_words(former: str, latter: str) -> list[tuple[str, str]]:
    """Return (words cut, words added) of each place where two texts differ, in order."""
    changes: list[tuple[str, str]] = []
    for paragraph in difference(former, latter).paragraphs:
        cut: list[str] = []
        added: list[str] = []
        for piece in [*paragraph, Piece("same", "")]:  # the last piece ends the last change
            if piece.kind == "cut":
                cut.append(piece.text)
            elif piece.kind == "added":
                added.append(piece.text)
            else:
                if cut or added:
                    changes.append((" ".join(cut), " ".join(added)))
                cut, added = [], []
    return changes


def changes_in_context(former: str, latter: str) -> Difference:
    """Return the paragraphs that differ, with a few equal words around each change."""
    whole = difference(former, latter)
    changed = [
        paragraph
        for paragraph in whole.paragraphs
        if any(piece.kind != "same" for piece in paragraph)
    ]
    shortened = tuple(tuple(_shortened(paragraph)) for paragraph in changed)
    return Difference(shortened, whole.added, whole.cut, whole.kept)


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
    """Return the words of a text, with a single "\n" for the breaks between two paragraphs."""
    return ["\n" if "\n" in word else word for word in _WORDS.findall(text.strip())][:MAX_WORDS]


def _aligned(former: list[str], latter: list[str]) -> Iterator[tuple[Kind, str]]:
    """Yield (kind, word) of the words of both texts in order."""
    for opcode in Indel.opcodes(former, latter):
        former_words = former[opcode.src_start : opcode.src_end]
        latter_words = latter[opcode.dest_start : opcode.dest_end]
        if opcode.tag == "equal":
            yield from (("same", word) for word in latter_words)
        else:
            yield from (("cut", word) for word in former_words)
            yield from (("added", word) for word in latter_words)


def _paragraphs(words: list[tuple[Kind, str]]) -> Iterator[tuple[Piece, ...]]:
    """Yield the paragraphs of the second text, and those that only the first text has.

    A line break that was cut ends a paragraph only if all words of the paragraph were cut.
    """
    paragraph: list[tuple[Kind, str]] = []
    for kind, word in [*words, ("same", "\n")]:  # the last break ends the last paragraph
        if word != "\n":
            paragraph.append((kind, word))
        elif paragraph and (kind != "cut" or _is_cut(paragraph)):
            yield tuple(_pieces(paragraph))
            paragraph = []


def _is_cut(paragraph: list[tuple[Kind, str]]) -> bool:
    return all(kind == "cut" for kind, _ in paragraph)


def _pieces(words: list[tuple[Kind, str]]) -> Iterator[Piece]:
    """Yield a piece for each run of words of one kind; ``words`` are (kind, word)."""
    for kind, run in groupby(words, key=_kind_of):
        yield Piece(kind, " ".join(word for _, word in run))


def _kind_of(kind_and_word: tuple[Kind, str]) -> Kind:
    kind, _ = kind_and_word
    return kind
