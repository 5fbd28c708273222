"""Stores an outlet's articles with edits and a removal, as runs do."""

from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from pipelines.model import Article, Source
from scraper.stories.edits import judge_newest_edits
from storage.articles.rows import mark_gone
from storage.crawl.sources import save_sources
from storage.database.sqlite import transaction
from tests.saved_articles import save_article

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
OUTLET = Source("vesti", "Вести", "https://vesti.example/", "RU-PNZ", "Europe/Moscow")
OTHER = Source("sura", "Сура", "https://sura.example/", "RU-SAM", "Europe/Samara")
TEXT = (
    "Новый мост через Суру откроют для движения 12 декабря, рассказал начальник управления дорог"
    " Виктор Лаптев. Рабочим осталось нанести разметку."
)


def fill(db: Database) -> dict[str, int]:
    """Store five articles and return their ids by name.

    - ``number``: the day in its text changes
    - ``stated``: a name in its text changes, and the text states that it was updated
    - ``comma``: its text gets a comma
    - ``gone``: it is removed
    - ``other``: an article of another outlet; its headline changes
    """
    save_sources(db, (OUTLET, OTHER))
    ids = {
        name: _look(db, name, hour=0, text=TEXT)
        for name in ("number", "stated", "comma", "gone", "other")
    }
    _look(db, "number", hour=3, text=TEXT.replace("12 декабря", "20 декабря"))
    updated = TEXT.replace("Виктор Лаптев", "Олег Кузнецов") + "\nОбновлено в 12:30."
    _look(db, "stated", hour=4, text=updated)
    _look(db, "comma", hour=5, text=TEXT.replace("дорог Виктор", "дорог, Виктор"))
    _look(db, "other", hour=6, text=TEXT, headline="Мост откроют 20 декабря")
    with transaction(db):
        mark_gone(db, ids["gone"], START + timedelta(days=1))
    return ids


def _look(db: Database, name: str, *, hour: int, text: str, headline: str = "Мост откроют") -> int:
    """Store what a run reads ``hour`` hours after START; return the article's id."""
    source = OTHER if name == "other" else OUTLET
    url = f"{source.home}{name}"
    now = START + timedelta(hours=hour)
    article = Article(url, headline, text, date_published=START)
    with transaction(db):
        saved = save_article(db, article, url=url, source_id=source.id, now=now)
        judge_newest_edits(db, [saved.article_id])
    return saved.article_id
