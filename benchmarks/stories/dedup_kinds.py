"""Makes small sets of articles that are easily grouped wrongly, with their right groups.

The kinds are blotters (lists of the day's incidents) of one town, stubs (texts without news, such
as «Подробности в видеосюжете»), obituaries, corrections and background paragraphs. All texts are
made from templates of our own by a seeded generator.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.stories.dedup_families import CITIES, report

SURNAMES = """
Агеев Бочкарёв Вавилов Гусельников Дорохин Ерофеев Жданович Зимин Игнатенко Климов Лаптев Мальцев
Никулин Осипенко Прохоров Рябинин Самсонов Третьяков Удальцов Хомутов Цветков Чистяков
""".split()  # noqa: SIM905
FIRST_NAMES = "Игорь Сергей Виктор Павел Николай Анатолий Борис Юрий Геннадий".split()  # noqa: SIM905
STUBS = (
    "Подробности смотрите в нашем видеосюжете.",
    "Новость дополняется.",
    "Полная версия материала доступна только подписчикам. Оформите подписку, чтобы читать дальше.",
    "Фоторепортаж нашего корреспондента смотрите в галерее.",
    "Подробности читайте в ближайшем номере газеты.",
)
HEADLINES = (
    "На Садовой прорвало трубу с горячей водой", "Хоккеисты области выиграли кубок Поволжья",
    "В музее открыли выставку народного костюма", "Цены на яйца выросли за неделю",
    "Медведь вышел на окраину посёлка", "Школьники посадили аллею памяти",
    "Губернатор отчитался перед депутатами", "Мост закроют на ночь для испытаний",
    "Аптеки проверили на наличие антибиотиков", "Пекарня победила в конкурсе хлебопёков",
)  # fmt: skip
OBITUARY = (
    "На {age}-м году жизни скончался {post} {first} {last}. Он проработал в районе {years} лет и "
    "воспитал несколько поколений учеников. Коллеги вспоминают его как чуткого и требовательного "
    "наставника. Прощание пройдёт {day} в доме культуры. Редакция выражает соболезнования родным "
    "и близким покойного."
)
SHORT_OBITUARY = (
    "{last} ушёл из жизни после долгой болезни. {last} был почётным гражданином города и ветераном "
    "труда. Соболезнования родным выразили глава района и депутаты. Прощание состоится в траурном "
    "зале, точное время сообщат дополнительно."
)
POSTS = ("заслуженный учитель", "бывший главный врач больницы", "тренер по лыжам", "дирижёр")
ACCIDENT = (
    "На трассе под {city} столкнулись автобус и грузовик. По данным спасателей, погибли {dead}, "
    "ещё {hurt} человек доставили в больницу. Водитель грузовика не пострадал. Движение на участке "
    "перекрыли до {hour} часов, машины пускали в объезд через село. Причины аварии выясняет "
    "следственная группа, назначены экспертизы. Пассажиры ехали на рынок."
)
NOTES = (
    "Исправлено: погибли {dead}, а не {wrong}.",
    "Уточнение: в первой версии заметки было неверно указано число погибших.",
)
COUNTS = ("двое", "трое", "четверо", "пятеро")
BACKGROUND = (
    "Напомним, {bridge} закрыли прошлой весной, когда обследование показало трещины в двух опорах. "
    "Автобусы ходят в объезд через посёлок, и дорога до центра занимает почти час. Жители правого "
    "берега жаловались на переполненные маршрутки и опоздания на работу. Первый подрядчик сорвал "
    "сроки, договор с ним расторгли, и мэрия нашла другого. За зиму он заменил балки, уложил плиты "
    "и отремонтировал подходы. Открыть движение обещают к осени."
)
BRIDGES = ("Заречный мост", "мост через Серебрянку", "Глебучев мост", "мост на Монастырском тракте")
LEADS = (
    "Суд отказал подрядчику во взыскании пени с мэрии. Решение можно обжаловать в течение месяца.",
    "Рабочий сорвался с лесов и сломал ногу. Трудовая инспекция начала проверку охраны труда.",
    "Депутаты выделили деньги на новые фонари вдоль набережной. Закупку объявят в конце квартала.",
    "Художники предложили расписать опоры видами старого города. Эскизы выставят в библиотеке.",
    "Водолазы подняли со дна реки затонувший катер. Владельца судна ищет транспортная полиция.",
    "Маршрут автобуса номер девять изменят с понедельника. Новое расписание висит на остановках.",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of a case: its headline and text, and the hour of its publication."""

    headline: str
    text: str
    hour: int = 8


