"""Reads the dateline at the start of a text, with its place and agency.

An example is «ПЕНЗА, 6 янв – РИА Новости.»
"""

import re
from dataclasses import dataclass

from pipelines.extraction.facts.person_names import is_news_agency
from pipelines.model import Evidence
from pipelines.parsing.months import RELATIVE_DAYS, month_number

FACT = "dateline"
_MAX_OPENING_CHARS = 120  # at the start of a text, in which a dateline is looked for
# A word whose first letter is not lower-case, and up to three more parts after hyphens.
_CAPITALISED_WORD = r"[^\W\d_a-zа-яёіїє][^\W\d_]*(?:-[^\W\d_]+){0,3}"
# The country, state or region after a place: «PENZA, Russia (AP)», «АДЛЕР (Кубань)».
_REGION = r"(?:,\s+[A-Z][\w.]+(?:\s+[A-Z]\w+)?)?(?:\s*\([^()]{2,40}\))?"
_PLACE_NAME = rf"(?P<place>{_CAPITALISED_WORD}(?:\s+{_CAPITALISED_WORD}){{0,2}})"
_PLACE = _PLACE_NAME + _REGION
_SMALL_PART = re.compile(r"(?<=-)[^\W\d_]{1,2}(?=-)")  # «Ростов-на-Дону»
_DASH = r"[–—-]"
_DAY = r"(?P<day>\d{1,2})\s+(?P<month>[^\W\d_]{3,14})\.?(?:,?\s+\d{4}(?:\s*г(?:ода|\.)?)?)?"
_DAY_AFTER_MONTH = r"(?P<month>[^\W\d_]{3,9})\.?\s+(?P<day>\d{1,2})(?:,?\s+\d{4})?"
_TIME = r"(?:,?\s+\d{1,2}:\d\d)?"
# The name of an agency: «РИА Новости», «INTERFAX.RU», «dpa/lby».
_AGENCY = r"(?P<agency>[^\W\d_][^.,/()\n]{0,30}?(?:\.[A-Za-z]{2,4}|/[a-z]{2,4})?)"
# After the name of an agency in capitals no full stop is needed: «REGNUM Мост открыли».
_AGENCY_IN_CAPITALS = r"(?P<agency>[A-ZА-ЯЁ]{5,})\s+(?=[A-ZА-ЯЁ][a-zа-яё])"
# A sentence that follows the dash without an agency: «Мост», «"Заря"», «5 домов».
_SENTENCE_START = r"(?=[\W\dA-ZА-ЯЁІЇЄӘҒҚҢӨҰҮҺҘҪ])"
_REPORTER = r"(?:[Кк]орр\.?\s+)?"
# The forms of datelines. First come place, day and agency with different separators: «ПЕНЗА, 6 янв
# – ТАСС.», «ПЕНЗА, 6 янв /Корр. ТАСС/», «6 янв, ПЕНЗА (ТАСС)». Place and day without an agency
# follow, as in «ПЕНЗА, 6 янв – Мост открыт.». Place and agency without a day come last: «ПЕНЗА
# (ТАСС)».
_OPENINGS = tuple(
    re.compile(pattern)
    for day in (_DAY + _TIME, _DAY_AFTER_MONTH)
    for pattern in (
        rf"^{_PLACE}\s*[,.]\s*{day}\s*[,.]?\s*{_DASH}\s*{_AGENCY_IN_CAPITALS}",
        rf"^{_PLACE}\s*[,.]\s*{day}\s*[,.]?\s*{_DASH}\s*{_AGENCY}\s*(?:[.,]|{_DASH}\s|$)",
        rf"^{_PLACE}\s*[,.]\s*{day}\s*[,.]?\s*/\s*{_REPORTER}{_AGENCY}\s*/",
        rf"^{_PLACE}\s*[,.]\s*{day}\s*[,.]?\s*\(\s*{_AGENCY}\s*\)",
        rf"^{_PLACE}\s*[,.]\s*{day}\s*[,.]\s*{_AGENCY}\s*(?:{_DASH}\s|\.\s)",
        rf"^{day}\s*,\s*{_PLACE}\s*[/(]\s*{_REPORTER}{_AGENCY}\s*[/)]",
        rf"^\(\s*{_PLACE}\s*,\s*{day}\s*,\s*[«\"]?{_AGENCY}[»\"]?\s*[,)]",
        rf"^{_PLACE}\s*[,.]\s*{day}\s*[,.]?\s*{_DASH}\s+{_SENTENCE_START}",
    )
) + tuple(
    re.compile(pattern)
    for pattern in (
        rf"^{_PLACE}\s*,?\s*\(\s*{_AGENCY}\s*\)\s*(?:{_DASH}|\.|\s)",
        rf"^{_PLACE}\s*,?\s*/\s*{_REPORTER}{_AGENCY}\s*/",
        rf"^{_PLACE}\s*[,.]\s*{_AGENCY}\s*{_DASH}\s",
    )
)
# Words that may be in capitals before a day, and are no names of places.
_NO_PLACES = frozenset(
    ["анонс", "афиша", "важно", "видео", "внимание", "дтп", "молния", "обновлено", "объявление",
     "подробности", "срочно", "увага", "фото", "breaking", "update", "updated", *RELATIVE_DAYS]
)  # fmt: skip
_ABBREVIATIONS = frozenset(
    ["США", "ОАЭ", "ЮАР", "КНР", "ЛНР", "ДНР", "АҚШ", "UAE", "USA", "UK", "US"]
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The dateline of a text, with the place and the agency in it."""

    text: str
    place: str
    agency: str | None = None


def read_dateline(body: str) -> Dateline | None:
    """Return the dateline that opens the first paragraph, or None.

    A place that is not in capitals, or has no day, counts only beside the name of a news agency. A
    dateline with an agency may also open the second paragraph, below a lead.
    """
    first, *others = body.split("\n", 2)[:2]
    if dateline := _dateline_at_start(first):
        return dateline
    dateline = _dateline_at_start(others[0]) if others else None
    return dateline if dateline and dateline.agency else None


def _dateline_at_start(paragraph: str) -> Dateline | None:
    """Return the dateline that opens a paragraph, or None."""
    opening = paragraph[:_MAX_OPENING_CHARS]
    for pattern in _OPENINGS:
        if (match := pattern.match(opening)) is None:
            continue
        groups = match.groupdict()
        agency = (groups.get("agency") or "").strip()
        agency = agency if is_news_agency(agency) else ""
        has_day = "month" in groups
        if has_day and not _is_day(groups):
            continue  # the word beside the number is no month
        is_dated_place = has_day and groups["place"].isupper()
        if not agency and not is_dated_place:
            continue
        if groups["place"].lower() in _NO_PLACES:
            continue
        text = match[0].strip(" –—-")
        return Dateline(text, _place_name(groups["place"]), agency or None)
    return None


def dateline_evidence(dateline: Dateline | None) -> list[Evidence]:
    """Return the dateline as evidence, and its agency, if any, as evidence of the credit."""
    if dateline is None:
        return []
    evidence = [Evidence(FACT, dateline.text, "dateline")]
    if dateline.agency:
        evidence.append(Evidence("credit_text", dateline.agency, "dateline"))
    return evidence


def _is_day(groups: dict[str, str | None]) -> bool:
    return month_number(groups["month"] or "") is not None and 1 <= int(groups["day"] or 0) <= 31


def _place_name(place: str) -> str:
    """Return «Нижний Новгород» for «НИЖНИЙ НОВГОРОД»; «США» and the like are not changed."""
    if place in _ABBREVIATIONS or not place.isupper():
        return place
    return _SMALL_PART.sub(lambda match: match[0].lower(), place.title())
