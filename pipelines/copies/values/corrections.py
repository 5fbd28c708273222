"""Recognises texts which say that the article or its figures were corrected."""

import re
from itertools import islice, pairwise

from pipelines.copies.tokens import fold
from pipelines.copies.values.numeral_words import COMPARED_NUMERALS, FOREIGN_NUMERALS, NUMERALS

# «Исправлено: …», "Correction: …" at the beginning of a sentence. Only the words ignore upper and
# lower case, because Python then finds the full stop before them in less time.
_NOTE = re.compile(
    r"[.!?\n](?:\s|(?<=\n))\W*(?i:исправл|уточнение|уточн[её]н|поправка|виправл|уточнення|папраўка|"
    r"түзету|correction|corrected|clarification|korrektur|berichtigung|sprostowanie|korekta|"
    r"rectificati)\w*\b"
)
# Notes inside a sentence, in lower case: «…, позже данные уточнили», «в первой версии новости …».
# Each has one of the texts before it, which are found in far less time.
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
        ("за ошибк|за неточност", r"извин\w+ за (?:ошибк|неточност)"),
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
# Between the right and the wrong figure: «трое, а не двое»; or the other way: «не двое, а трое».
_CONTRAST = re.compile(r",\s+(а\s+не|not|nicht|a\s+nie|а\s+ня|а|sondern|lecz)\s+")
_NEGATIONS = frozenset(map(fold, ("не", "nicht", "nie", "ня")))
_WORD = re.compile(r"\w+")
_MAX_CONTRASTS = 100  # of a text; each takes some microseconds
_MAX_BEFORE_CHARS, _MAX_AFTER_CHARS = 60, 30  # in which the words of a contrast are looked for
_MAX_WORDS_BEFORE, _MAX_WORDS_AFTER = 4, 2  # between which the figures are


def tells_of_correction(text: str) -> bool:
    """Return whether a text says that it, or a figure in it, was corrected."""
    if _NOTE.search(f"\n{text}"):
        return True
    lower = text.lower()
    for hints, pattern in _INNER_NOTES:
        if any(hint in lower for hint in hints) and pattern.search(lower):
            return True
    contrasts = islice(_CONTRAST.finditer(lower), _MAX_CONTRASTS)
    return any(_contrasts_figures(lower, found) for found in contrasts)


def _contrasts_figures(text: str, found: re.Match[str]) -> bool:
    """Return whether one figure is named instead of another around a match of ``_CONTRAST``."""
    before = _WORD.findall(text, max(0, found.start() - _MAX_BEFORE_CHARS), found.start())
    after = _WORD.findall(text, found.end(), found.end() + _MAX_AFTER_CHARS)
    nearest = before[-_MAX_WORDS_BEFORE:]
    if not any(map(_is_number, nearest)) or not any(map(_is_number, after[:_MAX_WORDS_AFTER])):
        return False
    is_negated_after = not _NEGATIONS.isdisjoint(map(fold, found[1].split())) or found[1] == "not"
    return is_negated_after or any(
        fold(word) in _NEGATIONS and _is_number(following) for word, following in pairwise(nearest)
    )


def _is_number(word: str) -> bool:
    folded = fold(word)
    return (
        folded.isdecimal()
        or folded in NUMERALS
        or folded in FOREIGN_NUMERALS
        or folded in COMPARED_NUMERALS
    )
