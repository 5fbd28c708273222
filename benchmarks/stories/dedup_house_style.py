"""Rewrites a Russian text in another house style, one kind of edit at a time.

``STYLES`` has two functions for each kind. ``same`` writes the values of a text in another way, for
example «1 400» as «1400». ``other`` also changes the values: «1 400» becomes «1500». Both return
the text unchanged if it has no value of the kind.
"""

import random
import re
from collections.abc import Callable
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
FULL_DATE = re.compile(  # no date after a weekday, a preposition or another number
    rf"(?<=[а-яё]{{3}} )(?<!ник )(?<!реду )(?<!верг )(?<!ницу )(?<!боту )(?<!енье )"
    rf"(\d{{1,2}}) ({'|'.join(MONTHS)})\b(?! \d|,? \()"
)
LARGE_NUMBER = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:[ \u00a0]\d{3})+|(?!19|20)[1-9]\d{3,6})(?![\w,.]?\d)"
)
SMALL_NUMBER = re.compile(r"(?<=[а-я] )([2-9]|10)(?= [а-я])")
PERCENT = re.compile(r"(?<![\w.,])(\d{1,2}) ?%")
SCALED = re.compile(r"(?<![\w.,])(\d+) (тысяч[аи]?|миллион(?:а|ов)?|миллиард(?:а|ов)?)\b")
CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]0|[0-5]5)\b(?![.\d])")
MONEY = re.compile(r"(?<![\w.,])(\d+) (рубл(?:ей|я)|доллар(?:ов|а))\b")
FIRST_NAMES = """
Александр Алексей Анатолий Андрей Антон Борис Валерий Виктор Виталий Владимир Владислав Георгий
Денис Дмитрий Евгений Егор Иван Игорь Илья Константин Кирилл Леонид Максим Михаил Никита Николай
Олег Павел Роман Руслан Сергей Станислав Юрий Анастасия Анна Валентина Екатерина Елена Ирина
Мария Марина Наталья Ольга Светлана Татьяна Юлия
""".split()  # noqa: SIM905
PERSON = re.compile(
    rf"(?<![А-ЯЁ][а-яё] )\b({'|'.join(FIRST_NAMES)}) ([А-ЯЁ][а-яё]{{4,}}(?<!вич)(?<!вна))\b"
)
SURNAME_ONLY = re.compile(  # not before another name: «Джастин» is a first name there
    r"(?<![\w-])[а-яё]+ ([А-ЯЁ][а-яё]{4,}(?:ов|ев|ин)а?)\b(?! [А-ЯЁҲҚҒЎ])"
)
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
KINS_OF_ABBREVIATIONS = (
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
_DAYS_AFTER = 3  # between a named date and the publication, at most


@dataclass(frozen=True, slots=True)
class Style:
    """One kind of edit; ``other`` is None where the edit can't change a value."""

    same: Edit
    other: Edit | None = None


def publication_day(text: str, rng: random.Random) -> date:
    """Return a day on or shortly after the first date that a text names."""
    found = FULL_DATE.search(text)
    day, month = (int(found[1]), MONTHS.index(found[2]) + 1) if found else (13, 11)
    after = timedelta(days=rng.randint(0, _DAYS_AFTER))
    return date(2026, month, max(1, min(day, 28))) + after


def _abbreviation(text: str, rng: random.Random, _: date) -> str:
    return _spelt_out(text, rng, {short: short for short in ABBREVIATIONS})


def _other_abbreviation(text: str, rng: random.Random, _: date) -> str:
    others = {
        short: kin[number - 1]
        for kin in KINS_OF_ABBREVIATIONS
        for number, short in enumerate(kin)
        if not any(form[:12] in text for form in (kin[number - 1], *ABBREVIATIONS[kin[number - 1]]))
    }
    return _spelt_out(text, rng, others)


def _spelt_out(text: str, rng: random.Random, to: dict[str, str]) -> str:
    for short, meant in to.items():
        text = re.sub(rf"\b{short}\b", lambda _, m=meant: rng.choice(ABBREVIATIONS[m]), text)
    return text


def _russia(text: str, rng: random.Random, _: date) -> str:
    return re.sub(r"\bРоссии\b", rng.choice(["РФ", "Российской Федерации"]), text)


def _other_country(text: str, rng: random.Random, _: date) -> str:
    others = [one for one in COUNTRIES if one[:4].lower() not in text.lower()]
    return re.sub(r"\bРосси(?:[июя]|ей)\b|\bРФ\b", rng.choice(others or COUNTRIES), text)


def _grouping(text: str, rng: random.Random, _: date) -> str:
    return LARGE_NUMBER.sub(lambda found: _regrouped(found[0], 0), text)


def _other_number(text: str, rng: random.Random, _: date) -> str:
    added = rng.choice([1, 10, 100])
    return LARGE_NUMBER.sub(lambda found: _regrouped(found[0], added), text)


def _regrouped(number: str, added: int) -> str:
    digits = re.sub(r"\D", "", number)
    value = int(digits) + added
    return f"{value:,}".replace(",", " ") if number == digits else str(value)


def _initial(text: str, rng: random.Random, _: date) -> str:
    return PERSON.sub(lambda found: f"{found[1][0]}. {found[2]}", text)


def _other_initial(text: str, rng: random.Random, _: date) -> str:
    def changed(found: re.Match[str]) -> str:
        letter = rng.choice("АБВДИМНПРС".replace(found[1][0], ""))
        return f"{letter}. {found[2]}"

    return PERSON.sub(changed, text)


def _other_first_name(text: str, rng: random.Random, _: date) -> str:
    def changed(found: re.Match[str]) -> str:
        names = [one for one in FIRST_NAMES if one[-1] in "ая" and found[1][-1] in "ая"]
        names = names or [one for one in FIRST_NAMES if one[-1] not in "ая"]
        return f"{rng.choice([one for one in names if one != found[1]])} {found[2]}"

    return PERSON.sub(changed, text)


def _patronymic(text: str, rng: random.Random, _: date) -> str:
    def named(found: re.Match[str]) -> str:
        father = "Петровна" if found[1][-1] in "ая" and found[1] != "Илья" else "Петрович"
        return f"{found[1]} {father} {found[2]}"

    return PERSON.sub(named, text)


def _other_surname(text: str, rng: random.Random, _: date) -> str:
    for found in list(PERSON.finditer(text)):
        other = f"{found[2][:4]}ашвили"
        text = text.replace(found[0], f"{found[1]} Петрович {other}")
        text = re.sub(rf"\b{found[2][: max(4, len(found[2]) - 2)]}[а-яё]{{0,4}}\b", other, text)
    return text


def _latin_letter(text: str, rng: random.Random, _: date) -> str:
    found = list(re.finditer(r"(?<=[а-я] )[А-ЯЁ][а-яё]*[аеорсух][а-яё]*", text))
    if not found:
        return text
    name = rng.choice(found)
    places = [place for place, letter in enumerate(name[0]) if letter in "аеорсух"]
    place = rng.choice(places)
    changed = name[0][:place] + name[0][place].translate(LATIN) + name[0][place + 1 :]
    return text[: name.start()] + changed + text[name.end() :]


def _weekday(text: str, rng: random.Random, day: date) -> str:
    return _weekday_for_date(text, day, 0)


def _other_weekday(text: str, rng: random.Random, day: date) -> str:
    return _weekday_for_date(text, day, rng.choice([-1, 1, 2]))


def _weekday_for_date(text: str, day: date, moved: int) -> str:
    first = FULL_DATE.search(text)
    if not first:
        return text
    named = date(day.year, MONTHS.index(first[2]) + 1, max(1, min(int(first[1]), 28)))
    if str(named.day) != first[1] or abs((day - named).days) > _DAYS_AFTER:
        return text
    word = WEEKDAYS[(named.weekday() + moved) % 7]
    return re.sub(rf"\b{first[0]}\b(?! \d{{4}})", word, text)


def _month(text: str, rng: random.Random, _: date) -> str:
    return FULL_DATE.sub(lambda found: f"в {MONTHS_IN[MONTHS.index(found[2])]}", text)


def _other_month(text: str, rng: random.Random, _: date) -> str:
    return FULL_DATE.sub(lambda found: f"в {MONTHS_IN[MONTHS.index(found[2]) - 2]}", text)


def _numeric_date(text: str, rng: random.Random, day: date) -> str:
    form = rng.choice(["{:02}.{:02}", f"{{:02}}.{{:02}}.{day.year}", "{}.{:02}"])
    return FULL_DATE.sub(lambda found: form.format(int(found[1]), MONTHS.index(found[2]) + 1), text)


def _other_numeric_date(text: str, rng: random.Random, _: date) -> str:
    return FULL_DATE.sub(
        lambda found: f"{int(found[1]) % 28 + 1:02}.{MONTHS.index(found[2]) + 1:02}", text
    )


def _ministry(text: str, rng: random.Random, _: date) -> str:
    text = MINISTRY.sub(lambda found: f"Министерство {MINISTRIES[found[1]]}", text)
    if "Министерство " in text:
        return text
    short = {full: part for part, full in MINISTRIES.items()}
    return FULL_MINISTRY.sub(lambda found: f"Мин{short[found[1]]}", text)


def _other_ministry(text: str, rng: random.Random, _: date) -> str:
    names = list(dict.fromkeys(MINISTRIES.values()))
    return MINISTRY.sub(
        lambda found: (
            "Министерство " + rng.choice([one for one in names if one != MINISTRIES[found[1]]])
        ),
        text,
    )


def _scale(text: str, rng: random.Random, _: date) -> str:
    return SCALED.sub(lambda found: _scaled(int(found[1]), found[2], rng), text)


def _other_scale(text: str, rng: random.Random, _: date) -> str:
    return SCALED.sub(lambda found: _scaled(int(found[1]) + 1, found[2], rng), text)


def _scaled(value: int, word: str, rng: random.Random) -> str:
    if word.startswith("тысяч"):
        return f"{value} 000" if rng.random() < 0.5 else f"{value} тыс."
    return f"{value} млрд" if word.startswith("миллиард") else f"{value} млн"


def _percent(text: str, rng: random.Random, _: date) -> str:
    return PERCENT.sub(lambda found: f"{found[1]} процентов", text)


def _other_percent(text: str, rng: random.Random, _: date) -> str:
    return PERCENT.sub(lambda found: f"{int(found[1]) + 3} процентов", text)


def _numeral(text: str, rng: random.Random, _: date) -> str:
    return SMALL_NUMBER.sub(lambda found: NUMERALS[int(found[1]) - 2], text)


def _other_numeral(text: str, rng: random.Random, _: date) -> str:
    return SMALL_NUMBER.sub(lambda found: NUMERALS[(int(found[1]) - 1) % 9], text)


def _clock(text: str, rng: random.Random, _: date) -> str:
    form = rng.choice(["{}.{}", "{} часов {} минут", "{}:{}"])
    return CLOCK.sub(lambda found: form.format(found[1], found[2]), text)


def _other_clock(text: str, rng: random.Random, _: date) -> str:
    return CLOCK.sub(lambda found: f"{(int(found[1]) + 2) % 24}.{found[2]}", text)


def _money(text: str, rng: random.Random, _: date) -> str:
    return MONEY.sub(
        lambda found: f"${found[1]}" if found[2].startswith("долл") else f"{found[1]} ₽", text
    )


def _other_money(text: str, rng: random.Random, _: date) -> str:
    return MONEY.sub(
        lambda found: f"${int(found[1]) + 5}" if found[2][0] == "д" else f"{int(found[1]) + 5} ₽",
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
    for one, other in (("«", '"'), ("»", '"'), ("—", "-"), ("ё", "е"), ("№ ", "№"), ("…", "...")):
        text = text.replace(one, other)
    return re.sub(r"(?<=\d) (?=[а-я])", "\u00a0", text)


def _misprint(text: str, rng: random.Random, _: date) -> str:
    found = list(PERSON.finditer(text))
    return _misspelt(text, rng.choice(found), rng) if found else text


def _other_one_letter(text: str, rng: random.Random, _: date) -> str:
    found = SURNAME_ONLY.search(text)
    if not found or PERSON.search(text):
        return text
    name = found[1]
    return re.sub(rf"\b{name}\b", name[:-3] + "к" + name[-3:], text)


def _misspelt(text: str, found: re.Match[str], rng: random.Random) -> str:
    name, place = found[2], rng.randrange(1, len(found[2]) - 2)
    ways = [
        name[:place] + name[place + 1 :],
        name[:place] + name[place + 1] + name[place] + name[place + 2 :],
        name[:place] + ("о" if name[place] != "о" else "а") + name[place + 1 :],
    ]
    return f"{text[: found.start(2)]}{rng.choice(ways)}{text[found.end(2) :]}"


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
