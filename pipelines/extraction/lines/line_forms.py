"""Recognises lines by their form, such as sentences, times of day and labels with a value."""

import re

_TIME_OF_DAY = re.compile(
    r"^\W*(?:(?:о|at|um|kl|godz|ora|u)\.?\s+)?(?:[01]?\d|2[0-3])[:.][0-5]\d"
    r"(?:\s*(?:мск|msk|час\w*|ч|год|гадз|uhr|h|[ap]\.?m|cet|gmt|utc|est|bst))?\W*$",
    re.IGNORECASE,
)
_LABELLED_VALUE = re.compile(r"^[^\W\d_][^:.!?;]{1,30}:\s\S.{0,120}$")
_CORRECTION = re.compile(
    r"^\W*(?:correction|clarification|editor[’']s note|исправление|уточнение|поправка|"
    r"виправлення|уточнення|түзету|sprostowanie|korrektur|anmerkung der redaktion|rectificatif|"
    r"corrección|fe de errores|rettifica|correção|rectificatie|rättelse)\b[^:]{0,40}:\s\S"
    r".{30,800}$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…։。][»\"”’)\]]*$")
# How a line begins that somebody says, or that is a quotation.
SPEECH_STARTS = '«„“"—–'
_FOOTNOTE = re.compile(r"^\*{1,3}\s?[^\W\d_](?!\S*\s+(?:field|пол[ея]|feld))[^:]{10,600}$")


def is_time_of_day(line: str) -> bool:
    """Return whether a line is a time of day alone: «14:20», «09.30 мск», "6.40pm"."""
    return _TIME_OF_DAY.match(line) is not None


def is_labelled_value(line: str) -> bool:
    """Return whether a line is a label and a value: «Вход: 300 рублей»."""
    return _LABELLED_VALUE.match(line) is not None


def is_correction(line: str) -> bool:
    """Return whether a line corrects its text: «Correction, Nov. 15: …», «Уточнение: …»."""
    return _CORRECTION.match(line) is not None


def is_footnote(line: str) -> bool:
    """Return whether a line is a footnote: «* Имя изменено».

    A note on the fields of a form is none: «* обязательные поля».
    """
    return _FOOTNOTE.match(line) is not None


def ends_sentence(line: str) -> bool:
    """Return whether a line ends like a sentence, as «Да.», «“Да!”» and «(Да.)» do."""
    return _SENTENCE_END.search(line) is not None
