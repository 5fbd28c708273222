"""Computes the templates of sentences, by which recurring sentences are recognised.

A template is a sentence with its numbers and names masked. So «Погибли 2 человека в Пензе» and
«Погибли 3 человека в Самаре» have one template. The calls to subscribe of two outlets have one
template, too. Sentences of fewer than four words («Фото: …») are no evidence and are left out.
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
    unsigned = xxhash.xxh32_intdigest(template.encode("utf-8", "surrogatepass"))
    return unsigned - (1 << 31)
