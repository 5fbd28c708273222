"""Rewrites a Russian text in another house style, one kind of edit at a time.

``STYLES`` has two functions for each kind. ``same`` writes the values of a text in another way, for
example «1 400» as «1400». ``other`` also changes the values: «1 400» becomes «1500». Both return
the text unchanged if it has no value of the kind.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

Edit = Callable[[str, random.Random, date], str]

MONTHS = """
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
""".split()  # noqa: SIM905
MONTHS_IN = """
январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре
""".split()  # noqa: SIM905
WEEKDAYS = [
    "в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу",
    "в воскресенье",
]  # fmt: skip
NUMERALS = "два три четыре пять шесть семь восемь девять десять".split()  # noqa: SIM905
# «прошёл 3 марта», but not «в среду 3 марта», «с 3 марта», «3 марта 2026» and «3 марта (среда)».
FULL_DATE = re.compile(
    rf"(?<=[а-яё]{{3}} )(?<!ник )(?<!реду )(?<!верг )(?<!ницу )(?<!боту )(?<!енье )"
    rf"(\d{{1,2}}) ({'|'.join(MONTHS)})\b(?! \d|,? \()"
)
# «1 400» and «1400», but neither «1,400» nor a year such as «2024».
LARGE_NUMBER = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:[ \u00a0]\d{3})+|(?!19|20)[1-9]\d{3,6})(?![\w,.]?\d)"
)
SMALL_NUMBER = re.compile(r"(?<=[а-я] )([2-9]|10)(?= [а-я])")  # «около 3 домов»
PERCENT = re.compile(r"(?<![\w.,])(\d{1,2}) ?%")  # «15 %» and «15%»
# «5 тысяч» and «2 миллиона»
SCALED = re.compile(r"(?<![\w.,])(\d+) (тысяч[аи]?|миллион(?:а|ов)?|миллиард(?:а|ов)?)\b")
# «9:30» and «18.05», whose minutes end in 0 or 5; not the beginning of «18.05.2026».
CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]0|[0-5]5)\b(?![.\d])")
# «300 рублей» and «5 долларов»
MONEY = re.compile(r"(?<![\w.,])(\d+) (рубл(?:ей|я)|доллар(?:ов|а))\b")
FIRST_NAMES = """
Александр Алексей Анатолий Андрей Антон Борис Валерий Виктор Виталий Владимир Владислав Георгий
Денис Дмитрий Евгений Егор Иван Игорь Илья Константин Кирилл Леонид Максим Михаил Никита Николай
Олег Павел Роман Руслан Сергей Станислав Юрий Анастасия Анна Валентина Екатерина Елена Ирина
Мария Марина Наталья Ольга Светлана Татьяна Юлия
""".split()  # noqa: SIM905
# «Иван Громов», but not a patronymic as in «Иван Петрович».
PERSON = re.compile(
    rf"(?<![А-ЯЁ][а-яё] )\b({'|'.join(FIRST_NAMES)}) ([А-ЯЁ][а-яё]{{4,}}(?<!вич)(?<!вна))\b"
)
# «министр Громов», but not «певец Джастин Бибер», in which a first name ends like a surname.
SURNAME_ONLY = re.compile(r"(?<![\w-])[а-яё]+ ([А-ЯЁ][а-яё]{4,}(?:ов|ев|ин)а?)\b(?! [А-ЯЁҲҚҒЎ])")
ABBREVIATIONS = {
    "США": ("Соединённые Штаты", "Соединённых Штатов Америки"),
    "МЧС": ("Министерство по чрезвычайным ситуациям", "Министерства по чрезвычайным ситуациям"),
    "МВД": ("Министерство внутренних дел", "Министерства внутренних дел"),
    "МИД": ("Министерство иностранных дел", "Министерства иностранных дел"),
    "ГИБДД": ("Госавтоинспекция", "Государственной инспекции безопасности дорожного движения"),
    "ООН": ("Организация Объединённых Наций", "Организации Объединённых Наций"),
    "ФСБ": ("Федеральная служба безопасности", "Федеральной службы безопасности"),
    "ВОЗ": ("Всемирная организация здравоохранения", "Всемирной организации здравоохранения"),
    "ЕС": ("Евросоюз", "Европейского союза"),
    "КНДР": ("Северная Корея", "Северной Кореи"),
    "ДТП": ("дорожно-транспортное происшествие", "дорожно-транспортного происшествия"),
    "ФАС": ("Федеральная антимонопольная служба", "Федеральной антимонопольной службы"),
    "ЦБ": ("Центробанк", "Центрального банка"),
}
# Each becomes the full name of the one before it, so that the text names another body.
ALIKE_ABBREVIATIONS = (
    ("США", "КНДР", "ЕС"), ("МЧС", "МВД", "МИД", "ФСБ"), ("ООН", "ВОЗ"), ("ФАС", "ГИБДД", "ЦБ"),
)  # fmt: skip
MINISTRIES = {
    "здрав": "здравоохранения", "обороны": "обороны", "финансов": "финансов", "фин": "финансов",
    "транс": "транспорта", "сельхоз": "сельского хозяйства", "культуры": "культуры",
    "просвещения": "просвещения", "экономразвития": "экономического развития",
    "энерго": "энергетики", "строй": "строительства", "труд": "труда", "спорт": "спорта",
    "природы": "природных ресурсов", "юст": "юстиции",
}  # fmt: skip
MINISTRY = re.compile(rf"\bМин({'|'.join(MINISTRIES)})(?:|а|е|у|ом)\b")
FULL_MINISTRY = re.compile(
    rf"\b[Мм]инистерств(?:о|а|е|у|ом) ({'|'.join(set(MINISTRIES.values()))})\b"
)
COUNTRIES = ("Украины", "Белоруссии", "Германии", "Японии", "Турции")
PLACES = (
    (re.compile("Санкт-Петербург(?:а|е|у|ом)?"), "Петербург", "Екатеринбург"),
    (re.compile("Московск(?:ая|ой) област(?:ь|и)"), "Подмосковье", "Ленинградская область"),
    (re.compile("Татарстан(?:а|е|у)?"), "Республика Татарстан", "Республика Башкортостан"),
    (re.compile("Краснодар(?:а|е)?\\b"), "Краснодар", "Красноярск"),
    (re.compile("Киров(?:а|е)?\\b"), "Киров", "Кировск"),
)
SHORT_WORDS = (
    (" улице ", " ул. "), (" улица ", " ул. "), (" области", " обл."), (" районе", " р-не"),
    (" района", " р-на"), (" рублей", " руб."), (" года", " г."), (" человек", " чел."),
)  # fmt: skip
LATIN = str.maketrans("аеорсух", "aeopcyx")
_BEGINNING_CHARS = 12  # of a full name, which its cases share
_DAYS_AFTER = 3  # between a named date and the publication, at most


@dataclass(frozen=True, slots=True)
class Style:
    """One kind of edit; ``other`` is None where the edit can't change a value."""

    same: Edit
    other: Edit | None = None


