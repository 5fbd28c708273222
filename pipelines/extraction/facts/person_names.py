"""Reads the names of persons from bylines, without labels, job titles and organisations."""

import re
from collections.abc import Iterable
from functools import lru_cache

from pipelines.parsing.dates import find_date
from pipelines.parsing.text import normalized_line

_MAX_BYLINE_CHARS = 300  # the rest of a longer byline is not read
_MAX_NAME_CHARS = 80  # a longer name is a sentence
# Words before a name: «Автор:», «by», «Подготовила».
_LABEL = re.compile(
    r"^(?:\W*(?:by|von|par|por|di|da|av|af|door|текст|автор(?:ы|ка|и)?|автор текста|аўтар|author|"
    r"autor(?:in|en)?|auteur|written by|posted by|reported by|от|words by|story by|redaktion:|"
    r"ein beitrag von|подготовил[аи]?|беседовал[аи]?|записал[аи]?|підготув(?:ав|ала|али)|"
    r"розмовля(?:в|ла|ли))\b[\s:—–-]*)+",
    re.IGNORECASE,
)
# A label without a space before the name, because both come from adjacent elements: «ByTravis
# Haney».
_GLUED_LABEL = re.compile(
    r"^(?:(?:Written |Posted )?[Bb]y|Von|Par|Por|Author|Autor(?:in)?|Автор[иыа]?|Текст):?"
    r"(?=[A-ZÄÖÜА-ЯЁІЇЄҐ][a-zäöüßа-яёіїє])"
)
# Words for jobs, or the first words of job titles; «Фото» begins the credit of a picture.
_JOB_TITLES = (
    r"(?:фото)?(?:корреспондент|кореспондент|журналист|журналіст)(?:ка)?|обозреватель(?:ница)?|"
    r"оглядач(?:ка)?|(?:шеф-)?редактор(?:ка)?|собкор|спецкор|специальный|специально|собственный|"
    r"внештатный|главный|головн(?:ий|а)|заместитель|заступник|руководитель|керівник|"
    r"автор(?:ка)?|фотограф|ведущ(?:ий|ая)|стаж[её]р|фото|тілші(?:сі)?|хәбәрче(?:се)?|"
    r"correspondent|reporter|journalist|editor|staff|senior|writer|columnist|photographer|"
    r"(?:chef)?redakteur(?:in)?|volont[äa]r(?:in)?"
)
# A job title after a name: after a space, or directly after a small letter of the name, as in «Олег
# Сомовкорреспондент». In the second case a Latin word must begin with a capital letter, since
# «Falstaff» ends in «staff».
_JOB_TITLE = re.compile(
    rf"(?:[\s.,(]+|(?-i:(?<=[а-яёіїє]))|(?-i:(?<=[a-zäöüß])(?=[A-Z])))(?:{_JOB_TITLES})\b",
    re.IGNORECASE,
)
_ENDS_IN_JOB_TITLE = re.compile(rf"(?:^|\s)(?:{_JOB_TITLES})$", re.IGNORECASE)
_ACCOUNT = re.compile(r"\s*@\w+$")  # «Travis Haney @thaney»
# Separators between names: «;», «,», «and», «и».
_SPLIT = re.compile(
    r"\s*(?:[;|•·\n]|,(?!\s*(?:jr|sr|phd|md|iii?)\b)|\s/\s|\s(?:and|und|et|y|и|og|och|en|&|mit|"
    r"with|та|і)\s)\s*",
    re.IGNORECASE,
)
# Texts in bylines that are no names: web addresses, numbers, «admin», «редакция».
_NO_NAME = re.compile(
    r"https?:|www\.|@\w+\.|^\W*$|\d{3,}|(?<![A-Z])\d{2}|^(?:admin\w*|redaktion|editor|staff|"
    r"редакция|unknown|guest|гость|фото.*|видео.*|источник.*|photo\b.*|автор|author|super user|"
    r"root|user|none|null|default|агентство|корреспондент|correspondent|reporter|опубликовано|"
    r"поделиться|все материалы.*|администратор)$",
    re.IGNORECASE,
)
_LETTER = r"\w.'’ʼ\u0900-\u0d7f-"  # including the vowel signs of Indian scripts
_NAME = re.compile(rf"^[^\W\d_][{_LETTER}]*(?:/[a-z]+)?(?:\s+[{_LETTER}()«»\"]+){{0,5}}$")
_BRACKETS = re.compile(r"\s*\([^()]{1,25}\)$")
_PARTICLES = (
    "van|von|de|der|den|da|di|do|dos|del|la|le|el|al|bin|ibn|оглы|кызы|де|дер|ди|да|ла|фон|ван"
)
_CAPITALIZED = r"(?:[^\W\d_a-zа-яё][\w’'ʼ-]*|[^\W\d_a-zа-яё]\.)"
# «Олег Сомов», «О. Сомов», «О.Сомов», «Людвиг ван Бетховен».
_PERSON = re.compile(
    rf"(?:{_CAPITALIZED}|[^\W\d_a-zа-яё]\.\s?{_CAPITALIZED})"
    rf"(?:\s*(?:(?<=\.)|\s)(?:(?:{_PARTICLES})\s+){{0,2}}{_CAPITALIZED}){{1,3}}"
)
# Parts of the names of agencies and outlets, in Cyrillic letters and in Latin letters.
_CYRILLIC_AGENCY = (
    r"агентств|агенція|агенцтва|интерфакс|інтерфакс|регнум|росбалт|спутник|[иі]нформ\b|-пресс\b|"
    r"ақпарат|белта\b|ун[иі]ан\b|ясиа\b|прайм\b|синьхуа|анадолу|новости\b|вести\b|газет|портал|"
    r"журнал\b|телеканал|издани|прес-служб|пресс-служб|ведомости|правда\b|радио\b|радіо\b|"
    r"онлайн\b|^аиф\b|^(?:наш[ае]?|вечерн\w+)\s"
)
_LATIN_AGENCY = (
    r"associated press|canadian press|agence|agentur|reuters|bloomberg|kyodo|xinhua|anadolu|"
    r"interfax|kazinform|qazaqparat|belta\b|unian\b|\bradio\b|\bonline\b|\bnews\b|\bdesk$|"
    r"\bstaff\b"
)
_ORGANISATION = re.compile(
    r"(?:^|\W)(?:ИА|РИА|ИТАР|ТАСС|АО|ООО|ЗАО|ПАО|ИП|МБУ|ГТРК|РБК|СМИ|МЧС|МВД|УМВД|ФСБ)(?:\W|$)|"
    rf"(?i:{_CYRILLIC_AGENCY}|regnum|sputnik|редакци|пресс-центр|служба|студи|телеком|"
    r"администраци|министерств|управлени|прокуратур|комитет|департамент|правительств|studio|web|"
    r"веб|дизайн|design|agency|gmbh|\binc\b|\bltd\b|\bllc\b|\.(?:ru|рф|com|net|org|info|su)\b)"
)
_NEWS_AGENCY = re.compile(
    r"(?:^|\W)(?:ИА|РИА|ИТАР|ТАСС|РБК|AFP|AP|DPA|dpa|ANSA|APA|TASS)(?:\W|$)|"
    rf"(?i:{_CYRILLIC_AGENCY}|regnum|sputnik|{_LATIN_AGENCY})"
)
_COMPANY = re.compile(r"\b(?:ООО|ЗАО|ПАО|АО|ИП)\b|(?i:студи|studio|веб|web|дизайн|design|gmbh|llc)")
_CYRILLIC = re.compile("[Ѐ-ӿ]")


