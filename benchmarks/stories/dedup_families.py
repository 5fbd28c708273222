"""Makes pairs of look-alikes and pairs of copies from our own templates.

No rule was written for these templates. Each family is a template of a report with slots. Two
reports of one family have different values in their slots, so they are about different events. A
copy is made from a report by the edits of outlets: an added call to subscribe, a cut, synonyms,
moved sentences.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

CITIES = """
Пензе Кузнецке Сердобске Каменке Лунине Заречном Белинском Никольске Мокшане Колышлее
""".split()  # noqa: SIM905
STREETS = """
мира лесной садовой заводской чехова гоголя московской полевой речной вокзальной
""".split()  # noqa: SIM905
NAMES = """
Громов Белова Тарасов Ежова Панин Рогов Дунаева Шубин Лапина Крылов
""".split()  # noqa: SIM905
DAYS = ["в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу"]
MONTHS = """
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
""".split()  # noqa: SIM905
TEAMS = ["«Сура»", "«Дизель»", "«Зенит»", "«Олимп»", "«Маяк»", "«Сокол»", "«Рубин»", "«Звезда»"]
GOODS = ["телефон", "велосипед", "ноутбук", "шуруповёрт", "кошелёк", "самокат"]
DISHES = ["хлеб", "молоко", "сахар", "гречка", "масло", "яйца", "картофель"]


class Label(IntEnum):
    """What two texts are; the files of the shared data have these numbers."""

    OTHER = 0  # no copies
    COPIES = 1
    ROUNDUP = 2  # the second text is a roundup that contains the first


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, what they are, and how they were made."""

    kind: str  # the edit, or the template, such as "own+:cut" and "own:theft"
    label: Label
    first: str
    second: str


def slots(rng: random.Random) -> dict[str, object]:
    """Return a random value for each slot of the templates; ``n``, ``m`` and ``k`` are numbers."""
    pick = rng.choice
    return {
        "city": pick(CITIES), "street": pick(STREETS), "name": pick(NAMES),
        "name2": pick(NAMES), "weekday": pick(DAYS), "month": pick(MONTHS),
        "day": rng.randint(1, 28), "hour": rng.randint(0, 23), "age": rng.randint(18, 80),
        "n": rng.randint(2, 40), "m": rng.randint(2, 40), "k": rng.randint(100, 9000),
        "money": rng.randint(2, 900), "team": pick(TEAMS), "team2": pick(TEAMS),
        "goods": pick(GOODS), "dish": pick(DISHES), "dish2": pick(DISHES),
        "house": rng.randint(1, 150), "rate": f"{rng.randint(1, 30)},{rng.randint(0, 9)}",
    }  # fmt: skip


