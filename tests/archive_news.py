"""Generates articles: copies, excerpts, roundups, reports of one template, repeated lines."""

import random
from dataclasses import dataclass

from pipelines.archive.records import as_in_tables
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
REPEATED_LINE = "Подписывайтесь на наш канал, чтобы первыми узнавать новости."
REPORT = "Ночью в городе {city} при пожаре на улице {street} спасли {n} человек, сообщили в службе."
CITIES = ("Пенза", "Кузнецк", "Сердобск", "Каменка", "Лунино")
# The share of each kind of text among all texts.
REPORT_SHARE, ROUNDUP_SHARE = 0.15, 0.2
REPEATED_LINE_SHARE, OWN_OPENING_SHARE = 0.4, 0.2
EMPTY_SHARE = 0.02
LINK_SHARE = 0.05  # of articles that name another as their origin


@dataclass(frozen=True)
class _TextWriter:
    """Writes the texts of articles; ``rng`` decides what the next text is."""

    rng: random.Random

    def sentence(self, story: int, number: int) -> str:
        """Return the sentence of a story with this number; it is the same in all articles."""
        rng = random.Random(story * 100 + number)
        return " ".join(rng.choices(WORDS, k=12)).capitalize() + "."

    def text(self) -> str:
        """Return a report of the template, or the text of one story or of two."""
        rng = self.rng
        if rng.random() < REPORT_SHARE:
            city = rng.choice(CITIES)
            number = rng.randint(2, 40)
            report = REPORT.format(city=city, street=rng.choice(CITIES), n=number)
            return " ".join([report, *(self.sentence(0, place) for place in range(3))])
        stories = rng.sample(range(1, 16), 2 if rng.random() < ROUNDUP_SHARE else 1)
        length = rng.randint(2, 7)  # sentences
        start = rng.choice([0, 0, 0, 1])  # every fourth text lacks the first sentence
        sentences = [
            self.sentence(story, place) for story in stories for place in range(start, length)
        ]
        if rng.random() < REPEATED_LINE_SHARE:
            sentences.append(REPEATED_LINE)
        if rng.random() < OWN_OPENING_SHARE:
            sentences.insert(0, self.sentence(1000 + rng.randint(0, 99), 0))
        return " ".join(sentences)


def archive(count: int, seed: int = 1) -> list[StoryMember]:
    """Return ``count`` articles of two weeks; a seed always gives the same articles."""
    rng = random.Random(seed)
    writer = _TextWriter(rng)
    return [_article(writer, number) for number in range(count)]


def _article(writer: _TextWriter, number: int) -> StoryMember:
    rng = writer.rng
    source = rng.choice(sorted(OUTLETS))
    day = rng.randint(1, 14)
    moment = f"2026-03-{day:02}T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:00Z"
    first_seen = f"2026-03-{day + rng.randint(0, 2):02}T{rng.randint(0, 23):02}:30:00Z"
    credit = rng.choice([None, None, None, *OUTLETS.values()])
    return as_in_tables(
        StoryMember(
            id=0,
            url=f"https://{source}.example/{number}",
            text=writer.text() if rng.random() > EMPTY_SHARE else "",
            headline=f"Новость {number}",
            source_id=source,
            source_name=OUTLETS[source],
            owner="holding" if source in ("sura", "den") else source,
            region="RU-PNZ",
            date_published=rng.choice([moment, moment, moment[:10], None]),
            date_first_seen=first_seen,
            credit_text=f"По сообщению «{credit}»" if credit else None,
            is_based_on="https://sura.example/0" if rng.random() < LINK_SHARE else None,
            group_copies=source != "vestnik",
        )
    )