def publication_day(text: str, rng: random.Random) -> date:
    """Return a day on or shortly after the first date that a text names, else 13 November."""
    match = FULL_DATE.search(text)
    day, month = (int(match[1]), MONTHS.index(match[2]) + 1) if match else (13, 11)
    after = timedelta(days=rng.randint(0, _DAYS_AFTER))
    return date(2026, month, max(1, min(day, 28))) + after


def _abbreviation(text: str, rng: random.Random, _: date) -> str:
    return _spelt_out(text, rng, {short: short for short in ABBREVIATIONS})


def _other_abbreviation(text: str, rng: random.Random, _: date) -> str:
    others = {
        short: alike[number - 1]
        for alike in ALIKE_ABBREVIATIONS
        for number, short in enumerate(alike)
        if not _is_named(alike[number - 1], text)
    }
    return _spelt_out(text, rng, others)


def _is_named(short: str, text: str) -> bool:
    """Return whether a text has an abbreviation or the beginning of one of its full names."""
    return any(form[:_BEGINNING_CHARS] in text for form in (short, *ABBREVIATIONS[short]))


def _spelt_out(text: str, rng: random.Random, meanings: dict[str, str]) -> str:
    """Put a full name for each abbreviation: that of the abbreviation in ``meanings``."""
    for short, meant in meanings.items():
        text = _with_any_of(ABBREVIATIONS[meant], short, text, rng)
    return text


