"""Decides whether an edit was substantial: it changed a number, a name, a quote or a paragraph.

Changes of misprints, punctuation, links to other articles, or words of one meaning are not
substantial. Only the words of both versions decide.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.tokens import fold, words
from pipelines.copies.values.slots import Slot
from pipelines.edits.lines import Line, LineIndex, line_of
from pipelines.edits.wording import Quote, has_new_name, has_new_quote
from pipelines.extraction.lines.link_labels import begins_with_link_label
from pipelines.extraction.lines.promotions import is_promotion
from pipelines.model import EditKind

_MIN_QUOTE_WORDS = 3  # shorter text in quotation marks is the name of a firm or a film
_CAPITALIZED_SLOTS = (Slot.NAME, Slot.OPENING)
_MAX_CHARS = 100_000  # of a version; the rest is not compared
_MAX_CHANGED_CHARS = 30_000  # of the lines that only one version has; the rest is not compared
_QUOTE = re.compile(r"«([^«»]{3,600})»|“([^“”]{3,600})”|\"([^\"\n]{3,600})\"")
# Lines that ask to read another article: «Читайте также в нашем материале», "Read more".
_READ_MORE = re.compile(
    r"\W*(?:чита(?:йте|ть)\s+(?:также|ещ[её]|далее|по теме)|также (?:читайте|смотрите|по теме)|"
    r"смотрите также|подробнее (?:об этом )?(?:читайте|смотрите|(?:в|на) (?:наше[мй] )?"
    r"(?:материале|статье|сайте|канале))|read (?:also|more)|see also|lesen sie auch|czytaj też)\b",
    re.IGNORECASE,
)
# Words that are a label before a colon or a dash, or alone: «Подробнее: …», «По теме». Elsewhere
# they may begin a sentence of news.
_LABEL = re.compile(
    r"\W*(?:подробнее(?: об этом)?|похожие(?: (?:новости|материалы|статьи|публикации))?|"
    r"(?:материалы |новости |ранее |ещ[её] )?по (?:этой )?теме|другие новости|"
    r"related(?: (?:articles|stories|news|posts))?)(?:\s*:|\s+[—–-]\s|\W*$)",
    re.IGNORECASE,
)
# Statements by which a page says that it was changed.
_EDIT_NOTE = re.compile(
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


def substantial_changes(before: Version, after: Version) -> frozenset[EditKind]:
    """Return the kinds of substantial changes by an edit; empty for none."""
    old_lines, new_lines = _lines(before), _lines(after)
    cut, added = _lines_only_in(old_lines, new_lines), _lines_only_in(new_lines, old_lines)
    if not cut and not added:
        return frozenset()
    kinds = set()
    if _numbers(cut) != _numbers(added):
        kinds.add(EditKind.NUMBER)
    if _has_other_name(cut, new_lines) or _has_other_name(added, old_lines):
        kinds.add(EditKind.NAME)
    cut_quotes, added_quotes = _quotes(cut), _quotes(added)
    if has_new_quote(cut_quotes, added_quotes) or has_new_quote(added_quotes, cut_quotes):
        kinds.add(EditKind.QUOTE)
    if _has_new_paragraph(added, old_lines) or _has_new_paragraph(cut, new_lines):
        kinds.add(EditKind.PARAGRAPH)
    return frozenset(kinds)


def mentions_edit(before: Version, after: Version) -> bool:
    """Return whether the later version says that it was changed, and the earlier one does not."""
    old_notes = {fold(match[0]) for match in _EDIT_NOTE.finditer(before.text)}
    return any(fold(match[0]) not in old_notes for match in _EDIT_NOTE.finditer(after.text))


def _lines(version: Version) -> list[Line]:
    """Return the headline and the paragraphs.

    Links to other articles, promotions and notes that the page was changed are left out.
    """
    body = filter(None, map(str.strip, version.text[:_MAX_CHARS].splitlines()))
    paragraphs = [line for line in map(line_of, body) if not _is_left_out(line)]
    return [line_of(version.headline), *paragraphs]


def _is_left_out(line: Line) -> bool:
    """Return whether a line is a link to other articles, a promotion or a note of an edit."""
    if _READ_MORE.match(line.text) or _LABEL.match(line.text) or is_promotion(line.text):
        return True
    return line.is_short and (
        not line.ends_sentence
        or begins_with_link_label(line.text)
        or _EDIT_NOTE.search(line.text) is not None
    )


def _lines_only_in(lines: Sequence[Line], others: Sequence[Line]) -> list[Line]:
    """Return the lines that the other version does not have, up to the limit of characters."""
    words_of_others = {line.words for line in others}
    only_here: list[Line] = []
    chars = 0
    for line in lines:
        if line.words not in words_of_others:
            chars += len(line.text)
            if chars > _MAX_CHANGED_CHARS and only_here:
                break
            only_here.append(line)
    return only_here


def _text(lines: Iterable[Line]) -> ComparedText:
    return ComparedText("\n".join(line.text for line in lines))


def _numbers(lines: Sequence[Line]) -> Counter[str]:
    """Return the numbers, months and weekdays of lines, each with its count."""
    text = _text(lines)
    values = zip(text.words, text.slots, strict=True)
    return Counter(word for word, slot in values if slot in (Slot.NUMBER, Slot.DATE))


def _has_other_name(lines: Sequence[Line], others: Sequence[Line]) -> bool:
    """Return whether lines name somebody or something that the other version does not name."""
    text, other = _text(lines), _text(others)
    words_with_slots = zip(text.words, text.slots, strict=True)
    names = [
        word
        for word, slot in words_with_slots
        if slot is Slot.NAME and word not in other.vocabulary
    ]
    others_with_slots = zip(other.words, other.slots, strict=True)
    other_names = (word for word, slot in others_with_slots if slot in _CAPITALIZED_SLOTS)
    return has_new_name(names, other_names)


def _quotes(lines: Sequence[Line]) -> list[Quote]:
    """Return the quotes in lines, each as its folded words."""
    quotes: list[Quote] = []
    for line in lines:
        for match in _QUOTE.finditer(line.text):
            quoted = next(filter(None, match.groups()))  # one group for each kind of marks
            quotes.append(tuple(map(fold, words(quoted))))
    return [quote for quote in quotes if len(quote) >= _MIN_QUOTE_WORDS]


def _has_new_paragraph(lines: Sequence[Line], others: Sequence[Line]) -> bool:
    """Return whether one of the lines is a paragraph that the other version does not have."""
    index = LineIndex(others)
    return any(index.is_new_paragraph(line) for line in lines)
