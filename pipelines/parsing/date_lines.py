"""Recognises the lines of a page that hold a date or a time of day, and nothing else."""

import re
from functools import lru_cache

from pipelines.parsing import date_patterns as patterns
from pipelines.parsing.dates import find_date
from pipelines.parsing.months import WEEKDAYS, month_number

_MAX_DATE_LINE_CHARS = 60  # a longer line holds a sentence beside its date
_MAX_FACTS_LINE_CHARS = 200  # a longer line is a paragraph
_FACT_SEPARATOR = re.compile(r"\s[-–—|·•/]\s")  # between the facts of a line
_LABELLED_FACT = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,2}\s?:\s*\S")  # «Рубрика: Общество»
# The label of an article's author, source, section or counter: «Publicado por: Ana Lima».
_ARTICLE_FACT = re.compile(
    r"(?:автор|источник|фото|текст|просмотр|прочитан|комментари|джерело|перегляд|коментар|"
    r"source|photo|views|comments|reading time|quelle|foto|źródło|autorka|"
    r"опубликова|рубрик|категори|теги|метки|аўтар|рубрык|опублікова|by|author|posted|"
    r"published|category|section|tags|autor|verfasst|veröffentlicht|rubrik|kategori|schlagw|"
    r"publicado|publié|auteur|rubrique|catégorie|categor|pubblicato|dodał|opublikowa|tagi|yazar)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
# Words that label a date as the time at which an article appeared or changed.
_PUBLICATION_WORDS = frozenset(
    ["опубликовано", "публикации", "обновлено", "создано", "опубліковано", "оновлено", "абноўлена",
     "жаңартылды", "published", "updated", "posted", "modified", "aktualisiert", "stand",
     "aktualizacja", "publikacja", "opublikowano", "publié", "mis", "actualizado", "publicado"]
)  # fmt: skip
# Words that may be beside the date in a date line.
_DATE_LINE_WORDS = _PUBLICATION_WORDS | frozenset(
    ["г", "года", "в", "мск", "сегодня", "вчера", "дата", "время", "uhr", "at", "on", "am", "pm",
     "last", "a", "p", "m", "est", "edt", "gmt", "um", "den", "vom", "à", "jour", "le"]
)  # fmt: skip
# A time of day with a label and no date: «Updated at 1:23 p.m.», «Обновлено в 14:20 мск».
_UPDATED_AT = re.compile(
    r"^\W*(?:last )?(?:updated|modified|published|posted|обновлено|опубликовано|оновлено|"
    r"опубліковано|aktualisiert|aktualizacja|publikacja|publié|actualizado|publicado)\b"
    r"\D{0,20}\b\d{1,2}[:.]\d\d\b\D{0,12}$",
    re.IGNORECASE,
)


def is_date_line(text: str) -> bool:
    """Return whether a line is a date or a time of day, perhaps with a word such as «published».

    Examples are «7 июня 2024, 14:20», «Опубликовано: 07.06.2024», and the «17:40» above an entry of
    a live blog. A date with other facts of an article counts, too: «7.06.2024 | Автор: … | Рубрика:
    …».
    """
    if len(text) > _MAX_FACTS_LINE_CHARS:
        return False
    is_short = len(text) <= _MAX_DATE_LINE_CHARS
    return (
        is_time_of_day(text)
        or (is_short and _is_date_with_label(text))
        or (": " in text and _is_date_with_facts(text))
    )


def has_publication_word(text: str) -> bool:
    """Return whether a date line has a word such as «updated» or «опубликовано»."""
    return not _PUBLICATION_WORDS.isdisjoint(_WORD.findall(text.lower()))


def _is_date_with_facts(text: str) -> bool:
    """Return whether a line is a date and at least two labelled facts, all of them an article's."""
    date, *facts = _FACT_SEPARATOR.split(text)
    return (
        len(facts) > 1
        and all(_LABELLED_FACT.match(fact) and _ARTICLE_FACT.match(fact) for fact in facts)
        and _is_date_with_label(date)
    )


def is_time_of_day(text: str) -> bool:
    """Return whether a text is a time of day such as «17:40» or «5:40 p.m.», and nothing else."""
    return patterns.TIME_OF_DAY.fullmatch(text) is not None


@lru_cache(maxsize=4_096)  # several steps ask for the same lines of a page
def _is_date_with_label(text: str) -> bool:
    """Return whether a text is a date, and all words beside the date belong to a date line."""
    if (date_match := find_date(text)) is None:
        return _is_labelled_time(text)
    match = date_match.match
    words = _WORD.findall(text[: match.start()] + " " + text[match.end() :])
    return all(month_number(word) or _belongs_to_date(word) for word in words)


def _belongs_to_date(word: str) -> bool:
    return word.lower() in _DATE_LINE_WORDS or word.lower() in WEEKDAYS


def _is_labelled_time(text: str) -> bool:
    """Return whether a line is a time of day with a label."""
    return _UPDATED_AT.match(text) is not None and all(map(_belongs_to_date, _WORD.findall(text)))