def _with_any_of(full_names: Sequence[str], short: str, text: str, rng: random.Random) -> str:
    """Put one of the full names for each occurrence of the abbreviation ``short``."""
    return re.sub(rf"\b{short}\b", lambda _: rng.choice(full_names), text)


def _russia(text: str, rng: random.Random, _: date) -> str:
    return re.sub(r"\bРоссии\b", rng.choice(["РФ", "Российской Федерации"]), text)


def _other_country(text: str, rng: random.Random, _: date) -> str:
    others = [country for country in COUNTRIES if country[:4].lower() not in text.lower()]
    return re.sub(r"\bРосси(?:[июя]|ей)\b|\bРФ\b", rng.choice(others or COUNTRIES), text)


def _grouping(text: str, rng: random.Random, _: date) -> str:
    return LARGE_NUMBER.sub(lambda match: _regrouped(match[0], 0), text)


def _other_number(text: str, rng: random.Random, _: date) -> str:
    added = rng.choice([1, 10, 100])
    return LARGE_NUMBER.sub(lambda match: _regrouped(match[0], added), text)


def _regrouped(number: str, added: int) -> str:
    """Write a number plus ``added``: with spaces if it has none, and without spaces if it has."""
    digits = re.sub(r"\D", "", number)
    value = int(digits) + added
    return f"{value:,}".replace(",", " ") if number == digits else str(value)


def _initial(text: str, rng: random.Random, _: date) -> str:
    return PERSON.sub(lambda match: f"{match[1][0]}. {match[2]}", text)


def _other_initial(text: str, rng: random.Random, _: date) -> str:
    def changed(match: re.Match[str]) -> str:
        letter = rng.choice("АБВДИМНПРС".replace(match[1][0], ""))
        return f"{letter}. {match[2]}"

    return PERSON.sub(changed, text)


def _other_first_name(text: str, rng: random.Random, _: date) -> str:
    def changed(match: re.Match[str]) -> str:
        ends_in_a = match[1][-1] in "ая"  # as names of women do
        names = [name for name in FIRST_NAMES if (name[-1] in "ая") == ends_in_a]
        return f"{rng.choice([name for name in names if name != match[1]])} {match[2]}"

    return PERSON.sub(changed, text)


def _patronymic(text: str, rng: random.Random, _: date) -> str:
    def named(match: re.Match[str]) -> str:
        father = "Петровна" if match[1][-1] in "ая" and match[1] != "Илья" else "Петрович"
        return f"{match[1]} {father} {match[2]}"

    return PERSON.sub(named, text)


def _other_surname(text: str, rng: random.Random, _: date) -> str:
    for match in list(PERSON.finditer(text)):
        first_name, surname = match.groups()
        stem = surname[: max(4, len(surname) - 2)]  # which the cases of the surname share
        other = f"{surname[:4]}ашвили"
        text = text.replace(match[0], f"{first_name} Петрович {other}")
        text = re.sub(rf"\b{stem}[а-яё]{{0,4}}\b", other, text)
    return text


def _latin_letter(text: str, rng: random.Random, _: date) -> str:
    words = list(re.finditer(r"(?<=[а-я] )[А-ЯЁ][а-яё]*[аеорсух][а-яё]*", text))
    if not words:
        return text
    word = rng.choice(words)
    places = [place for place, letter in enumerate(word[0]) if letter in "аеорсух"]
    place = rng.choice(places)
    changed = word[0][:place] + word[0][place].translate(LATIN) + word[0][place + 1 :]
    return text[: word.start()] + changed + text[word.end() :]