@dataclass(frozen=True, slots=True)
class Case:
    """Articles, and the sets of their numbers that are one story; the others are alone."""

    pieces: tuple[Piece, ...]
    groups: tuple[frozenset[int], ...] = ()
    roundup: int | None = None  # the number of the article that must be a roundup


def blotters(count: int, rng: random.Random) -> Iterator[Case]:
    """Yield four items of one town, each by another outlet, and a blotter of their beginnings."""
    families = ["theft", "court", "missing", "outage", "appointment"]
    for _ in range(count):
        city = rng.choice(CITIES)
        items = [_in_city(report(family, rng), city) for family in rng.sample(families, 4)]
        beginnings = [
            ". ".join(item.split(". ")[: rng.choice([3, 4, 9])]).rstrip(".") for item in items
        ]
        blotter = f"Происшествия за день в {city}. " + ". ".join(beginnings) + "."
        pieces = [Piece(f"Новость {number}", item) for number, item in enumerate(items)]
        yield Case((*pieces, Piece("Сводка", blotter, hour=18)), roundup=len(items))


def _in_city(text: str, city: str) -> str:
    for other in CITIES:
        text = text.replace(other, city)
    return text


def stubs(count: int, rng: random.Random) -> Iterator[Case]:
    """Yield one stub under two different headlines, and under the first with its words moved."""
    for number in range(count):
        body = STUBS[number % len(STUBS)]
        first, second = (f"{headline}: {number}-й выпуск" for headline in rng.sample(HEADLINES, 2))
        moved = " ".join(reversed(first.split(" ", 2)))
        pieces = (Piece(first, body), Piece(second, body), Piece(moved, body))
        yield Case(pieces, (frozenset({0, 2}),))


def obituaries(count: int, rng: random.Random) -> Iterator[Case]:
    """Yield obituaries of two persons from one template, and a reprint of the first."""
    for _ in range(count):
        template = rng.choice([OBITUARY, SHORT_OBITUARY])
        persons = [
            {
                "last": last,
                "first": rng.choice(FIRST_NAMES),
                "age": rng.randint(55, 95),
                "post": rng.choice(POSTS),
                "years": rng.randint(20, 50),
                "day": rng.choice(["в среду", "в пятницу"]),
            }
            for last in rng.sample(SURNAMES, 2)
        ]
        texts = [template.format(**person) for person in persons]
        pieces = [
            Piece(f"Скончался {person['last']}", text)
            for person, text in zip(persons, texts, strict=True)
        ]
        headline = f"Умер {persons[0]['last']}"
        reprint = Piece(headline, f"{texts[0]} Присылайте воспоминания в редакцию.", 12)
        yield Case((*pieces, reprint), (frozenset({0, 2}),))


def corrections(count: int, rng: random.Random) -> Iterator[Case]:
    """Yield a report, a version that says it is corrected, and a report with other figures."""
    for number in range(count):
        wrong, dead = rng.sample(COUNTS, 2)
        values = {"hurt": rng.randint(6, 30), "hour": rng.randint(10, 23)}
        city = f"{rng.choice(CITIES)[:-1]}ом-{number}"
        first = ACCIDENT.format(city=city, dead=wrong, **values)
        note = rng.choice(NOTES).format(dead=dead, wrong=wrong)
        corrected = f"{ACCIDENT.format(city=city, dead=dead, **values)} {note}"
        other = ACCIDENT.format(city=city, dead=dead, hurt=values["hurt"] + 3, hour=9)
        pieces = (
            Piece("Авария", first),
            Piece("Авария", corrected, 10),
            Piece("Авария", other, 12),
        )
        yield Case(pieces, (frozenset({0, 1}),))


def backgrounds(count: int, rng: random.Random) -> Iterator[Case]:
    """Yield two events that share a background paragraph, and a reprint of the first."""
    for number in range(count):
        background = BACKGROUND.format(bridge=f"{rng.choice(BRIDGES)} № {number}")
        lead, other_lead = rng.sample(LEADS, 2)
        text, other_text = f"{lead}\n{background}", f"{other_lead}\n{background}"
        pieces = (
            Piece(lead[:40], text),
            Piece(other_lead[:40], other_text),
            Piece(lead[:30], text, 12),
        )
        yield Case(pieces, (frozenset({0, 2}),))


KINDS: dict[str, Callable[[int, random.Random], Iterator[Case]]] = {
    "blotters of one town": blotters,
    "stubs": stubs,
    "obituaries": obituaries,
    "corrections": corrections,
    "background paragraphs": backgrounds,
}
