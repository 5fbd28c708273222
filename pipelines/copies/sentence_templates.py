"""Templates of sentences: the unit in which boilerplate and stock phrases recur.

A sentence counts with its numbers and names masked, so that «Погибли 2 человека» and «Погибли 5
человек», or an outlet's call to subscribe under another outlet's name, are one sentence. Sentences
of fewer than four words («Фото: …») are no evidence and are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import xxhash

MIN_SENTENCE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words ``start:end`` of a text and the signed 32-bit hash of their template."""

    start: int
    end: int
    template: int


def template_of(masked: Iterable[str]) -> int:
    """Return the hash of a sentence, given its words with ``@`` for names and ``#`` for numbers."""
    template = " ".join(masked)
    while "@ @" in template:
        template = template.replace("@ @", "@")
    return xxhash.xxh32_intdigest(template.encode("utf-8", "surrogatepass")) - (1 << 31)
