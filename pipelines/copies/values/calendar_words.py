"""Recognises months and weekdays in any grammatical case, and the dates a weekday may mean."""

from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from pipelines.copies.tokens import fold

_MONTHS = """
январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр
""".split()  # noqa: SIM905
_ENGLISH_MONTHS = """
january february march april may june july august september october november december
""".split()  # noqa: SIM905
_WEEKDAYS = "понедельник вторник сред четверг пятниц суббот воскресень".split()  # noqa: SIM905
_ENGLISH_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday
""".split()  # noqa: SIM905
_MONTH_ENDINGS = ["", *"ь я е ю ем а у ом".split()]  # noqa: SIM905
_WEEKDAY_ENDINGS = ["", *"а у ы е и ом ой ей ам ов ами ах я ю ем".split()]  # noqa: SIM905
_MAY = ["май", "мая", "мае", "маю", "маем"]
_INDEX_LETTERS = 3  # of a beginning of words, by which it is looked up
_MAX_WEEKDAY_DISTANCE = 6  # days between the publication and the date that a weekday means


def _forms() -> dict[str, str]:
    """Return the value of each form of a month or weekday."""
    values: dict[str, str] = {}
    for number, stem in enumerate(_MONTHS, start=1):
        forms = _MAY if stem == "ма" else [stem + ending for ending in _MONTH_ENDINGS]
        values |= dict.fromkeys(forms, f"month {number}")
    for number, stem in enumerate(_WEEKDAYS):
        forms = [stem + ending for ending in _WEEKDAY_ENDINGS]
        values |= dict.fromkeys(forms, f"weekday {number}")
    for number, word in enumerate(map(fold, _ENGLISH_MONTHS), start=1):
        values[word] = f"month {number}"
    for number, word in enumerate(map(fold, _ENGLISH_WEEKDAYS)):
        values[word] = f"weekday {number}"
    return values


_FORMS = _forms()


def calendar_value_of(folded: str) -> str | None:
    """Return ``month 1``–``month 12`` or ``weekday 0`` (Monday)–``weekday 6``; None for others."""
    return _FORMS.get(folded)


def foreign_calendar_value_of(folded: str) -> str | None:
    """Return the value of a month or weekday in a language of ``calendar_forms.txt``, or None."""
    words, beginnings = _foreign_forms()
    if folded in words:
        return words[folded]
    for beginning, value in beginnings.get(folded[:_INDEX_LETTERS], ()):
        if folded.startswith(beginning):
            return value
    return None


@cache
def _foreign_forms() -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    """Return the value of each word; and beginnings of words, by their first three letters.

    A beginning is a pair of its letters and its value.
    """
    words: dict[str, str] = {}
    beginnings: dict[str, list[tuple[str, str]]] = {}
    text = files("pipelines.copies.values").joinpath("calendar_forms.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        value, _, forms = line.partition(": ")
        for form in map(fold, forms.split()):
            if form.endswith("*"):
                beginnings.setdefault(form[:_INDEX_LETTERS], []).append((form[:-1], value))
            else:
                words[form] = value
    return words, beginnings


def may_be_one_day(one: str, other: str, number: str | None, published: date | None) -> bool:
    """Return whether a weekday and a month with a day of the month may name one date.

    ``one`` and ``other`` are calendar values in either order, and ``number`` is the day of the
    month. A weekday means a date within six days of the publication; if the day of publication is
    unknown, it may mean any date.
    """
    weekday, month = (one, other) if one.startswith("weekday") else (other, one)
    if not (weekday.startswith("weekday") and month.startswith("month")):
        return False
    if published is None:
        return True
    for distance in range(-_MAX_WEEKDAY_DISTANCE, _MAX_WEEKDAY_DISTANCE + 1):
        day = published + timedelta(days=distance)
        is_weekday = f"weekday {day.weekday()}" == weekday
        if is_weekday and f"month {day.month}" == month and number in (None, str(day.day)):
            return True
    return False
