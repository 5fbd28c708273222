"""Stores outlets of one region with stories that some of them left out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from pipelines.model import Article, Source, SourceKind, iso_text
from storage.crawl.sources import save_sources
from storage.database.sqlite import transaction
from tests.sample_news import form_story
from tests.saved_articles import save_article

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
NAMES = (
    "first", "second", "third", "absent", "silent", "in-other-words", "rarely-carries", "office",
    "plain",
)  # fmt: skip
STORY = "council"  # published by first, second and third two days before the time of ``fill``


def fill(db: Database, now: datetime = NOW) -> None:
    """Store eight earlier stories, then STORY and a fresh story of the last two hours.

    ``first``, ``second`` and ``third`` carry the last two. The other sources have no article of
    STORY:

    - ``absent`` and ``first`` have one owner
    - ``silent`` has no article of the days around STORY
    - ``in-other-words`` has an article of the same event in other words
    - ``rarely-carries`` carried only one of the earlier stories, while all others carried all eight
    - ``office`` is a press office
    - ``plain`` has none of these properties
    """
    outlet = Source("", "", "", "RU-PNZ", "Europe/Moscow")
    save_sources(
        db,
        [
            replace(outlet, id=name, name=name.title(), home=f"https://{name}.example/")
            for name in NAMES
        ],
    )
    db.execute("UPDATE sources SET owner = 'Сура' WHERE id IN ('first', 'absent')")
    db.execute("UPDATE sources SET kind = ? WHERE id = 'office'", [SourceKind.OFFICIAL])
    db.execute("UPDATE sources SET status = 'timeout', last_polled_at = ?", [iso_text(now)])
    for number in range(8):
        carrying = [name for name in NAMES if name != "rarely-carries" or number == 0]
        _story(db, f"earlier-{number}", now - timedelta(days=12 - number, hours=6), carrying)
    _story(db, STORY, now - timedelta(days=2), NAMES[:3])
    _story(db, "fresh", now - timedelta(hours=2), NAMES[:3])
    for name in NAMES:
        if name == "silent":
            continue
        for number in range(5):
            at = now - timedelta(hours=47 - 9 * number)
            add_article(db, name, f"own-{number}", f"Заметка {name} {number}", at)
    at = now - timedelta(hours=40)
    add_article(db, "in-other-words", "budget", "Депутаты утвердили бюджет Пензы на год", at)


def _story(db: Database, story: str, at: datetime, outlets: list[str] | tuple[str, ...]) -> None:
    headline = {STORY: "Дума Пензы утвердила бюджет на три года"}.get(story, f"Сюжет {story}")
    ids = [
        add_article(db, name, story, headline, at + timedelta(minutes=number), "Власть")
        for number, name in enumerate(outlets)
    ]
    form_story(db, story, ids)


def add_article(
    db: Database, name: str, slug: str, headline: str, at: datetime, section: str | None = None
) -> int:
    url = f"https://{name}.example/{slug}"
    article = Article(
        url, headline, f"Текст {slug}.", date_published=at, in_language="ru",
        article_section=section,
    )  # fmt: skip
    with transaction(db):
        return save_article(db, article, url=url, source_id=name, now=at).article_id
