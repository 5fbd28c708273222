"""Tests which outlets printed press releases, and what each of them added."""

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlite_utils import Database

from scraper.commands.releases import Command
from storage.articles.pruning import prune_texts
from storage.browse.pages.releases import ReleaseArguments, releases_data
from storage.database.sqlite import open_database, open_readonly
from storage.reporting.press_releases import PressRelease, press_offices, press_releases
from tests.newsroom import Scrapy
from tests.reading_site import ReadingSite
from tests.release_cases import ADDED, CHANNEL, CHECKS, OFFICE, ROADS, add_article, fill
from tests.sample_news import form_story


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "releases.db")
    fill(db, datetime.now(UTC).replace(microsecond=0))
    yield db
    db.close()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("releases") / "news.db"
    db = open_database(path)
    fill(db, datetime.now(UTC).replace(microsecond=0))
    db.close()
    return path


def test_press_offices_are_official_sites_and_their_channels(database: Path) -> None:
    db = open_readonly(database)
    assert set(press_offices(db.conn)) == {OFFICE, CHANNEL}
    assert press_offices(db.conn, "RU-SAM") == {}


def test_each_press_release_has_its_copies_with_what_they_added(database: Path) -> None:
    conn = open_readonly(database).conn
    releases = press_releases(conn, press_offices(conn), "", "9999", limit=10)
    assert [release.story_id for release in releases] == ["alone", "roads", "schools"]
    alone, roads, schools = releases
    assert alone.copies == ()
    assert not alone.is_unchecked
    assert roads.is_unchecked
    assert (roads.printed_whole, roads.added_nothing) == (1, 1), "under another headline"
    assert [copy.source_id for copy in schools.copies] == ["vesti", "sura"]
    assert (schools.printed_whole, schools.added_nothing) == (2, 1)
    assert not schools.is_unchecked
    printing = schools.copies[1].printing
    assert printing
    assert printing.numbers == ("340",)
    assert printing.quotes[0] in ADDED


def release_of(db: Database, story: str) -> PressRelease:
    """Return the press release with that story."""
    releases = press_releases(db.conn, press_offices(db.conn), "", "9999", limit=10)
    (release,) = [release for release in releases if release.story_id == story]
    return release


def set_date(db: Database, url: str, published: str | None) -> None:
    """Set the time of publication of the articles whose address matches a pattern of LIKE."""
    db.execute("UPDATE articles SET date_published = ? WHERE url LIKE ?", [published, url])


@pytest.mark.parametrize(
    ("release", "copy", "is_earlier"),
    [
        ("2026-03-10T08:00:00Z", "2026-03-10T07:59:00Z", True),
        ("2026-03-10T08:00:00Z", "2026-03-10T08:00:00Z", False),
        ("2026-03-10T08:00:00Z", "2026-03-10", False),  # dated by day only
        ("2026-03-10", "2026-03-10T08:00:00Z", False),
        ("2026-03-10T22:00:00Z", "2026-03-11", False),  # in Moscow it is the 11th already
        ("2026-03-10T22:00:00Z", "2026-03-10", True),
    ],
)
def test_only_a_copy_that_is_not_earlier_printed_the_release(
    db: Database, release: str, copy: str, is_earlier: bool
) -> None:
    set_date(db, f"%{CHANNEL}%", release)
    set_date(db, "%den%", copy)
    roads = release_of(db, "roads")
    (printed,) = roads.copies
    assert printed.is_earlier is is_earlier
    later = 0 if is_earlier else 1
    assert (len(roads.later), roads.printed_whole, roads.added_nothing) == (later, later, later)
    assert roads.is_unchecked is not is_earlier


def test_an_earlier_article_with_own_facts_shows_that_somebody_checked(db: Database) -> None:
    set_date(db, f"%{OFFICE}%/schools", "2026-03-10T08:00:00Z")
    set_date(db, "%vesti%/schools", "2026-03-10T09:00:00Z")
    set_date(db, "%sura%/schools", "2026-03-10T07:00:00Z")
    schools = release_of(db, "schools")
    assert (len(schools.later), schools.added_nothing) == (1, 1)
    assert not schools.is_unchecked


