"""Compares the headlines of two articles whose bodies are no evidence by themselves.

The body of a stub is the same under any headline, and repeats no word of the headline. Examples are
«Подробности смотрите в нашем видеосюжете.» and the sentence of a paywall. The body of a report
repeats words of its headline.
"""

from pipelines.copies.tokens import fold, words

STEM_LETTERS = 5  # words are compared by their first letters, since endings differ by case
_MIN_LETTERS = 4  # of a compared word; shorter words are prepositions and the like
_MIN_SHARE = 0.7  # the part of the shorter headline's stems that must be in the other headline


def headline_stems(headline: str) -> frozenset[str]:
    """Return the beginnings of the longer words of a headline, and its numbers.

    A headline of short words only («ДТП») has all of its words. Without any, it would agree with
    every headline.
    """
    folded = [fold(word) for word in words(headline)]
    longer = [word for word in folded if len(word) >= _MIN_LETTERS or word.isdecimal()]
    return frozenset(word[:STEM_LETTERS] for word in longer or folded)


def headlines_agree(one: str, other: str) -> bool:
    """Return whether two headlines have most stems in common; an empty one agrees with any."""
    stems, others = headline_stems(one), headline_stems(other)
    smaller = min(len(stems), len(others))
    return not smaller or len(stems & others) >= _MIN_SHARE * smaller


def are_unrelated(
    headlines: tuple[str, str], bodies: tuple[frozenset[str], frozenset[str]]
) -> bool:
    """Return whether two headlines share no word with each other or with their bodies.

    ``bodies`` are the vocabularies of the bodies.
    """
    stems, others = map(headline_stems, headlines)
    if not stems or not others or stems & others:
        return False
    return not any(
        word[:STEM_LETTERS] in stems_of_headline
        for stems_of_headline, vocabulary in zip((stems, others), bodies, strict=True)
        for word in vocabulary
    )
