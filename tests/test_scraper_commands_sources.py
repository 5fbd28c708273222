"""Tests the commands that add, list, exchange, forget and schedule sources."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from pipelines.model import Article, Outcome, Source
from pipelines.model.health import Status, advice, needs_a_person
from pipelines.parsing.urls import address
from pipelines.stories.keeper import StoryKeeper
from scraper.commands.forget import forget
from scraper.commands.schedule import schedule_text
from scraper.commands.sources import table
from scraper.errors import ExitCode
from scraper.sources.editing import append_sources, free_id
from scraper.sources.loading import load_sources
from scraper.sources.opml import from_opml
from storage.browse.images.cache import ImageCache
from storage.browse.images.messages import Kind
from storage.crawl.endpoints import Poll, save_poll
from storage.crawl.source_health import source_rows
from storage.crawl.sources import save_sources
from storage.crawl.urls import record_outcome
from storage.database.sqlite import open_database, transaction
from storage.search.indexing import index_pending
from storage.stories.index import SqliteStoryIndex
from tests.local_web import Outlet, home_with_feed
from tests.newsroom import Newsroom
from tests.saved_articles import save_article
from tests.web_site import Site

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PENZA = Source(
    "penza", "Пенза «сегодня»", "https://penza.example/", "RU-PNZ", "Europe/Moscow",
    feeds=("https://penza.example/rss?a=1&b=2",),
)  # fmt: skip
SURA = Source("sura", "Сура", "https://sura.example/", "RU-PNZ", "Europe/Moscow")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_database(tmp_path / "news.db")
    save_sources(db, [PENZA, SURA])
    return db


def store(db: Database, url: str, canonical: str | None = None) -> int:
    """Store an article of penza, its addresses and its story, as a crawl does; return its id."""
    body = "\n".join(f"Мост через Суру открыт, это абзац номер {n} из {url}." for n in range(20))
    article = Article(url, "Мост открыли", body, canonical_url=canonical)
    with transaction(db):
        article_id = save_article(db, article, url=url, source_id="penza", now=NOW).article_id
        for stated in filter(None, (url, canonical)):
            valid = address(stated)
            assert valid is not None
            record_outcome(
                db, valid, source_id="penza", outcome=Outcome.STORED, now=NOW, article_id=article_id
            )
        StoryKeeper(SqliteStoryIndex(db)).place([article_id])
    return article_id


def test_forgetting_an_article_deletes_its_small_image(db: Database, tmp_path: Path) -> None:
    forgotten = store(db, "https://penza.example/1", "https://penza.example/1")
    photo = "https://penza.example/most.jpg"
    db.execute("UPDATE articles SET main_image = ? WHERE id = ?", [photo, forgotten])
    images = ImageCache(tmp_path, max_bytes=100_000)
    images.put(Kind.LEAD, photo, b"image")
    images.put(Kind.LEAD, "https://penza.example/other.jpg", b"image")
    forget(db, "https://penza.example/1", NOW, images)
    assert images.get(Kind.LEAD, photo) is None
    assert images.get(Kind.LEAD, "https://penza.example/other.jpg") == b"image"


def test_forgetting_a_url_deletes_every_trace_and_marks_its_addresses(db: Database) -> None:
    store(db, "https://penza.example/1?id=1", "https://penza.example/news/1")
    other_id = store(db, "https://penza.example/2")
    message = forget(db, "http://www.penza.example/news/1/?utm_source=x", NOW)
    assert "one article" in message
    assert [row["id"] for row in db["articles"].rows] == [other_id]
    for name in ("revisions", "signatures", "stories"):
        assert db[name].count == 1, name
    outcomes = {row["url"]: row["outcome"] for row in db["urls"].rows}
    assert outcomes == {
        "https://penza.example/1?id=1": "forgotten",
        "https://penza.example/news/1": "forgotten",
        "https://penza.example/2": "stored",
    }


def test_the_words_of_a_forgotten_article_are_not_in_the_search_index(db: Database) -> None:
    article_id = store(db, "https://penza.example/1")
    store(db, "https://penza.example/2")
    with transaction(db):  # without automerge, only the command merges segments
        db.execute("INSERT INTO article_search (article_search, rank) VALUES ('automerge', 0)")
        db.execute(
            "UPDATE articles SET article_body = 'Слово абракадабра.' WHERE id = ?", [article_id]
        )
    index_pending(db)
    forget(db, "https://penza.example/1", NOW)
    blocks = [block for (block,) in db.execute("SELECT block FROM article_search_data")]
    assert not any("ракадабр".encode() in block for block in blocks)
    assert any("бзац".encode() in block for block in blocks)


def test_forgetting_a_source_marks_all_its_addresses_as_forgotten(db: Database) -> None:
    store(db, "https://penza.example/1")
    store(db, "https://penza.example/2")
    assert "2 articles of penza" in forget(db, "penza", NOW)
    assert db["articles"].count == db["stories"].count == db["sentences"].count == 0
    assert {row["outcome"] for row in db["urls"].rows} == {"forgotten"}


def test_forgetting_the_unknown_is_a_mistake(db: Database) -> None:
    with pytest.raises(BadInputError, match="neither a known URL nor the id of a source"):
        forget(db, "https://penza.example/never-seen", NOW)


def store_failed_poll(db: Database, source_id: str, status: Status) -> None:
    save_poll(db, source_id, Poll(status, "because", NOW, NOW + timedelta(hours=1), failed=True))


def test_the_table_of_sources_has_advice_for_those_that_need_a_person(db: Database) -> None:
    store(db, "https://penza.example/1")
    store_failed_poll(db, "penza", Status.TIMEOUT)
    store_failed_poll(db, "sura", Status.CHALLENGE)
    rows = list(source_rows(db, "2026-11-15T00:00:00Z"))
    text = "\n".join(table(rows))
    assert "sura: because. It wants a browser" in text
    assert "penza: because" not in text, "one timeout needs no person"
    (penza,) = [row for row in rows if row.id == "penza"]
    assert (penza.articles, penza.articles_last_week, penza.share_with_text) == (1, 1, 1.0)
    assert penza.share_with_date == 0.0


def store_qualities(db: Database, qualities: list[float | None]) -> None:
    """Store articles of penza with these text qualities, oldest first."""
    with transaction(db):
        for number, quality in enumerate(qualities):
            url = f"https://penza.example/{number}"
            article = Article(url, f"Новость {number}", "Мост открыли.", text_quality=quality)
            seen = NOW + timedelta(minutes=number)
            save_article(db, article, url=url, source_id="penza", now=seen)


@pytest.mark.parametrize(
    ("qualities", "needs_person", "shown"),
    [
        ([0.9] * 30 + [0.5] * 10, True, "0.50 (-0.40)"),  # a redesign
        ([0.9] * 30 + [0.5] * 4, False, "0.74 (-0.16)"),  # a few poor pages
        ([0.5] * 40, False, "0.50 (+0.00)"),  # the texts were never better
        ([0.9] * 9 + [0.5] * 10, False, "0.50"),  # too little history
        ([None] * 30 + [0.5] * 10, False, "0.50"),  # older articles have no stored quality
    ],
)
def test_a_source_whose_text_quality_falls_by_a_third_needs_a_person(
    newsroom: Newsroom, qualities: list[float | None], shown: str, *, needs_person: bool
) -> None:
    newsroom.sources.write_text("")
    append_sources(newsroom.sources, [PENZA])
    db = open_database(newsroom.database)
    save_sources(db, [PENZA])
    store_qualities(db, qualities)
    save_poll(db, "penza", Poll(Status.WORKING, None, NOW, NOW + timedelta(hours=1), failed=False))
    db.close()
    done = newsroom.run("sources", *newsroom.settings())
    assert shown in done.stdout
    assert done.returncode == (3 if needs_person else 0)
    assert ("text_poorer" in done.stdout) is needs_person


@pytest.mark.parametrize(
    ("status", "failures", "needs_person"),
    [
        (Status.WORKING, 0, False),
        (Status.DNS_ERROR, 2, False),
        (Status.DNS_ERROR, 3, True),
        (Status.TLS_ERROR, 1, True),
        (Status.SILENT, 0, True),
        (Status.WAITING, 5, False),
    ],
)
def test_a_person_is_needed_if_waiting_does_not_help(
    status: Status, failures: int, needs_person: bool
) -> None:
    assert needs_a_person(status, failures) is needs_person
    assert (advice(status, "sura") is not None) or not needs_person


def test_a_tls_error_names_the_russian_root_and_the_remedy() -> None:
    assert "Russian Trusted Root CA" in (advice(Status.TLS_ERROR, "sura") or "")


def test_a_file_that_is_no_opml_is_refused() -> None:
    for data in (b"", b"<html></html>", b"not xml"):
        with pytest.raises(BadInputError, match=r"x\.opml: not OPML"):
            from_opml(data, "x.opml")


def test_a_block_is_appended_and_the_text_before_it_is_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    before = (
        '# mine\n[[source]]  # first\nid="a"\nname="A"\nhome="https://a.example/"\nregion="RU-PNZ"'
    )
    path.write_text(before)
    append_sources(path, [PENZA, SURA])
    assert path.read_text().startswith(before + "\n\n[[source]]")
    assert load_sources(path)[1:] == (PENZA, SURA)


def test_a_block_that_would_make_the_file_invalid_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    append_sources(path, [PENZA])
    before = path.read_bytes()
    with pytest.raises(BadInputError, match="used twice"):
        append_sources(path, [PENZA])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ("https://www.penza-press.ru/", "penza-press"),
        ("https://news.penza.example:8080/", "news-penza"),
        ("http://127.0.0.1:8001/", "127-0-0-1"),
        ("https://taken.ru/", "taken-2"),
        ("https://t.me/Sura_Press", "tg-sura-press"),
        ("http://127.0.0.1:8001/s/sura", "tg-sura"),
    ],
)
def test_an_id_comes_from_the_host(home: str, expected: str) -> None:
    assert free_id(home, {"taken"}) == expected


def test_the_schedule_escapes_spaces_and_percent_signs() -> None:
    text = schedule_text(Path("/srv/my 100% news"), Path("/srv/my 100% news/.venv/bin/python"))
    assert "cd '/srv/my 100\\% news' && '/srv/my 100\\% news/.venv/bin/python' -m scrapy" in text
    assert "WorkingDirectory=/srv/my 100%% news" in text
    assert 'ExecStart="/srv/my 100%% news/.venv/bin/python" -m scrapy' in text
    assert f"SuccessExitStatus={ExitCode.ALREADY_RUNNING}" in text


def test_an_outlet_is_visited_shown_and_added(newsroom: Newsroom, site: Site) -> None:
    outlet = Outlet("home", site)
    home_with_feed(outlet)
    newsroom.sources.write_text("# none yet\n")
    run = newsroom.run("add-source", f"{site.url}/", "--region", "RU-PNZ", *newsroom.settings())
    assert run.returncode == 0, run.stderr
    assert run.stdout.count("Мост через Суру открыли после ремонта: выпуск 0") == 1
    (source,) = load_sources(newsroom.sources)
    assert source.feeds == (f"{site.url}/export/rss",)
    assert (source.region, source.name, source.language) == ("RU-PNZ", "Новости", "ru")
    assert not newsroom.database.exists(), "the visit stores nothing"

    newsroom.crawl()
    run = newsroom.run("sources", "--json", *newsroom.settings())
    assert run.returncode == 0
    (record,) = json.loads(run.stdout)
    assert (record["status"], record["articles"], record["needs_a_person"]) == ("working", 3, False)
    sqlite3.connect(newsroom.database).executescript("UPDATE sources SET status = 'challenge'")
    assert newsroom.run("sources", *newsroom.settings()).returncode == 3