FAMILIES = {
    "theft": "В {city} полицейские раскрыли кражу. По данным следствия, {weekday} {age}-летний "
    "житель города похитил из подъезда дома на улице {street} {goods} за {money} тысяч рублей. "
    "Подозреваемого установили по записям камер наблюдения. Похищенное изъято и возвращено "
    "владельцу. Возбуждено уголовное дело по статье о краже. Санкция предусматривает наказание в "
    "виде лишения свободы. Полиция напоминает жителям о необходимости беречь личное имущество.",
    "outage": "{weekday} с {hour} часов в {city} отключат холодную воду. Без водоснабжения "
    "останутся дома по улице {street} с {n} по {house}. Специалисты проведут ремонт на сетях. "
    "Подвоз воды будет организован по заявкам жителей. Приносим извинения за доставленные "
    "неудобства. Телефон диспетчерской работает круглосуточно, просим запастись водой заранее.",
    "football": "{day} {month} {team} принимал на своём поле {team2}. Счёт открыл {name} на {n}-й "
    "минуте, вскоре преимущество удвоил {name2}. За игрой наблюдали {k} зрителей. После этого тура "
    "команда занимает {m}-ю строчку таблицы первенства области. Следующая встреча состоится на "
    "выезде. Вход на трибуны для детей и пенсионеров бесплатный, билеты продают в кассах стадиона.",
    "prices": "Росстат сообщил, как изменились цены за неделю с {day} {month}. Сильнее всего "
    "подорожал продукт {dish} — на {rate} процента, подешевел продукт {dish2}. Инфляция с начала "
    "года в регионе составила {n} процентов. Ведомство наблюдает за стоимостью ста товаров и услуг "
    "в магазинах и на рынках. Следующий обзор цен статистики опубликуют через неделю.",
    "court": "Суд в {city} вынес приговор местному жителю. Установлено, что {name}, управляя "
    "автомобилем в состоянии опьянения, был остановлен {day} {month} сотрудниками дорожной "
    "инспекции. Ранее он уже привлекался к ответственности. Суд назначил наказание в виде {n} "
    "месяцев ограничения свободы. Приговор вступил в законную силу, автомобиль конфискован "
    "в доход государства. Прокуратура поддержала обвинение в полном объёме.",
    "missing": "В {city} ищут пропавшего человека. {day} {month} вышел и не вернулся {name}, "
    "{age} лет. Рост {k} миллиметров, был одет в тёмную куртку. Всех, кто располагает сведениями о "
    "его местонахождении, просят позвонить волонтёрам поискового отряда или в полицию. Звонок "
    "бесплатный. Каждый может помочь: достаточно распространить ориентировку среди знакомых.",
    "appointment": "Глава города представил коллективу нового руководителя управления. Им стал "
    "{name}, ранее он работал в {city}. Назначение подписано {day} {month}. Среди первых задач "
    "названы подготовка к отопительному сезону и ремонт дворов. Прежний руководитель {name2} "
    "перешёл на другую работу. Управление отвечает за благоустройство, освещение и дороги.",
    "lowercase": "Прогноз на завтра: ночью {w1}, днём {w2}. Ветер {w3}, порывы до {n} метров. "
    "Синоптики советуют водителям соблюдать дистанцию, а пешеходам быть внимательнее на переходах. "
    "Коммунальные службы переведены в режим повышенной готовности. Об ухудшении погоды жителей "
    "предупредят дополнительно через сообщения операторов связи и громкую связь в транспорте.",
}
WEATHER = (
    "туман", "мокрый снег", "гололедица", "ясно", "небольшой дождь", "сильный мороз", "метель",
    "оттепель",
)  # fmt: skip
WINDS = ["южный", "северный", "западный", "восточный", "северо-западный"]
CALLS = (
    "Больше новостей — в нашем канале, подписывайтесь и будьте в курсе событий.",
    "Редакция напоминает: присылайте новости и фотографии на нашу почту. Лучшее опубликуем.",
    "Материал подготовлен по сообщениям пресс-служб. Перепечатка возможна со ссылкой на источник.",
)
SYNONYMS = {
    "сообщил": "рассказал", "жителям": "горожанам", "жителей": "горожан",
    "необходимости": "важности",
    "просят": "призывают", "состоится": "пройдёт", "проведут": "выполнят", "специалисты":
    "работники", "ранее": "прежде", "среди": "в числе", "будет": "станет", "человек": "людей",
}  # fmt: skip


def report(family: str, rng: random.Random) -> str:
    """Return a report of a family with random values in its slots."""
    values = slots(rng)
    values |= {
        "w1": rng.choice(WEATHER),
        "w2": rng.choice(WEATHER),
        "w3": rng.choice(WINDS),
    }
    return FAMILIES[family].format(**values)


def copy_of(text: str, rng: random.Random) -> tuple[str, str]:
    """Return the name of a random edit, and the edited text."""
    kind = rng.choice(["outro", "intro", "synonyms", "cut", "moved", "drop"])
    sentences = text.split(". ")
    if kind == "outro":
        return kind, f"{text} {rng.choice(CALLS)}"
    if kind == "intro":
        return kind, f"{rng.choice(CALLS)} {text}"
    if kind == "synonyms":
        return kind, " ".join(SYNONYMS.get(word, word) for word in text.split())
    if kind == "cut":
        return kind, ". ".join(sentences[: max(3, len(sentences) * 2 // 3)]) + "."
    if kind == "moved":
        lead, *others = sentences
        rng.shuffle(others)
        return kind, ". ".join([lead, *others])
    words = text.split()
    for place in sorted(rng.sample(range(len(words)), len(words) // 15), reverse=True):
        del words[place]
    return kind, " ".join(words)


def pairs(count: int, seed: int = 1) -> Iterator[Pair]:
    """Yield ``count`` look-alikes and as many copies of every family."""
    rng = random.Random(seed)
    for family in FAMILIES:
        for _ in range(count):
            first, second = report(family, rng), report(family, rng)
            if first != second:
                yield Pair(f"own:{family}", Label.OTHER, first, second)
            edit, copied = copy_of(first, rng)
            yield Pair(f"own+:{edit}", Label.COPIES, first, copied)
