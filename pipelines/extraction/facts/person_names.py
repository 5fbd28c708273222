"""Names of persons in bylines: split from labels, posts and each other; told from organisations."""

import re
from collections.abc import Iterable

from pipelines.parsing.text import normalized_line

_MAX_BYLINE = 300  # characters that are read
_MAX_NAME = 80
_LABEL = re.compile(
    r"^(?:\W*(?:by|von|par|por|di|da|av|af|door|текст|автор(?:ы|ка)?|автор текста|author|"
    r"autor(?:in|en)?|auteur|written by|posted by|reported by|от|words by|story by|redaktion:|"
    r"подготовил[аи]?|беседовал[аи]?|записал[аи]?)\b[\s:—–-]*)+",
    re.IGNORECASE,
)
# Two adjacent elements leave no space: «ByTravis Haney», «Олег Сомовкорреспондент».
_GLUED_LABEL = re.compile(r"^(?:By|Von|Par|Por|Автор|Текст):?(?=[A-ZА-ЯЁ][a-zа-яё])")
_POSTS = (
    r"корреспондент|журналист|обозреватель|редактор|шеф-редактор|фотокорреспондент|собкор|спецкор|"
    r"специальный|собственный|главный|заместитель|автор|фотограф|ведущ|correspondent|reporter|"
    r"journalist|editor|staff|Redakteur"
)
_GLUED_POST = re.compile(rf"(?<=[а-яё])(?=(?:{_POSTS}))")
_POST_AFTER = re.compile(rf"\s+(?:{_POSTS})", re.IGNORECASE)
_SPLIT = re.compile(
    r"\s*(?:[;|•·\n]|,(?!\s*(?:jr|sr|phd|md|iii?)\b)|\s/\s|\s(?:and|und|et|y|и|og|och|en|&|mit|"
    r"with|та|і)\s)\s*",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@\w+\.|^\W*$|\d{3,}|(?<![A-Z])\d{2}|^(?:admin\w*|redaktion|editor|staff|"
    r"редакция|unknown|guest|гость|фото.*|видео.*|источник.*|photo\b.*|автор|author|super user|"
    r"root|user|none|null|default|агентство|корреспондент|correspondent|reporter|опубликовано|"
    r"поделиться|все материалы.*|администратор)$",
    re.IGNORECASE,
)
_LETTER = r"\w.'’ʼ\u0900-\u0d7f-"  # with the vowel signs of India
_NAME = re.compile(rf"^[^\W\d_][{_LETTER}]*(?:/[a-z]+)?(?:\s+[{_LETTER}()«»\"]+){{0,5}}$")
_BRACKETS = re.compile(r"\s*\([^()]{1,25}\)$")
_PARTICLES = (
    "van|von|de|der|den|da|di|do|dos|del|la|le|el|al|bin|ibn|оглы|кызы|де|дер|ди|да|ла|фон|ван"
)
_CAPITALIZED = r"(?:[^\W\d_a-zа-яё][\w’'ʼ-]*|[^\W\d_a-zа-яё]\.)"
_PERSON = re.compile(
    rf"(?:{_CAPITALIZED}|[^\W\d_a-zа-яё]\.\s?{_CAPITALIZED})"
    rf"(?:\s*(?:(?<=\.)|\s)(?:(?:{_PARTICLES})\s+){{0,2}}{_CAPITALIZED}){{1,3}}"
)
_ORGANISATION = re.compile(
    r"(?:^|\W)(?:ИА|РИА|ИТАР|ТАСС|АО|ООО|ЗАО|ПАО|ИП|МБУ|ГТРК|РБК|СМИ|МЧС|МВД|УМВД|ФСБ)(?:\W|$)|"
    r"(?i:агентств|редакци|пресс-служб|пресс-центр|интерфакс|регнум|regnum|росбалт|sputnik|спутник|"
    r"новости\b|вести\b|ведомости|газет|портал|журнал\b|телеканал|телеком|издани|служба|студи|"
    r"администраци|министерств|управлени|прокуратур|комитет|департамент|правительств|studio|"
    r"web|веб|дизайн|design|agency|gmbh|\binc\b|\bltd\b|\bllc\b|\.(?:ru|рф|com|net|org|info|su)\b)"
)
_NEWS_AGENCY = re.compile(
    r"(?:^|\W)(?:ИА|РИА|ИТАР|ТАСС|РБК|AFP|AP|DPA|dpa|ANSA|APA)(?:\W|$)|"
    r"(?i:агентств|интерфакс|регнум|regnum|росбалт|sputnik|спутник|reuters|associated press|"
    r"новости\b|вести\b|газет|портал|журнал\b|телеканал|издани|пресс-служб|ведомости|правд)"
)
_COMPANY = re.compile(r"\b(?:ООО|ЗАО|ПАО|АО|ИП)\b|(?i:студи|studio|веб|web|дизайн|design|gmbh|llc)")
_CYRILLIC = re.compile("[Ѐ-ӿ]")


def clean_names(values: Iterable[str]) -> list[str]:
    """Split lists of names, drop labels, posts, addresses and duplicates; order is kept."""
    names: dict[str, str] = {}
    for value in values:
        for part in _SPLIT.split(_without_label(normalized_line(value)[:_MAX_BYLINE])):
            name = _without_post(_BRACKETS.sub("", _without_label(part)).strip(" .,:;-–—|/"))
            if 1 < len(name) <= _MAX_NAME and not _NO_NAME.search(name) and _NAME.match(name):
                name = _capitalized(name)
                names.setdefault(name.lower(), name)
    return list(names.values())


def persons(values: Iterable[str]) -> list[str]:
    """Those names that are a person's: two to four capitalized words and no organisation."""
    return [name for name in clean_names(values) if is_person(name)]


def is_person(name: str) -> bool:
    return _PERSON.fullmatch(name) is not None and not is_organisation(name)


def is_organisation(name: str) -> bool:
    """Whether a name has a word of agencies, offices or companies."""
    return _ORGANISATION.search(name) is not None


def is_news_agency(name: str) -> bool:
    """Whether a name is that of an agency or outlet rather than of the maker of the site."""
    return _NEWS_AGENCY.search(name) is not None and not _COMPANY.search(name)


def is_cyrillic(name: str) -> bool:
    return _CYRILLIC.search(name) is not None


def leading_person(text: str) -> str:
    """The person's name at the start of a text, or an empty text."""
    match = _PERSON.match(text)
    return match[0] if match and is_person(match[0]) else ""


def _without_label(text: str) -> str:
    return _LABEL.sub("", _GLUED_LABEL.sub("", text))


def _without_post(name: str) -> str:
    """Cut the post behind a name: «Олег Сомов корреспондент отдела новостей»."""
    match = _PERSON.match(name)
    if match and (glued := _GLUED_POST.search(match[0])):
        return name[: glued.start()]
    if match and _POST_AFTER.match(name, match.end()):
        return match[0]
    starts_lower = is_cyrillic(name[:1]) and name[:1].islower()
    return "" if starts_lower else name


def _capitalized(name: str) -> str:
    """Write «Олег СОМОВ» as names are written; abbreviations and single words stay."""
    words = name.split()
    as_is = len(words) < 2 or is_organisation(name) or is_news_agency(name)
    if as_is or (name.isupper() and not is_cyrillic(name)):
        return name
    return " ".join(word.title() if _is_in_capitals(word) else word for word in words)


def _is_in_capitals(word: str) -> bool:
    return len(word) > 2 and word.isupper() and word.replace("-", "").isalpha()
