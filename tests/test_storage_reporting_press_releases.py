"""Tests which outlets printed press releases, and what is told of each."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.commands.releases import Command
from storage.articles.pruning import prune_texts
from storage.browse.pages.releases import Asked, releases_data
from storage.database.sqlite import open_database, open_readonly
from storage.reporting.press_releases import press_offices, press_releases
from tests.newsroom import Scrapy
from tests.reading_site import ReadingSite
from tests.release_cases import ADDED, CHANNEL, OFFICE, fill


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("releases") / "news.db"
    db = open_database(path)
    fill(db, datetime.now(UTC).replace(microsecond=0))
    db.close()
    return path


def test_an_office_is_official_or_the_channel_of_one(database: Path) -> None:
    db = open_readonly(database)
    assert set(press_offices(db.conn)) == {OFFICE, CHANNEL}
    assert press_offices(db.conn, "RU-SAM") == {}


def test_each_press_release_has_its_copies_with_what_they_added(database: Path) -> None:
    conn = open_readonly(database).conn
    found = press_releases(conn, press_offices(conn), "", "9999", limit=10)
    assert [one.story_id for one in found] == ["alone", "roads", "schools"]
    alone, roads, schools = found
    assert alone.copies == ()
    assert not alone.is_unchecked
    assert roads.is_unchecked
    assert (roads.printed_whole, roads.added_nothing) == (1, 1)  # under another headline
    assert [one.source_id for one in schools.copies] == ["vesti", "sura"]
    assert (schools.printed_whole, schools.added_nothing) == (2, 1)
    assert not schools.is_unchecked
    printing = schools.copies[1].printing
    assert printing
    assert printing.numbers == ("340",)
    assert printing.quotes[0] in ADDED


def test_a_pruned_text_is_not_compared(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    fill(db, datetime.now(UTC))
    (article,) = db.execute("SELECT id FROM articles WHERE url LIKE '%vesti%'").fetchone()
    prune_texts(db, [article], datetime.now(UTC))
    (schools,) = [
        one
        for one in press_releases(db.conn, press_offices(db.conn), "", "9999", limit=10)
        if one.story_id == "schools"
    ]
    assert schools.copies[0].printing is None
    db.close()
    html = ReadingSite(tmp_path / "news.db").get("/releases").text
    assert "The texts cannot be compared, since one was pruned." in html


def test_the_command_prints_shares_and_additions_as_text_and_json(
    database: Path, scrapy: Scrapy
) -> None:
    setting = ("-s", f"NEWS_DATABASE={database}")
    run = scrapy("releases", *setting)
    assert run.returncode == 0, run.stderr
    assert "    printed whole: 100% of the release word for word; own words: 0, 0% of" in run.stdout
    assert "    added nothing: no quote, number or name beyond the release" in run.stdout
    assert "    added numbers: 340" in run.stdout
    assert "    added names: Марина; Крюкова" in run.stdout
    assert "  no outlet printed it" in run.stdout
    last = "press releases: 3, printed by outlets: 2, with nothing added: 1\n"
    assert run.stdout.endswith(last)
    unchecked = json.loads(scrapy("releases", "--unchecked", "--json", *setting).stdout)
    assert [one["story_id"] for one in unchecked] == ["roads"]
    assert unchecked[0]["copies"][0]["printing"]["adds_nothing"] is True
    of_office = scrapy("releases", "--source", OFFICE, "--region", "RU-PNZ", *setting).stdout
    assert "УМВД" not in of_office
    assert "scrapy releases" in Command().long_desc()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--region", "Пенза"), "--region: expected an ISO 3166-2 code"),
        (("--source", "vesti"), "--source: no press office 'vesti'"),
        (("--until", "1.3.2026"), "--until: expected YYYY-MM-DD"),
    ],
)
def test_wrong_options_are_one_line(
    database: Path, scrapy: Scrapy, arguments: tuple[str, ...], message: str
) -> None:
    run = scrapy("releases", *arguments, "-s", f"NEWS_DATABASE={database}")
    assert run.returncode == 2
    assert message in run.stderr
    assert run.stderr.count("\n") == 1


def test_the_page_shows_them_and_those_with_nothing_added(database: Path) -> None:
    site = ReadingSite(database)
    html = site.get("/releases").text
    assert html.count(">printed whole</span>") == 3
    assert html.count(">nothing added</span>") == 2
    assert "Added numbers: 340" in html
    assert "No outlet printed it." in html
    unchecked = site.get("/releases?show=unchecked").text
    assert "Выходные на дорогах" in unchecked
    assert "Прокуратура проверила школы" not in unchecked
    assert "Выходные на дорогах" not in site.get(f"/releases?source={OFFICE}").text
    assert "There is no such press release" in site.get("/releases?source=vesti").text
    assert site.get("/releases?show=some").status_code == 400
    assert "Пресс-релизы" in site.get("/ru/releases").text
    assert "/releases?source=prokuratura" in site.get(f"/source/{OFFICE}").text


def test_pages_of_the_list_follow_each_other(database: Path) -> None:
    data = releases_data(open_readonly(database).conn, Asked(), 2)
    assert data["releases"] == []
    assert data["more"] is False


def test_a_site_without_press_offices_says_how_to_name_one(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    fill(db, datetime.now(UTC) - timedelta(days=1))
    db.execute("UPDATE sources SET kind = 'outlet'")
    db.close()
    html = ReadingSite(tmp_path / "news.db").get("/releases").text
    assert "No source is a press office." in html
