"""Whether the headlines of two articles agree, for bodies that are no evidence by themselves.

The body of a stub («Подробности смотрите в нашем видеосюжете.», a paywall's sentence) is the same
under any headline and has no word of it; a report repeats the words of its headline.
"""

from pipelines.copies.tokens import fold, words

_STEM_LETTERS = 5
_MIN_LETTERS = 4  # of a word that counts
_MIN_SHARE = 0.7  # of the stems of the shorter headline


def headline_stems(headline: str) -> frozenset[str]:
    """Return the beginnings of the longer words of a headline, and its numbers."""
    folded = (fold(word) for word in words(headline))
    return frozenset(
        word[:_STEM_LETTERS] for word in folded if len(word) >= _MIN_LETTERS or word.isdecimal()
    )


def headlines_agree(one: str, other: str) -> bool:
    """Return whether two headlines have most words in common; a missing one agrees with any."""
    stems, others = headline_stems(one), headline_stems(other)
    smaller = min(len(stems), len(others))
    return not smaller or len(stems & others) >= _MIN_SHARE * smaller


def are_unrelated(
    headlines: tuple[str, str], bodies: tuple[frozenset[str], frozenset[str]]
) -> bool:
    """Return whether two headlines share no word, and neither shares one with its body.

    ``bodies`` are the vocabularies of the bodies.
    """
    stems, others = headline_stems(headlines[0]), headline_stems(headlines[1])
    if not stems or not others or stems & others:
        return False
    return not any(
        word[:_STEM_LETTERS] in found
        for found, vocabulary in zip((stems, others), bodies, strict=True)
        for word in vocabulary
    )