def _weekday(text: str, rng: random.Random, day: date) -> str:
    return _weekday_for_date(text, day, 0)


def _other_weekday(text: str, rng: random.Random, day: date) -> str:
    return _weekday_for_date(text, day, rng.choice([-1, 1, 2]))


def _weekday_for_date(text: str, day: date, days_off: int) -> str:
    """Put the weekday for the first date of a text, if it is close to its publication."""
    first = FULL_DATE.search(text)
    if not first:
        return text
    named = date(day.year, MONTHS.index(first[2]) + 1, max(1, min(int(first[1]), 28)))
    if str(named.day) != first[1] or abs((day - named).days) > _DAYS_AFTER:
        return text
    word = WEEKDAYS[(named.weekday() + days_off) % 7]
    return re.sub(rf"\b{first[0]}\b(?! \d{{4}})", word, text)


def _month(text: str, rng: random.Random, _: date) -> str:
    return FULL_DATE.sub(lambda match: f"в {MONTHS_IN[MONTHS.index(match[2])]}", text)


def _other_month(text: str, rng: random.Random, _: date) -> str:
    return FULL_DATE.sub(lambda match: f"в {MONTHS_IN[MONTHS.index(match[2]) - 2]}", text)


def _numeric_date(text: str, rng: random.Random, day: date) -> str:
    form = rng.choice(["{:02}.{:02}", f"{{:02}}.{{:02}}.{day.year}", "{}.{:02}"])
    return FULL_DATE.sub(lambda match: form.format(int(match[1]), MONTHS.index(match[2]) + 1), text)


def _other_numeric_date(text: str, rng: random.Random, _: date) -> str:
    return FULL_DATE.sub(
        lambda match: f"{int(match[1]) % 28 + 1:02}.{MONTHS.index(match[2]) + 1:02}", text
    )


def _ministry(text: str, rng: random.Random, _: date) -> str:
    text = MINISTRY.sub(lambda match: f"Министерство {MINISTRIES[match[1]]}", text)
    if "Министерство " in text:
        return text
    short = {full: part for part, full in MINISTRIES.items()}
    return FULL_MINISTRY.sub(lambda match: f"Мин{short[match[1]]}", text)


def _other_ministry(text: str, rng: random.Random, _: date) -> str:
    names = list(dict.fromkeys(MINISTRIES.values()))
    return MINISTRY.sub(
        lambda match: (
            "Министерство " + rng.choice([name for name in names if name != MINISTRIES[match[1]]])
        ),
        text,
    )


def _scale(text: str, rng: random.Random, _: date) -> str:
    return SCALED.sub(lambda match: _scaled(int(match[1]), match[2], rng), text)


def _other_scale(text: str, rng: random.Random, _: date) -> str:
    return SCALED.sub(lambda match: _scaled(int(match[1]) + 1, match[2], rng), text)


def _scaled(value: int, word: str, rng: random.Random) -> str:
    if word.startswith("тысяч"):
        return f"{value} 000" if rng.random() < 0.5 else f"{value} тыс."
    return f"{value} млрд" if word.startswith("миллиард") else f"{value} млн"


def _percent(text: str, rng: random.Random, _: date) -> str:
    return PERCENT.sub(lambda match: f"{match[1]} процентов", text)


def _other_percent(text: str, rng: random.Random, _: date) -> str:
    return PERCENT.sub(lambda match: f"{int(match[1]) + 3} процентов", text)


def _numeral(text: str, rng: random.Random, _: date) -> str:
    return SMALL_NUMBER.sub(lambda match: NUMERALS[int(match[1]) - 2], text)


