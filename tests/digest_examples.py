"""Ten digests of news of our own writing; run as a script, it writes docs/digests.md."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pipelines.model import SourceKind
from pipelines.stories.origins import Origin
from storage.browse.documents.digest import Digest
from storage.browse.documents.digest_forms import FORMATS
from storage.browse.i18n.languages import LANGUAGES, Code
from storage.browse.i18n.times import zone_name
from storage.browse.outlets import Outlets
from storage.browse.stories import StoryLine

PAGE = Path(__file__).parent.parent / "docs" / "digests.md"
NAMES = {
    "sura": "Сура-пресс", "den": "Пензенский день", "vesti": "Пенза.Вести",
    "volga": "Волга. Новости", "samara": "Самарский листок", "vostok": "Восточный вестник",
    "more": "Газета «У моря»",
    "iset": "Исеть Live", "ural": "Уральская линия",
}  # fmt: skip
POLICE = Origin("УМВД по Пензенской области", SourceKind.OFFICIAL, None, (1, 2))
PORT = Origin("пресс-служба порта", SourceKind.OFFICIAL, None, (1,))


class StoryFacts(NamedTuple):
    """What the digest of a day shows of a story."""

    published: str  # a time in UTC, or a day
    headline: str
    summary: str
    carriers: str  # keys of NAMES; the outlet that published the story first is the first one
    origin: Origin | None = None  # None: the first outlet


PENZA: tuple[StoryFacts, ...] = (
    StoryFacts("2026-11-28T06:20:00Z", "Новый мост через Суру открыли в Пензе",
     "Строители закончили работы на месяц раньше срока. Мост связал Терновку с центром города.",
     "sura den vesti volga"),
    StoryFacts("2026-11-28T09:05:00Z", "Мошенники выманили у пенсионерки два миллиона рублей",
     "Жительница Кузнецка поверила звонку из «банка» и отдала деньги курьеру.",
     "den sura vesti", POLICE),
    StoryFacts("2026-11-28T12:40:00Z", "В Наровчате открылся музей варенья",
     "Первым экспонатом стала банка варенья 1961 года. Музей работает без выходных.",
     "sura den"),
    StoryFacts("2026-11-28", "Сердобск готовится к ледовому спектаклю",
     "Каток на площади зальют до пятого декабря.", "vesti"),
)  # fmt: skip
SAMARA: tuple[StoryFacts, ...] = (
    StoryFacts("2026-11-28T05:10:00Z", "Самарские пекари испекли каравай весом в тонну",
     "Каравай пекли трое суток, а потом разрезали на площади и раздали жителям города.",
     "volga samara"),
)  # fmt: skip
PRIMORYE: tuple[StoryFacts, ...] = (
    StoryFacts("2026-11-27T21:30:00Z", "Тигр вышел к посёлку под Хабаровским трактом",
     "Охотоведы увезли зверя в тайгу. Жители посёлка не пострадали.", "vostok more"),
    StoryFacts("2026-11-28T02:15:00Z", "Паром на остров Попова встал из-за шторма",
     "Рейсы обещают возобновить, когда ветер ослабнет до 15 метров в секунду.", "more", PORT),
)  # fmt: skip
URAL: tuple[StoryFacts, ...] = tuple(
    StoryFacts(f"2026-11-28T{4 + n % 14:02d}:{n * 7 % 60:02d}:00Z", headline, summary, carriers)
    for n, (headline, summary, carriers) in enumerate([
        ("В Екатеринбурге запустили трамвай до Верхней Пышмы",
         "Первый рейс ушёл со стоянки у вокзала в шесть утра. На линии работают 14 вагонов,"
         " интервал движения составит двенадцать минут.", "iset ural"),
        ("Метро на Ботанике закроют на три ночи",
         "Рабочие заменят рельсы между двумя станциями. Вместо поездов пойдут автобусы.",
         "ural iset"),
        ("Библиотека Белинского отдаст зал под переводчиков", "Курсы начнутся в январе.", "iset"),
        ("На Уралмаше посадили сквер из ста лип",
         "Деревья привезли из питомника в Берёзовском; каждое из них получило табличку с именем"
         " заводской семьи, и эти таблички дети делали сами", "ural"),
        ("Нижний Тагил вернул фонтан на театральную площадь", "", "iset"),
    ] * 6)
)  # fmt: skip


def digest(
    code: str,
    region: str,
    zone: str,
    stories: tuple[StoryFacts, ...],
    language: Code = "ru",
    listed: int | None = None,
) -> Digest:
    """Return the digest of 28 November 2026 with these stories, the first ``listed`` of them."""
    sources: dict[str, Any] = {key: {"name": name} for key, name in NAMES.items()}
    outlets = Outlets(sources, LANGUAGES[language])
    noon = datetime(2026, 11, 28, 12, tzinfo=UTC)
    lines = tuple(_line(code, number, story) for number, story in enumerate(stories[:listed], 1))
    return Digest(
        code,
        LANGUAGES[language].region_name(code, region),
        date(2026, 11, 28),
        ZoneInfo(zone),
        zone_name(ZoneInfo(zone), noon, LANGUAGES[language]),
        lines,
        len(stories),
        sum(len(story.carriers.split()) for story in stories),
        outlets,
    )


def _line(code: str, number: int, story: StoryFacts) -> StoryLine:
    ids = tuple(story.carriers.split())
    own = Origin(NAMES[ids[0]], SourceKind.OUTLET, number, (number,))
    return StoryLine(
        id=f"s{number}",
        headline=story.headline,
        date_first_published=story.published,
        article_count=len(ids),
        source_count=len(ids),
        regions=(code,),
        article_id=number,
        url=f"https://{ids[0]}.example/news/{number}",
        source_id=ids[0],
        description=story.summary or None,
        lead=story.headline,
        article_section=None,
        is_advertising=False,
        in_language="ru",
        source_ids=ids,
        reprints=len(ids) - 1,
        origins=(story.origin or own,),
    )


PENZA_DAY = ("RU-PNZ", "Пензенская область", "Europe/Moscow", PENZA)
_SAMARA = ("RU-SAM", "Самарская область", "Europe/Samara", SAMARA)
_PRIMORYE = ("RU-PRI", "Приморский край", "Asia/Vladivostok", PRIMORYE)
URAL_DAY = ("RU-SVE", "Свердловская область", "Asia/Yekaterinburg", URAL)
# (what is shown, the form, the digest)
EXAMPLES = (
    ("Plain text, in Russian", "text", digest(*PENZA_DAY)),
    ("Markdown, in Russian", "markdown", digest(*PENZA_DAY)),
    ("Posts for Telegram, in Russian", "telegram", digest(*PENZA_DAY)),
    ("HTML for mail, in Russian", "html", digest(*_PRIMORYE)),
    ("A day with one story, as text", "text", digest(*_SAMARA)),
    ("A day without stories, as text", "text", digest(*_SAMARA[:3], stories=())),
    ("The first stories of a long day, as text", "text", digest(*URAL_DAY, listed=5)),
    ("A long day in several posts for Telegram", "telegram", digest(*URAL_DAY, listed=30)),
    ("Plain text, in English", "text", digest(*PENZA_DAY, language="en")),
    ("Markdown, in English", "markdown", digest(*_PRIMORYE, language="en")),
)
_HEAD = """# Ten digests

These digests show each form of `scrapy digest` in full. Their news, outlets and addresses are
invented. A test writes them again and compares. Between two posts for Telegram stands a line of
five equals signs; each post has at most 4,096 characters, and no story is divided.
"""


def page() -> str:
    """Return the page with all examples, as Markdown."""
    shown = [
        f"## {title}\n\n`--format {form}`\n\n````{'html' if form == 'html' else 'text'}\n"
        f"{FORMATS[form](example).rstrip()}\n````\n"
        for title, form, example in EXAMPLES
    ]
    return "\n".join([_HEAD, *shown])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
