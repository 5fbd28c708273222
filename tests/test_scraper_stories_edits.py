"""Tests which edits are called quiet: those that the page certainly does not mention."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.model import Article, Source
from scraper.stories.edits import judge_newest_edits, judge_waiting_edits
from storage.articles.edits import EditFilters, listed_edits
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database, transaction
from tests.edit_cases import START, TEXT
from tests.saved_articles import save_article

VISIT = START + timedelta(seconds=30)
URL = "https://vesti.example/1"


def quiet_edits(
    path: Path, modified: list[date | datetime | None], *, zone: str, judged_later: bool = False
) -> list[bool]:
    """Store versions of which each states a time of change; return which edits are quiet.

    The edits are judged when they are stored, and once more later, as after an upgrade, if
    ``judged_later``.
    """
    source = Source("vesti", "Вести", "https://vesti.example/", "RU-PNZ", zone)
    db = open_database(path / "news.db")
    save_sources(db, (source,))
    for number, stated in enumerate(modified):
        text = TEXT.replace("12 декабря", f"{12 + number} декабря")
        now = VISIT + timedelta(hours=number)
        article = Article(URL, "Мост", text, date_published=START, date_modified=stated)
        with transaction(db):
            saved = save_article(db, article, url=URL, source_id="vesti", now=now)
            judge_newest_edits(db, [saved.article_id])
    if judged_later:
        with transaction(db):
            db.execute("UPDATE edits SET kinds = NULL, is_quiet = 1")
        judge_waiting_edits(db)
    edits = listed_edits(db.conn, EditFilters(), limit=10)
    db.close()
    return [edit.is_quiet for edit in edits]


@pytest.mark.parametrize(
    ("stated", "zone", "is_quiet"),
    [
        (START.date(), "Europe/Moscow", False),  # the edit may be of later that day
        (START.date() + timedelta(days=1), "Europe/Moscow", False),
        (START.date() - timedelta(days=1), "Europe/Moscow", True),
        (START.date() - timedelta(days=1), "Pacific/Honolulu", False),  # there it is that day
        (START + timedelta(minutes=20), "Europe/Moscow", False),
        (START, "Europe/Moscow", False),  # the minute of the visit
        (START - timedelta(minutes=20), "Europe/Moscow", True),
        (None, "Europe/Moscow", True),
    ],
)
def test_an_edit_is_quiet_only_if_the_stated_time_is_certainly_before_the_former_visit(
    stated: date | datetime | None, zone: str, is_quiet: bool, tmp_path: Path
) -> None:
    assert quiet_edits(tmp_path, [None, stated], zone=zone) == [is_quiet]


def test_an_earlier_edit_is_not_quiet_if_only_a_later_time_of_change_is_known(
    tmp_path: Path,
) -> None:
    later = START + timedelta(hours=2)
    are_quiet = quiet_edits(tmp_path, [None, None, later], zone="Europe/Moscow", judged_later=True)
    assert are_quiet == [False, False]