def _other_numeral(text: str, rng: random.Random, _: date) -> str:
    # The next numeral; «два» for 10.
    return SMALL_NUMBER.sub(lambda match: NUMERALS[(int(match[1]) - 1) % len(NUMERALS)], text)


def _clock(text: str, rng: random.Random, _: date) -> str:
    form = rng.choice(["{}.{}", "{} часов {} минут", "{}:{}"])
    return CLOCK.sub(lambda match: form.format(match[1], match[2]), text)


def _other_clock(text: str, rng: random.Random, _: date) -> str:
    return CLOCK.sub(lambda match: f"{(int(match[1]) + 2) % 24}.{match[2]}", text)


def _money(text: str, rng: random.Random, _: date) -> str:
    return MONEY.sub(
        lambda match: f"${match[1]}" if match[2].startswith("долл") else f"{match[1]} ₽", text
    )


def _other_money(text: str, rng: random.Random, _: date) -> str:
    return MONEY.sub(
        lambda match: f"${int(match[1]) + 5}" if match[2][0] == "д" else f"{int(match[1]) + 5} ₽",
        text,
    )


def _place(text: str, rng: random.Random, _: date) -> str:
    for pattern, name, _other in PLACES:
        text = pattern.sub(name, text)
    return text


def _other_place(text: str, rng: random.Random, _: date) -> str:
    for pattern, _name, other in PLACES:
        text = pattern.sub(other, text)
    return text


def _short_words(text: str, rng: random.Random, _: date) -> str:
    for long, short in SHORT_WORDS:
        text = text.replace(long, short)
    return text


def _typography(text: str, rng: random.Random, _: date) -> str:
    for old, new in (("«", '"'), ("»", '"'), ("—", "-"), ("ё", "е"), ("№ ", "№"), ("…", "...")):
        text = text.replace(old, new)
    return re.sub(r"(?<=\d) (?=[а-я])", "\u00a0", text)


def _misprint(text: str, rng: random.Random, _: date) -> str:
    people = list(PERSON.finditer(text))
    return _misspelt(text, rng.choice(people), rng) if people else text


def _other_one_letter(text: str, rng: random.Random, _: date) -> str:
    match = SURNAME_ONLY.search(text)
    if not match or PERSON.search(text):
        return text
    name = match[1]
    return re.sub(rf"\b{name}\b", name[:-3] + "к" + name[-3:], text)


def _misspelt(text: str, match: re.Match[str], rng: random.Random) -> str:
    name, place = match[2], rng.randrange(1, len(match[2]) - 2)
    ways = [
        name[:place] + name[place + 1 :],
        name[:place] + name[place + 1] + name[place] + name[place + 2 :],
        name[:place] + ("о" if name[place] != "о" else "а") + name[place + 1 :],
    ]
    return f"{text[: match.start(2)]}{rng.choice(ways)}{text[match.end(2) :]}"


STYLES = {
    "abbreviation spelt out": Style(_abbreviation, _other_abbreviation),
    "России as РФ": Style(_russia, _other_country),
    "digits grouped": Style(_grouping, _other_number),
    "first name as initial": Style(_initial, _other_initial),
    "first name (look-alikes only)": Style(lambda text, *_: text, _other_first_name),
    "patronymic added": Style(_patronymic, _other_surname),
    "one Latin letter": Style(_latin_letter),
    "weekday for date": Style(_weekday, _other_weekday),
    "month for date": Style(_month, _other_month),
    "date in digits": Style(_numeric_date, _other_numeric_date),
    "ministry shortened": Style(_ministry, _other_ministry),
    "scale as тыс., млн": Style(_scale, _other_scale),
    "percent in words": Style(_percent, _other_percent),
    "numeral in words": Style(_numeral, _other_numeral),
    "clock": Style(_clock, _other_clock),
    "currency as sign": Style(_money, _other_money),
    "name of a region": Style(_place, _other_place),
    "words shortened": Style(_short_words),
    "typography": Style(_typography),
    "surname misspelt": Style(_misprint, _other_one_letter),
}
