"""Generates an archive: copies, excerpts, roundups, look-alikes, crowded days, stock lines."""

import random
from dataclasses import dataclass

from pipelines.archive.records import known_as
from pipelines.model import StoryMember

OUTLETS = {
    "sura": "Сура-пресс",
    "den": "Пензенский день",
    "volga": "Волга. Новости",
    "vestnik": "Вестник",
}
WORDS = """
мост река ремонт школа учитель город область дорога врач больница завод рабочий поле урожай зима
снег лето театр актёр музей выставка суд адвокат депутат закон бюджет рубль цена магазин поезд
вокзал рейс самолёт погода ветер дождь матч команда тренер победа парк дерево собака
""".split()  # noqa: SIM905
SERVICE = "Подписывайтесь на наш канал, чтобы первыми узнавать новости."
REPORT = "Ночью в городе {city} при пожаре на улице {street} спасли {n} человек, сообщили в службе."
CITIES = ("Пенза", "Кузнецк", "Сердобск", "Каменка", "Лунино")


@dataclass(frozen=True)
class _Teller:
    chance: random.Random

    def sentence(self, story: int, number: int) -> str:
        chance = random.Random(story * 100 + number)
        return " ".join(chance.choices(WORDS, k=12)).capitalize() + "."

    def text(self) -> str:
        chance = self.chance
        if chance.random() < 0.15:
            city, number = chance.choice(CITIES), chance.randint(2, 40)
            report = REPORT.format(city=city, street=chance.choice(CITIES), n=number)
            return " ".join([report, *(self.sentence(0, place) for place in range(3))])
        stories = chance.sample(range(1, 16), 2 if chance.random() < 0.2 else 1)
        length = chance.randint(2, 7)
        start = chance.choice([0, 0, 0, 1])
        told = [self.sentence(s, place) for s in stories for place in range(start, length)]
        if chance.random() < 0.4:
            told.append(SERVICE)
        if chance.random() < 0.2:
            told.insert(0, self.sentence(1000 + chance.randint(0, 99), 0))
        return " ".join(told)


def archive(count: int, seed: int = 1) -> list[StoryMember]:
    """Return articles of a fortnight; the same seed gives the same ones."""
    chance = random.Random(seed)
    teller = _Teller(chance)
    return [_told(teller, number) for number in range(count)]


def _told(teller: _Teller, number: int) -> StoryMember:
    chance = teller.chance
    source = chance.choice(sorted(OUTLETS))
    day = chance.randint(1, 14)
    moment = f"2026-03-{day:02}T{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:00Z"
    seen = f"2026-03-{day + chance.randint(0, 2):02}T{chance.randint(0, 23):02}:30:00Z"
    credit = chance.choice([None, None, None, *OUTLETS.values()])
    return known_as(
        StoryMember(
            id=0,
            url=f"https://{source}.example/{number}",
            text=teller.text() if chance.random() > 0.02 else "",
            headline=f"Новость {number}",
            source_id=source,
            source_name=OUTLETS[source],
            owner="holding" if source in ("sura", "den") else source,
            region="RU-PNZ",
            date_published=chance.choice([moment, moment, moment[:10], None]),
            date_first_seen=seen,
            credit_text=credit and f"По сообщению «{credit}»",
            is_based_on="https://sura.example/0" if chance.random() < 0.05 else None,
            group_copies=source != "vestnik",
        )
    )
