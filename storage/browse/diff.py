"""The word-level difference of two texts, in paragraphs a person can read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rapidfuzz.distance import Indel

Kind = Literal["same", "added", "cut"]

_WORDS = re.compile(r"\n+|[^\s]+")
MAX_WORDS = 20_000  # of one text; past it only the beginning is compared


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words both texts have, or only the second (added) or the first (cut)."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Paragraphs of pieces; ``kept`` is the share of the first text's words the second has."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    added: int  # words
    cut: int
    kept: float


def difference(a: str, b: str) -> Difference:
    """Compare word by word: joining same and cut gives ``a``, same and added gives ``b``."""
    words = list(_aligned(_words(a), _words(b)))
    cut, added, same = (
        sum(kind == wanted and word != "\n" for kind, word in words)
        for wanted in ("cut", "added", "same")
    )
    return Difference(tuple(_paragraphs(words)), added, cut, same / (same + cut or 1))


def _words(text: str) -> list[str]:
    return ["\n" if "\n" in word else word for word in _WORDS.findall(text.strip())][:MAX_WORDS]


def _aligned(a: list[str], b: list[str]) -> Iterator[tuple[Kind, str]]:
    for step in Indel.opcodes(a, b):
        if step.tag == "equal":
            yield from (("same", word) for word in b[step.dest_start : step.dest_end])
        else:
            yield from (("cut", word) for word in a[step.src_start : step.src_end])
            yield from (("added", word) for word in b[step.dest_start : step.dest_end])


def _paragraphs(words: list[tuple[Kind, str]]) -> Iterator[tuple[Piece, ...]]:
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