def clean_names(values: Iterable[str]) -> list[str]:
    """Return the single names of bylines in order, without labels, job titles and repetitions."""
    names: dict[str, str] = {}
    for value in values:
        for name in _names_in(normalized_line(value)[:_MAX_BYLINE_CHARS]):
            names.setdefault(name.lower(), name)
    return list(names.values())


@lru_cache(maxsize=2_048)  # the data and the text of a page name one author; so do other pages
def _names_in(byline: str) -> tuple[str, ...]:
    """Return the single names of one byline, without labels and job titles."""
    names = []
    for part in _SPLIT.split(_without_label(_without_date(byline))):
        name = _BRACKETS.sub("", _ACCOUNT.sub("", _without_label(part)))
        name = _without_job_title(name.strip(" .,:;-–—|/"))
        if 1 < len(name) <= _MAX_NAME_CHARS and not _NO_NAME.search(name) and _NAME.match(name):
            names.append(_capitalized(name))
    return tuple(names)


def persons(values: Iterable[str]) -> list[str]:
    """Return the names of persons: two to four capitalized words that are no organisation."""
    return [name for name in clean_names(values) if is_person(name)]


def is_person(name: str) -> bool:
    """Return whether a name is two to four capitalized words and no organisation or agency."""
    has_form_of_name = _PERSON.fullmatch(name) is not None
    return has_form_of_name and not is_organisation(name) and not is_news_agency(name)


