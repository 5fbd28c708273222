"""Passages of a text with the asked words marked; everything else is escaped."""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from storage.search.expression import asked_words
from storage.search.query import Term
from storage.search.stems import algorithm, fold_text, stem

_WORD = re.compile(r"[^\W_]+")
SHOWN = 260  # characters


def marked(text: str, terms: Sequence[Term], language: str | None) -> Markup:
    """The whole text, escaped, with the asked words in ``<mark>``."""
    return _with_marks(text, _places(text, terms, language))


def snippet(text: str, terms: Sequence[Term], language: str | None) -> Markup:
    """The passage in which most of the asked words stand, or the beginning."""
    places = _places(text, terms, language)
    start = _best_start(text, places)
    end = min(len(text), start + SHOWN)
    while end < len(text) and not text[end].isspace() and end < start + SHOWN + 30:
        end += 1
    inside = [(a - start, b - start, t) for a, b, t in places if a >= start and b <= end]
    passage = _with_marks(text[start:end].replace("\n", " "), inside)
    return Markup("{}{}{}").format("… " if start else "", passage, " …" if end < len(text) else "")


def _places(text: str, terms: Sequence[Term], language: str | None) -> list[tuple[int, int, int]]:
    """(start, end, number of the term) of each asked word, in order."""
    used = frozenset({algorithm(language)})
    asked = [
        (frozenset(), frozenset()) if term.exact or term.prefix else asked_words(term, used)
        for term in terms
    ]
    places = []
    for match in _WORD.finditer(text):
        word = fold_text(match[0]).lower()
        for number, term in enumerate(terms):
            if _is_asked(word, term, *asked[number], language):
                places.append((match.start(), match.end(), number))
                break
    return places


def _is_asked(
    word: str, term: Term, stems: frozenset[str], forms: frozenset[str], language: str | None
) -> bool:
    words = [one.lower() for one in term.words]
    if term.prefix:
        return word.startswith(words[-1])
    if term.exact:
        return word in words
    return word in forms or word in stems or stem(word, algorithm(language)) in stems


def _best_start(text: str, places: Sequence[tuple[int, int, int]]) -> int:
    best, most = 0, 0
    for start, _, _ in places:
        inside = {number for a, b, number in places if start <= a and b <= start + SHOWN - 40}
        if len(inside) > most:
            best, most = start, len(inside)
    begin = max(0, best - 40)
    space = text.find(" ", begin, best)
    return 0 if begin == 0 else (space + 1 or best)


def _with_marks(text: str, places: Sequence[tuple[int, int, int]]) -> Markup:
    parts, last = [], 0
    for start, end, _ in places:
        parts += [escape(text[last:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        last = end
    return Markup("").join([*parts, escape(text[last:])])
