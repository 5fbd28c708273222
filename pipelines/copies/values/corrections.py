"""Recognises notes that an article was corrected, and the figures that a text corrects."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from pipelines.copies.tokens import fold, words
from pipelines.copies.values.numeral_words import COMPARED_NUMERALS, FOREIGN_NUMERALS, NUMERALS

# «Исправлено: …», "Correction: …" at the beginning of a sentence. Only the words ignore upper and
# lower case, because Python then finds the full stop before them in less time.
_NOTE = re.compile(
    r"[.!?\n](?:\s|(?<=\n))\W{0,9}"  # a limit, since a text may consist of full stops
    r"(?i:исправл|уточнение|уточн[её]н|поправка|виправл|уточнення|папраўка|түзету|"
    r"correction|corrected|clarification|korrektur|berichtigung|sprostowanie|korekta|"
    r"rectificati)\w*\b"
)
_InnerNote = tuple[list[str], re.Pattern[str]]
# Notes inside a sentence, in lower case: «…, позже данные уточнили», «в первой версии новости …».
# A pattern is tried only if the text holds one of the hints before it, which are found in far less
# time. An empty pattern always matches: its hints are whole notes.
_INNER_NOTES = tuple(
    (hints.split("|"), re.compile(pattern))
    for hints, pattern in (
        (
            "уточнили|исправили|скорректировали",
            r"(?:данные|информацию|сведения|число погибших|число пострадавших) (?:позже|затем) "
            r"(?:уточнили|исправили|скорректировали)|(?:позже|затем) (?:данные|информацию|сведения|"
            r"число погибших|число пострадавших) (?:уточнили|исправили|скорректировали)",
        ),
        (
            "ой версии |ей версии |ой редакции |ей редакции ",
            r"(?:первой|первоначальной|предыдущей|прежней|ранней) (?:версии|редакции) "
            r"(?:этой |этого |нашей |нашего )?"
            r"(?:новости|заметки|текста|материала|публикации|статьи)",
        ),
        ("исправлена ошибка|ошибка исправлена|редакция исправила", ""),
        ("за ошибк|за неточност", r"извин\w{1,9} за (?:ошибк|неточност)"),
        ("ошибочно", r"мы (?:ранее )?ошибочно (?:сообщ|указ|напис)"),
        (
            "ій версії |ій редакції ",
            r"(?:попередній|першій) (?:версії|редакції) (?:новини|тексту|матеріалу|статті|замітки)",
        ),
        ("earlier version|previous version", r"version (?:of this|said|gave|stated)"),
        (
            " amended| corrected|updated to correct",
            r"(?:article|story|report) (?:was|has been) (?:amended|corrected|updated to correct)",
        ),
        (
            "en version |en fassung ",
            r"(?:früheren|ersten|vorherigen) (?:version|fassung) (?:dieses|des|hieß|stand)",
        ),
        ("anmerkung der redaktion: ", r"redaktion: .{0,80}(?:berichtigt|korrigiert)"),
        (
            "ej wersji ",
            r"(?:poprzedniej|pierwszej) wersji (?:podaliśmy|napisaliśmy|artykułu|tekstu)",
        ),
    )
)
_CYRILLIC_LETTER = "о"  # is in every Cyrillic text
_LATIN_LETTER = "e"
_MIN_LATIN_LETTERS = 3  # fewer are in a Cyrillic text without a Latin sentence


def _is_latin(note: _InnerNote) -> bool:
    (first_hint, *_), _ = note
    return first_hint.isascii()


_LATIN_NOTES = tuple(note for note in _INNER_NOTES if _is_latin(note))
_CYRILLIC_NOTES = tuple(note for note in _INNER_NOTES if not _is_latin(note))
# Between the right and the wrong figure: «трое, а не двое»; or the other way: «не двое, а трое».
_CONTRAST = re.compile(r",\s+(а\s+не|not|nicht|a\s+nie|а\s+ня|а|sondern|lecz)\s+")
_NEGATIONS = frozenset(map(fold, ("не", "nicht", "nie", "ня")))
# A word, or a number of several parts, such as «1,5» and «1 400».
_WORD = re.compile(r"\b(?:\d+(?:[.,]\d+|[ \u00a0\u2009\u202f]\d{3}(?!\d))+|\w+)")
_MAX_CONTRASTS = 100  # of a text; each takes some microseconds
_NEGATION = re.compile(r"\b(?:не|nicht|nie|ня)\b")
_MAX_BEFORE_CHARS, _MAX_AFTER_CHARS = 60, 30  # in which the words of a contrast are looked for
_MAX_WORDS_BEFORE, _MAX_WORDS_AFTER = 4, 2  # between which the figures are


def tells_of_correction(text: str) -> bool:
    """Return whether a text has a note that the article was corrected."""
    if _NOTE.search(f"\n{text}"):
        return True
    lower = text.lower()
    return any(
        hint in lower and pattern.search(lower)
        for notes in _notes_of_alphabets(lower)
        for hints, pattern in notes
        for hint in hints
    )


def _notes_of_alphabets(text: str) -> Iterator[tuple[_InnerNote, ...]]:
    """Yield the notes of each alphabet in which a text in lower case may have a sentence.

    A text may quote the other alphabet: an English text with «Москва», a Russian one with "Tele2".
    """
    has_cyrillic = _CYRILLIC_LETTER in text
    if has_cyrillic:
        yield _CYRILLIC_NOTES
    if not has_cyrillic or text.count(_LATIN_LETTER) >= _MIN_LATIN_LETTERS:
        yield _LATIN_NOTES


def corrected_figures(text: str) -> frozenset[frozenset[str]]:
    """Return the pairs of a right and a wrong figure that a text contrasts, as digits.

    «Погибли трое, а не двое» has the pair of 3 and 2.
    """
    lower = text.lower()
    contrasts = islice(_CONTRAST.finditer(lower), _MAX_CONTRASTS)
    pairs = (_contrasted(lower, contrast) for contrast in contrasts)
    return frozenset(pair for pair in pairs if len(pair) > 1)


def _contrasted(text: str, contrast: re.Match[str]) -> frozenset[str]:
    """Return the two figures around a match of ``_CONTRAST``, as digits; or an empty set."""
    conjunction = contrast[1]  # with a negation or without
    words_of_conjunction = set(map(fold, conjunction.split()))
    is_negated_after = conjunction == "not" or bool(words_of_conjunction & _NEGATIONS)
    start = max(0, contrast.start() - _MAX_BEFORE_CHARS)
    if not is_negated_after and not _NEGATION.search(text, start, contrast.start()):
        return frozenset()
    end = contrast.end() + _MAX_AFTER_CHARS
    before = _WORD.findall(text, start, contrast.start())[-_MAX_WORDS_BEFORE - 1 :]
    after = _WORD.findall(text, contrast.end(), end)[: _MAX_WORDS_AFTER + 1]
    if _has_number_of_two_words(before) or _has_number_of_two_words(after):
        return frozenset()
    figures_before = [
        _digits(word)
        for preceding, word in pairwise(before)
        if is_negated_after or fold(preceding) in _NEGATIONS
    ]
    figures_after = map(_digits, after[:_MAX_WORDS_AFTER])
    nearest_before = next(filter(None, reversed(figures_before)), None)
    nearest_after = next(filter(None, figures_after), None)
    if nearest_before is None or nearest_after is None:
        return frozenset()
    return frozenset({nearest_before, nearest_after})


def _has_number_of_two_words(words_beside: Sequence[str]) -> bool:
    """Return whether a figure follows a figure, so that neither is the number: «двадцать пять»."""
    return any(one and other for one, other in pairwise(map(_digits, words_beside)))


def _digits(word: str) -> str:
    """Return the digits of a number or numeral, and '' for any other word.

    A number of several parts has the digits of its token: 1_5 for «1,5», 1400 for «1 400».
    """
    folded = fold("_".join(words(word)))
    if "_" in folded and folded.replace("_", "").isdecimal():
        return folded
    if folded.isdecimal():
        return folded.lstrip("0") or "0"
    for numerals in (NUMERALS, FOREIGN_NUMERALS, COMPARED_NUMERALS):
        if folded in numerals:
            return numerals[folded]
    return ""