def ends_in_job_title(text: str) -> bool:
    """Return whether a text ends in a word for a job in an outlet, such as «корреспондент»."""
    return _ENDS_IN_JOB_TITLE.search(text) is not None


def is_organisation(name: str) -> bool:
    """Return whether a name contains a word for an agency, office or company."""
    return _ORGANISATION.search(name) is not None


def is_news_agency(name: str) -> bool:
    """Return whether a name is of an agency or outlet; the maker of the site does not count."""
    return _NEWS_AGENCY.search(name) is not None and not _COMPANY.search(name)


def is_cyrillic(name: str) -> bool:
    """Return whether a name holds a Cyrillic letter."""
    return _CYRILLIC.search(name) is not None


def leading_person(text: str) -> str:
    """Return the name of a person at the start of a text, or an empty text."""
    match = _PERSON.match(text)
    return match[0] if match and is_person(match[0]) else ""


def _without_label(text: str) -> str:
    return _LABEL.sub("", _GLUED_LABEL.sub("", text))


def _without_date(byline: str) -> str:
    """Cut a date with a year, which may follow a name without a space: «Сомов20 ноября 2026»."""
    date = find_date(byline) if any(map(str.isdigit, byline)) else None
    if date is None or not date.has_year:
        return byline
    return f"{byline[: date.match.start()]} | {byline[date.match.end() :]}"


def _without_job_title(name: str) -> str:
    """Cut the job title after a name: «Олег Сомов корреспондент отдела новостей».

    Return an empty text for a job title without a name, such as «Staff Writer».
    """
    for job_title in _JOB_TITLE.finditer(name):
        if is_person(name[: job_title.start()]):
            return name[: job_title.start()]
    is_job_title = ends_in_job_title(name)
    starts_lower = is_cyrillic(name[:1]) and name[:1].islower()
    return "" if starts_lower or is_job_title else name


def _capitalized(name: str) -> str:
    """Return «Олег Сомов» for «Олег СОМОВ»; abbreviations and single words are not changed."""
    words = name.split()
    is_no_person = len(words) < 2 or is_organisation(name) or is_news_agency(name)
    if is_no_person or (name.isupper() and not is_cyrillic(name)):
        return name
    first, *inner, last = words
    capitalized_first = _word_of_name(first) if _is_in_capitals(first) else first
    others = [
        word.lower() if _is_particle_in_capitals(word) else _capitalized_after(first, word)
        for word in inner
    ]
    return " ".join([capitalized_first, *others, _capitalized_after(first, last)])


def _is_particle_in_capitals(word: str) -> bool:
    """Return whether a word is a part of a name such as «von», written in capital letters."""
    return word.isupper() and word.lower() in _PARTICLES.split("|")


def _capitalized_after(first: str, word: str) -> str:
    """Return a word of a name with one capital letter, such as «Ли» for «ЛИ» in «Олег ЛИ».

    Two capital letters may be initials, unless the first word of the name has small letters.
    """
    is_short_name = is_cyrillic(word) and len(word) == 2 and word.isupper() and not first.isupper()
    return _word_of_name(word) if is_short_name or _is_in_capitals(word) else word


def _is_in_capitals(word: str) -> bool:
    return len(word) > 2 and word.isupper() and re.sub(r"[-'’ʼ]", "", word).isalpha()


def _word_of_name(word: str) -> str:
    """Write «ПЕТРОВА-ЛИ» as «Петрова-Ли», «О'КОННОР» as «О'Коннор», «МАР'ЯНА» as «Мар'яна»."""
    parts = [part.capitalize() for part in word.split("-")]
    return "-".join(
        part[:2] + part[2:].capitalize() if part[1:2] in ("'", "’", "ʼ") else part for part in parts
    )
