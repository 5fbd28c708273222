"""Suggests another query for a query that finds nothing.

The suggestion is the query in the other keyboard layout, or the query with corrected words.
"""

import re
import sqlite3
from collections.abc import Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from storage.search.expression import match_expression
from storage.search.query import parse_query
from storage.search.stems import fold_text

# The keys of both layouts in the same order, without and with the shift key.
_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю."
_SHIFTED = ('~{}:"<>?', "ЁХЪЖЭБЮ,")
_CAPITALS = [
    (latin.upper(), russian.upper())
    for latin, russian in zip(_LATIN, _RUSSIAN, strict=True)
    if latin.isalpha()
]
_KEYS = [*zip(_LATIN, _RUSSIAN, strict=True), *_CAPITALS, *zip(*_SHIFTED, strict=True)]
_TO_RUSSIAN = {ord(latin): russian for latin, russian in _KEYS}
_TO_LATIN = {ord(russian): latin for latin, russian in _KEYS if russian.isalpha()}
_WORD = re.compile(r"[^\W_]+")
_LETTERS = "абвгдежзийклмнопрстуфхцчшщыэюя"
MIN_WORD_LETTERS = 4  # of a word that is corrected; any shorter word is similar to some other word
_MIN_LONG_LETTERS = 6  # of a long word
MAX_EDITS = 2  # letters that may differ in a long word; in other words, one letter may differ
_MAX_SIMILAR_WORDS = 20  # with the fewest differing letters, among which the most frequent is taken
MAX_WORDS = 8  # of a query that are compared with the words of the articles
MAX_NEAR_WORDS = 50_000  # words of the articles with which one word is compared


def suggest(conn: sqlite3.Connection, text: str, algorithms: frozenset[str]) -> str | None:
    """Return a query that is similar to ``text`` and has only known words, or None.

    Known words of the query do not change.
    """
    for in_other_layout in (text.translate(_TO_RUSSIAN), text.translate(_TO_LATIN)):
        if in_other_layout != text and _all_known(conn, in_other_layout, algorithms):
            return in_other_layout
    corrected = text
    terms = parse_query(text).terms
    searched_words = {word for term in terms for word in term.words}  # operators are not among them
    for word in dict.fromkeys(_WORD.findall(text)[:MAX_WORDS]):
        can_be_corrected = fold_text(word) in searched_words and len(word) >= MIN_WORD_LETTERS
        if not can_be_corrected or _is_known(conn, word, algorithms):
            continue
        nearest = _nearest(conn, fold_text(word).lower())
        if nearest is None:
            return None
        corrected = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", nearest, corrected)
    if corrected == text or not _all_known(conn, corrected, algorithms):
        return None
    return corrected


def _all_known(conn: sqlite3.Connection, text: str, algorithms: frozenset[str]) -> bool:
    """Return whether a query has words and no problems, and articles have each of its words."""
    query = parse_query(text)
    words = [word for term in query.terms for word in term.words]
    return (
        bool(words)
        and not query.problems
        and all(_is_known(conn, word, algorithms) for word in words[:MAX_WORDS])
    )


def _is_known(conn: sqlite3.Connection, word: str, algorithms: frozenset[str]) -> bool:
    """Return whether an article has a form of a word."""
    expression = match_expression(parse_query(word).root, algorithms).wanted
    if expression is None:
        return True  # an operator
    row = conn.execute(
        "SELECT 1 FROM article_search WHERE article_search MATCH ? LIMIT 1", [expression]
    ).fetchone()
    return row is not None


def _nearest(conn: sqlite3.Connection, word: str) -> str | None:
    """Return the word of the articles that differs in the fewest letters from ``word``, or None.

    If several words differ in as few letters, the most frequent of them is returned.
    """
    conn.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words"
        " USING fts5vocab(main, article_search, col)"
    )
    # In most misspelt words the first three letters are right, so words with this beginning are
    # compared first. Other beginnings take far longer, and are tried only if no word is similar.
    nearest = _nearest_among(conn, word, (word[:3],))
    if nearest is not None:
        return nearest
    if_third_is_wrong = word[:2]
    if_first_two_are_swapped = word[1] + word[0]
    if_second_is_too_many = word[0] + word[2]
    if_first_is_wrong = (letter + word[1:3] for letter in _LETTERS)
    starts = dict.fromkeys(
        (if_third_is_wrong, if_first_two_are_swapped, if_second_is_too_many, *if_first_is_wrong)
    )
    return _nearest_among(conn, word, starts)


def _nearest_among(conn: sqlite3.Connection, word: str, starts: Iterable[str]) -> str | None:
    """Return the nearest word among those that begin with one of ``starts``."""
    frequencies: dict[str, int] = {}  # articles that have the word in the headline or text
    for start in starts:
        for term, count in conn.execute(
            "SELECT term, doc FROM temp.search_words WHERE term >= ? AND term < ?"
            " AND col IN ('headline', 'body') LIMIT ?",
            [start, start + "\U0010ffff", MAX_NEAR_WORDS],
        ):
            frequencies[term] = frequencies.get(term, 0) + count
    max_edits = 1 if len(word) < _MIN_LONG_LETTERS else MAX_EDITS
    # OSA counts two letters in the wrong order as one edit.
    similar = extract(
        word, list(frequencies), scorer=OSA.distance, score_cutoff=max_edits,
        limit=_MAX_SIMILAR_WORDS,
    )  # fmt: skip
    if not similar:
        return None
    fewest_edits = min(edits for _, edits, _ in similar)
    nearest = [term for term, edits, _ in similar if edits == fewest_edits]
    return min(nearest, key=lambda term: (-frequencies[term], term))  # the most frequent
