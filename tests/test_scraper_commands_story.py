"""Tests that ``scrapy story`` and ``scrapy dedupe --explain`` give the reasons of a story."""

import subprocess
from pathlib import Path

import pytest

from pipelines.stories.keeper import StoryKeeper
from storage.database.sqlite import open_database, transaction
from storage.stories.index import SqliteStoryIndex
from tests.newsroom import Scrapy

FIRST = (
    "Краеведы нашли на чердаке волостного правления карту уезда, составленную до постройки "
    "железной дороги. На ней отмечены мельницы, почтовые станции и восемь исчезнувших деревень. "
    "Карту отреставрируют в областном архиве и покажут на выставке ко дню города."
)
REPRINT = FIRST + " Читайте нас также в мессенджерах и подписывайтесь на рассылку."
OTHER = (
    "Волейболистки сельской школы вышли в финал первенства области, обыграв соперниц из города. "
    "Решающую подачу выполнила девятиклассница, которая занимается спортом всего один год."
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("story") / "news.db"
    db = open_database(path)
    source = {"home": "h", "region": "RU-PNZ", "timezone": "UTC"}
    db.table("sources").insert_all(
        source | {"id": name, "name": name.title()} for name in ("late", "early", "other")
    )
    keeper = StoryKeeper(SqliteStoryIndex(db))
    for name, hour, text, credit in (
        ("late", 12, REPRINT, "Early"), ("early", 9, FIRST, None), ("other", 10, OTHER, None)
    ):  # fmt: skip
        time = f"2026-03-02T{hour:02}:30:00Z"
        row = {
            "source_id": name,
            "url": f"https://{name}.example/1",
            "headline": f"Headline of {name}",
            "article_body": text,
            "date_published": time,
            "date_published_precision": "minute",
            "date_first_seen": time,
            "date_last_seen": time,
            "credit_text": credit,
            "word_count": 1,
        }
        with transaction(db):
            keeper.place([int(db.table("articles").insert(row).last_pk or 0)])
    db.close()
    return path


def on_database(
    scrapy: Scrapy, database: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    return scrapy(*arguments, "-s", f"NEWS_DATABASE={database}")


def test_a_story_shows_its_members_in_order_with_lag_credit_and_changes(
    database: Path, scrapy: Scrapy
) -> None:
    run = on_database(scrapy, database, "story", "https://late.example/1")
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert lines[0] == "Headline of early"
    assert "2 articles of 2 owners in RU-PNZ" in lines[1]
    assert lines[2] == "origin 1: Early (outlet), 2 of its articles"
    assert run.stdout.index("Early  original") < run.stdout.index("+3:00  Late  reprint")
    assert "credits Early" in run.stdout
    assert "nearest to Early, https://early.example/1" in run.stdout
    assert "of this text is in that one, 100% of that one is in this" in run.stdout
    assert "+ Читайте нас также в мессенджерах и подписывайтесь на рассылку" in run.stdout


def test_the_old_id_of_a_merged_story_shows_the_story(database: Path, scrapy: Scrapy) -> None:
    db = open_database(database)
    (old_id,) = db.execute("SELECT old_id FROM story_redirects").fetchone()
    assert on_database(scrapy, database, "story", old_id).stdout.startswith("Headline of early")


def test_an_explanation_names_measures_limits_and_the_decision(
    database: Path, scrapy: Scrapy
) -> None:
    same = on_database(scrapy, database, "dedupe", "--explain", "1", "2").stdout
    assert "same: enough shared passages and words" in same
    assert "containment             1.000" in same
    apart = on_database(
        scrapy, database, "dedupe", "--explain", "1", "https://other.example/1"
    ).stdout
    assert "not the same: too few shared passages" in apart


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("story", "nothing"), "nothing: no story or article of"),
        (("dedupe", "--explain", "1", "99"), "99: no article of"),
    ],
)
def test_a_mistake_ends_with_one_line(
    database: Path, arguments: tuple[str, ...], message: str, scrapy: Scrapy
) -> None:
    run = on_database(scrapy, database, *arguments)
    assert run.returncode == 2
    assert message in run.stderr
    assert run.stderr.count("\n") == 1


def test_an_article_that_is_in_no_story_yet_is_named_in_one_line(
    tmp_path: Path, scrapy: Scrapy
) -> None:
    path = tmp_path / "news.db"
    db = open_database(path)
    db.table("sources").insert(
        {"id": "late", "name": "Late", "home": "h", "region": "RU-PNZ", "timezone": "UTC"}
    )
    time = "2026-03-02T12:30:00Z"
    url = "https://late.example/1"
    db.table("articles").insert(
        {"source_id": "late", "url": url, "headline": "H", "article_body": FIRST, "word_count": 1}
        | {"date_first_seen": time, "date_last_seen": time}
    )
    db.close()
    run = on_database(scrapy, path, "story", url)
    assert (run.returncode, run.stderr) == (
        2, f"scrapy story: {url}: this article is in no story yet\n"
    )  # fmt: skip


def test_a_rebuild_prints_how_many_stories_changed(database: Path, scrapy: Scrapy) -> None:
    run = on_database(scrapy, database, "dedupe", "--rebuild")
    assert (run.returncode, run.stdout) == (0, "0 stories came out different\n")