def test_a_release_is_not_called_unchecked_if_a_copy_was_not_compared(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.execute("UPDATE articles SET article_body = ? WHERE url LIKE '%/schools'", [CHECKS])
    assert release_of(db, "schools").is_unchecked
    monkeypatch.setattr("storage.reporting.press_releases.MAX_COPIES", 1)
    schools = release_of(db, "schools")
    assert (schools.added_nothing, schools.left_out) == (1, 1)
    assert not schools.is_unchecked


def test_long_articles_are_compared_up_to_a_limit_and_the_others_counted(db: Database) -> None:
    now = datetime.now(UTC)
    long_text = f"{CHECKS} " + "слово и дело " * 1_500
    for n in range(4):
        article_id = add_article(db, "den", f"long-{n}", "Школы", long_text, now, 200 - n)
        db.table("articles").update(article_id, {"story_id": "schools"})
    schools = release_of(db, "schools")
    compared = [copy for copy in schools.copies if copy.source_id == "den"]
    assert (len(compared), schools.left_out) == (2, 2), "each has 19,700 characters, and 40,000 fit"
    assert all(copy.printing for copy in schools.copies)


def test_the_usual_last_sentence_of_an_outlet_adds_nothing(db: Database) -> None:
    tail = "\nНовость от {} обновлена редактором Анной Лисицыной."
    body = ROADS + tail.format("14 марта 2026 года")
    db.execute("UPDATE articles SET article_body = ? WHERE url LIKE '%den%'", [body])
    printing = release_of(db, "roads").copies[0].printing
    assert printing
    assert printing.numbers == ("14", "2026")
    now = datetime.now(UTC) - timedelta(days=2)
    for number in (1, 2):
        text = f"Заметка {number}." + tail.format(f"{number} февраля 2025 года")
        form_story(db, f"n{number}", [add_article(db, "den", f"n{number}", "З", text, now, 0)])
    roads = release_of(db, "roads")
    assert roads.copies[0].printing
    assert roads.copies[0].printing.own_words == 0
    assert roads.is_unchecked


def test_a_release_without_a_date_counts_from_when_it_was_first_seen(db: Database) -> None:
    set_date(db, f"%{OFFICE}%/alone", None)
    db.execute("UPDATE articles SET date_first_seen = '2026-03-10' WHERE url LIKE '%/alone'")
    offices = press_offices(db.conn)
    (alone,) = press_releases(db.conn, offices, "2026-03-09T21:00:00Z", "2026-03-11", limit=10)
    assert (alone.story_id, alone.at) == ("alone", "2026-03-10")
    assert release_of(db, "alone").at == "2026-03-10"


def test_a_pruned_text_is_not_compared(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    fill(db, datetime.now(UTC))
    (article_id,) = db.execute("SELECT id FROM articles WHERE url LIKE '%vesti%'").fetchone()
    prune_texts(db, [article_id], datetime.now(UTC))
    assert release_of(db, "schools").copies[0].printing is None
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
    (unchecked,) = json.loads(scrapy("releases", "--unchecked", "--json", *setting).stdout)
    assert unchecked["story_id"] == "roads"
    assert unchecked["copies"][0]["printing"]["adds_nothing"] is True
    of_office = scrapy("releases", "--source", OFFICE, "--region", "RU-PNZ", *setting).stdout
    assert "added numbers: 340" in of_office
    assert "УМВД" not in of_office
    assert "scrapy releases" in Command().long_desc()


def test_the_command_has_the_days_of_the_region(tmp_path: Path, scrapy: Scrapy) -> None:
    """22:00 UTC on the 10th is the 11th in Moscow, on the page and in the command."""
    db = open_database(tmp_path / "news.db")
    fill(db, datetime(2026, 3, 10, 23, 40, tzinfo=UTC))
    db.close()
    setting = ("-s", f"NEWS_DATABASE={tmp_path / 'news.db'}")
    run = scrapy("releases", "--since", "2026-03-11", "--until", "2026-03-11", *setting)
    assert "Приём граждан" in run.stdout
    assert "press releases: 1," in run.stdout
    assert "Приём граждан" not in scrapy("releases", "--until", "2026-03-10", *setting).stdout


def test_the_command_says_when_it_read_only_the_newest_releases(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scraper.commands.releases._MAX_LISTED", 2)
    command = Command()
    monkeypatch.setattr(command, "config", SimpleNamespace(database=database), raising=False)
    options = argparse.Namespace(
        region=None, source=None, since=None, until=None, unchecked=False, json=False
    )
    command.execute([], options)
    output = capsys.readouterr()
    assert "press releases: 2," in output.out
    assert output.err.startswith("scrapy releases: only the newest 2 press releases are read;")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--region", "Пенза"), "--region: expected an ISO 3166-2 code"),
        (("--source", "vesti"), "--source: no press office 'vesti'"),
        (("--until", "1.3.2026"), "--until: expected YYYY-MM-DD"),
    ],
)
def test_wrong_options_are_reported_in_one_line(
    database: Path, scrapy: Scrapy, arguments: tuple[str, ...], message: str
) -> None:
    run = scrapy("releases", *arguments, "-s", f"NEWS_DATABASE={database}")
    assert run.returncode == 2
    assert message in run.stderr
    assert run.stderr.count("\n") == 1


def test_the_page_shows_all_releases_or_those_printed_without_additions(database: Path) -> None:
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


def test_a_page_after_the_last_release_is_empty(database: Path) -> None:
    data = releases_data(open_readonly(database).conn, ReleaseArguments(), 2)
    assert data["releases"] == []
    assert data["more"] is False


def test_a_site_without_press_offices_says_how_to_name_one(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    fill(db, datetime.now(UTC) - timedelta(days=1))
    db.execute("UPDATE sources SET kind = 'outlet'")
    db.close()
    html = ReadingSite(tmp_path / "news.db").get("/releases").text
    assert "No source is a press office." in html
