"""Sentences as templates: the unit in which boilerplate and stock phrases recur.

A sentence counts with its numbers and names masked, so that «Погибли 2 человека» and «Погибли 5
человек», or an outlet's call to subscribe under another outlet's name, are one sentence. Sentences
of fewer than four words («Фото: …») say nothing about a text and are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import xxhash

from pipelines.slots import Slot

_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words ``start:end`` of a text and the signed 32-bit hash of their template."""

    start: int
    end: int
    template: int


def sentences(
    words: Sequence[str], slots: Sequence[Slot], opening: Sequence[int]
) -> tuple[Sentence, ...]:
    """Cut a text, given its folded words, at the words that open a sentence; in order."""
    if not opening:
        return ()
    ends = [*opening[1:], len(words)]
    return tuple(
        Sentence(start, end, _template(words[start:end], slots[start:end]))
        for start, end in zip(opening, ends, strict=True)
        if end - start >= _LEAST_WORDS
    )


def _template(words: Sequence[str], slots: Sequence[Slot]) -> int:
    masked: list[str] = []
    for word, slot in zip(words, slots, strict=True):
        if slot is Slot.NAME:
            if not masked or masked[-1] != "@":
                masked.append("@")
        else:
            masked.append("#" if slot is Slot.NUMBER else word)
    return xxhash.xxh32_intdigest(" ".join(masked).encode("utf-8", "surrogatepass")) - (1 << 31)
