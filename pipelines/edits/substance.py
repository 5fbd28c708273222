"""Decides whether an edit was substantial: it changed a number, a name, a quote or a paragraph.

Misprints, punctuation, other words of the same meaning and links to other articles are no
substance. The decision is about the words of both versions alone.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.tokens import fold, words
from pipelines.copies.values.name_forms import same_name
from pipelines.copies.values.slots import Slot
from pipelines.extraction.lines.promotions import is_promotion
from pipelines.model import EditKind

# A line with fewer words is a caption, or the headline of a linked article.
_MIN_PARAGRAPH_WORDS = 10
_MIN_QUOTE_WORDS = 3  # shorter text in quotation marks is the name of a firm or a film
_MIN_MISPRINT_LETTERS = 4  # shorter words that differ by a letter are two words
# A paragraph of which the other version has this share of words was only reworded.
_MAX_KNOWN_SHARE = 0.5
_CAPITAL = (Slot.NAME, Slot.OPENING)
_MAX_CHARS = 100_000  # of a version; the rest is not compared
_QUOTE = re.compile(r"«([^«»]{3,600})»|“([^“”]{3,600})”|\"([^\"\n]{3,600})\"")
_SENTENCE_END = re.compile(r"[.!?…][»”\")\s]*$")
# Lines that lead to other articles: «Читайте также: …», «Ранее по теме», "Read more: …".
_RELATED = re.compile(
    r"\W*(?:чита(?:йте|ть)\s+(?:также|ещ[её]|далее|по теме)|также (?:чита|по теме)|по теме|"
    r"материалы по теме|похожие|смотрите также|ранее по теме|ещ[её] по теме|другие новости|"
    r"подробнее|read (?:also|more)|related|see also|lesen sie auch|czytaj też)\b",
    re.IGNORECASE,
)
# Statements by which a page says that it was changed.
_STATED = re.compile(
    r"\b(?:исправлен[оаы]?|обновлен[оаы]?|обновляется|дополнен[оаы]?|добавлен[оаы]? в \d|upd|"
    r"уточнен[оаы]|уточнение|поправка|в (?:тексте|заголовке|материале|новости|публикации)"
    r" (?:была |было )?(?:исправлен|допущен|уточн|внесен)\w*|correction|corrected|updated)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Version:
    """The headline and the text of an article as one visit found them."""

    headline: str
    text: str


def substance_of(before: Version, after: Version) -> frozenset[EditKind]:
    """Return the kinds of substantial changes by an edit; empty for none."""
    lines, new_lines = _lines(before), _lines(after)
    known, new = {_folded(line) for line in lines}, {_folded(line) for line in new_lines}
    cut = [line for line in lines if _folded(line) not in new]
    added = [line for line in new_lines if _folded(line) not in known]
    if not cut and not added:
        return frozenset()
    found = set()
    if _numbers(cut) != _numbers(added):
        found.add(EditKind.NUMBER)
    if _has_new_name(cut, new_lines) or _has_new_name(added, lines):
        found.add(EditKind.NAME)
    if _quotes_differ(cut, added):
        found.add(EditKind.QUOTE)
    if any(_is_paragraph(line, lines) for line in added) or any(
        _is_paragraph(line, new_lines) for line in cut
    ):
        found.add(EditKind.PARAGRAPH)
    return frozenset(found)


def is_stated(before: Version, after: Version) -> bool:
    """Return whether the later version says that it was changed, and the earlier one does not."""
    told = {fold(found[0]) for found in _STATED.finditer(before.text)}
    return any(fold(found[0]) not in told for found in _STATED.finditer(after.text))


def _lines(version: Version) -> list[str]:
    """Return the headline and the paragraphs.

    Links to other articles, promotions and notes that the page was changed are left out.
    """
    body = version.text[:_MAX_CHARS].splitlines()
    kept = [line for line in map(str.strip, body) if line and not _is_related(line)]
    return [version.headline, *kept]


def _is_related(line: str) -> bool:
    if _RELATED.match(line) or is_promotion(line):
        return True
    is_short = len(words(line)) < _MIN_PARAGRAPH_WORDS
    return is_short and (not _SENTENCE_END.search(line) or _STATED.search(line) is not None)


def _folded(line: str) -> str:
    return " ".join(map(fold, words(line)))


def _numbers(lines: Sequence[str]) -> Counter[str]:
    """Return the numbers, months and weekdays of lines, each with its count."""
    text = ComparedText("\n".join(lines))
    values = zip(text.words, text.slots, strict=True)
    return Counter(word for word, slot in values if slot in (Slot.NUMBER, Slot.DATE))


def _has_new_name(lines: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether lines name somebody or something that the other version does not name."""
    text, other = ComparedText("\n".join(lines)), ComparedText("\n".join(others))
    slots = zip(text.words, text.slots, strict=True)
    names = {word for word, slot in slots if slot is Slot.NAME} - other.vocabulary
    known = {word for word, slot in zip(other.words, other.slots, strict=True) if slot in _CAPITAL}
    return any(not any(_is_one_name(name, one) for one in known) for name in names)


def _is_one_name(one: str, other: str) -> bool:
    """Return whether two words are forms of one name, or a name and its misprint."""
    return one[:1] == other[:1] and (same_name(one, other) or _differ_by_a_letter(one, other))


def _differ_by_a_letter(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _MIN_MISPRINT_LETTERS and OSA.distance(one, other) <= 1


def _quotes_differ(cut: Sequence[str], added: Sequence[str]) -> bool:
    """Return whether a quote stands in one version only, or has other words there."""
    one, other = _quotes(cut), _quotes(added)
    return any(not any(_is_one_quote(a, b) for b in other) for a in one) or any(
        not any(_is_one_quote(a, b) for a in one) for b in other
    )


def _quotes(lines: Sequence[str]) -> list[list[str]]:
    found = (match for line in lines for match in _QUOTE.finditer(line))
    quotes = [[fold(word) for word in words(next(filter(None, one.groups())))] for one in found]
    return [quote for quote in quotes if len(quote) >= _MIN_QUOTE_WORDS]


def _is_one_quote(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(one) == len(other) and all(
        a == b or _differ_by_a_letter(a, b) for a, b in zip(one, other, strict=True)
    )


def _is_paragraph(line: str, others: Sequence[str]) -> bool:
    """Return whether a line is a paragraph of which the other version has few words."""
    own = [fold(word) for word in words(line)]
    if len(own) < _MIN_PARAGRAPH_WORDS or not _SENTENCE_END.search(line):
        return False
    best = max((len(set(own) & {fold(w) for w in words(other)}) for other in others), default=0)
    return best < _MAX_KNOWN_SHARE * len(set(own))
