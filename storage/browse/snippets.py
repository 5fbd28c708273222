"""Formats texts and passages of search results as HTML with the words of the query marked."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from storage.search.expression import asked_words
from storage.search.query_tree import Term
from storage.search.stems import algorithm, fold_text, stem

# «мост», «2026»; «_» separates words.
_WORD = re.compile(r"[^\W_]+")
MAX_SNIPPET_CHARS = 260  # about three lines; a word that begins before the end is completed
MAX_CACHED_QUERIES = 16  # the latest queries, whose words are cached
MAX_CACHED_WORDS = 5_000  # of one query, about 0.5 MB
_MAX_CHARS_BEFORE = 40  # of the text that is shown before the first marked word
_MAX_WORD_END_CHARS = 30  # by which a snippet may be longer, to complete a word


class _Match(NamedTuple):
    """A word of a text that a term of the query asks for."""

    start: int
    end: int
    term: int  # index of the term


def marked(text: str, terms: Sequence[Term], language: str | None) -> Markup:
    """Return the whole text, escaped, with the words of the query in ``<mark>``."""
    return _with_marks(text, _matches(text, terms, language))


def snippet(text: str, terms: Sequence[Term], language: str | None) -> Markup:
    """Return the passage with most words of the query, or the beginning if there are none."""
    matches = _matches(text, terms, language)
    start = _start_of_passage(text, matches)
    end = min(len(text), start + MAX_SNIPPET_CHARS)
    max_end = min(len(text), start + MAX_SNIPPET_CHARS + _MAX_WORD_END_CHARS)
    while end < max_end and not text[end].isspace():
        end += 1
    matches_of_passage = [
        _Match(match.start - start, match.end - start, match.term)
        for match in matches
        if match.start >= start and match.end <= end
    ]
    passage = _with_marks(text[start:end].replace("\n", " "), matches_of_passage)
    return Markup("{}{}{}").format("… " if start else "", passage, " …" if end < len(text) else "")


def _matches(text: str, terms: Sequence[Term], language: str | None) -> list[_Match]:
    """Return the words of a text that a term asks for, in order."""
    if not terms:
        return []
    term_of = _term_finder(tuple(terms), language)
    words_and_terms = ((word, term_of(word[0])) for word in _WORD.finditer(text))
    return [
        _Match(word.start(), word.end(), term) for word, term in words_and_terms if term is not None
    ]


@lru_cache(maxsize=MAX_CACHED_QUERIES)
def _term_finder(terms: tuple[Term, ...], language: str | None) -> Callable[[str], int | None]:
    """Return a function from a word to the index of the first term that asks for it, or None.

    Its answers are cached, since most words occur in several of the texts of one page.
    """
    algorithms = frozenset({algorithm(language)})
    stems_and_forms = [
        (frozenset(), frozenset()) if term.exact or term.prefix else asked_words(term, algorithms)
        for term in terms
    ]

    @lru_cache(maxsize=MAX_CACHED_WORDS)
    def term_of(word: str) -> int | None:
        folded = fold_text(word).lower()
        for number, (term, (stems, forms)) in enumerate(zip(terms, stems_and_forms, strict=True)):
            if _is_asked(folded, term, stems, forms, language):
                return number
        return None

    return term_of


def _is_asked(
    word: str, term: Term, stems: frozenset[str], forms: frozenset[str], language: str | None
) -> bool:
    """Return whether a term asks for a word; ``stems`` and ``forms`` are those of the term."""
    term_words = [term_word.lower() for term_word in term.words]
    if term.prefix:
        return word.startswith(term_words[-1])
    if term.exact:
        return word in term_words
    return word in forms or word in stems or stem(word, algorithm(language)) in stems


def _start_of_passage(text: str, matches: Sequence[_Match]) -> int:
    """Return where the passage with most terms begins, at the start of a word.

    A few words before the first match of the passage are shown as well.
    """
    best_start, max_terms = 0, 0
    for first in matches:
        max_end = first.start + MAX_SNIPPET_CHARS - _MAX_CHARS_BEFORE
        terms_of_passage = {
            match.term for match in matches if first.start <= match.start and match.end <= max_end
        }
        if len(terms_of_passage) > max_terms:
            best_start = first.start
            max_terms = len(terms_of_passage)
    earliest_start = best_start - _MAX_CHARS_BEFORE
    if earliest_start <= 0:
        return 0
    space = text.find(" ", earliest_start, best_start)
    return space + 1 if space >= 0 else best_start


def _with_marks(text: str, matches: Sequence[_Match]) -> Markup:
    """Return a text, escaped, with the matches in ``<mark>``."""
    parts: list[str] = []
    end_of_last = 0
    for match in matches:
        parts += [
            escape(text[end_of_last : match.start]),
            Markup("<mark>{}</mark>").format(text[match.start : match.end]),
        ]
        end_of_last = match.end
    return Markup("").join([*parts, escape(text[end_of_last:])])
