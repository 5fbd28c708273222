"""Tests that a public copy holds what the pages of a public site show, and nothing of the crawl."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.articles.forgetting import delete_articles
from storage.browse.public import PUBLIC_COLUMNS
from storage.database.backup import back_up
from storage.database.sqlite import transaction
from storage.public_copy import TABLES_OF_PAGES, take_out_private_rows
from tests.newsroom import Newsroom
from tests.reading_site import ReadingSite
from tests.sample_news import fill

FORMER, UNREAD = "https://sura-press.example/former", "https://sura-press.example/unread"
REASON = "a reason of the crawl"
# Words of private or deleted rows. FTS5 may leave out the start of a word in its index, so the
# deleted word "xylophone" is looked for without its first letter.
SECRETS = (
    REASON, UNREAD, "10.1.2.3", "feeds.example", "private words", "forgotten lines", "ylophone",
)  # fmt: skip
PAGES = (
    "/", "/article/1", "/article/3", "/story/bridge", "/story/bridge?a=1&b=2", "/sources",
    "/source/sura-press", "/region/RU-PNZ", "/search?q=мост", "/syndication",
    "/edits", "/edits?show=removals",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    with closing(fill(folder / "news.db")) as db:
        db.execute("UPDATE sources SET status = 'blocked', status_detail = 'is at 10.1.2.3'")
        db.execute(
            "INSERT INTO endpoints (source_id, url, kind, configured)"
            " SELECT id, 'https://feeds.example/' || id, 'feed', 0 FROM sources"
        )
        db.execute(
            "INSERT INTO alerts (id, words, regions, sources, notifies)"
            " VALUES ('a', 'private words', '[]', '[]', 1)"
        )
        db.execute("UPDATE articles SET status = 'gone' WHERE id = 6")
        db.execute(
            "INSERT INTO revisions SELECT id, '2100-01-01T00:00:00', headline, 'Изменённый текст.'"
            " FROM articles WHERE id = 5"
        )
        db.execute("INSERT INTO edits VALUES (5, '2100-01-01T00:00:00', 'paragraph', 1)")
        db.executescript(
            "INSERT INTO urls"
            " (identity, url, source_id, article_id, outcome, first_seen_at, reason)"
            f" VALUES ('1', '{FORMER}', 'sura-press', 1, 'stored', '2026', '{REASON}'),"
            f" ('2', '{UNREAD}', 'sura-press', NULL, 'pending', '2026', NULL)"
        )
        (last,) = db.execute("SELECT max(id) FROM articles").fetchone()
        db.execute(
            "UPDATE articles SET article_body = 'forgotten lines xylophone' WHERE id = ?", [last]
        )
        with transaction(db):
            db.execute("UPDATE articles SET story_id = NULL WHERE id = ?", [last])
            db.execute("DELETE FROM stories WHERE id = 'tiger'")
            delete_articles(db, [last])
    back_up(folder / "news.db", folder / "public.db", take_out_private_rows)
    return folder


def test_only_the_named_tables_have_rows(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "public.db")) as copy:
        tables = [
            name
            for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("article_search", "sqlite_"))
        ]
        filled = {
            name
            for name in tables
            if copy.execute(f"SELECT EXISTS (SELECT 1 FROM {name})").fetchone()[0]
        }
    assert filled <= PUBLIC_COLUMNS.keys() | TABLES_OF_PAGES
    assert {"articles", "stories", "revisions", "sources"} <= filled
    assert set(tables) >= TABLES_OF_PAGES


def test_no_byte_of_the_crawl_or_of_deleted_rows_is_in_the_file(folder: Path) -> None:
    content = (folder / "public.db").read_bytes()
    assert [secret for secret in SECRETS if secret.encode() in content] == []
    assert "Мост длиной 320 метров".encode() in content


def test_the_pages_of_a_public_site_are_those_of_the_whole_database(folder: Path) -> None:
    whole, copy = (
        ReadingSite(folder / name, default_allow_sql=False, allow_download=False)
        for name in ("news.db", "public.db")
    )
    for page in PAGES:
        of_whole, of_copy = whole.get(page), copy.get(page)
        assert of_copy.status_code == of_whole.status_code == 200, page
        assert of_copy.text.replace("/public", "/news") == of_whole.text, page


def test_a_former_address_of_an_article_is_found_in_the_copy(folder: Path) -> None:
    answer = ReadingSite(folder / "public.db").get(f"/search?q={FORMER}")
    assert "Новый мост через Суру открыли в Пензе" in answer.text


def test_edits_and_removals_are_in_the_copy(folder: Path) -> None:
    site = ReadingSite(folder / "public.db")
    assert "Изменённый текст" in site.get("/edits").text
    assert "Банк закрыл отделение" in site.get("/edits?show=removals").text


def test_the_command_writes_a_public_copy(newsroom: Newsroom) -> None:
    fill(newsroom.database).close()
    target = newsroom.folder / "public.db"
    done = newsroom.run("backup", "--public", str(target), *newsroom.settings())
    assert (done.returncode, done.stderr) == (0, "")
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT count(*) FROM articles").fetchone() == (7,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
