"""Tests that ``scrapy doctor`` reports damage with a remedy, and changes nothing."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from sqlite_utils import Database

from pipelines.model import Article, Source
from storage.crawl.sources import save_sources
from storage.database.checks import check
from storage.database.sqlite import open_database, transaction
from tests.damage import damage_pages
from tests.newsroom import Scrapy, source_entry
from tests.saved_articles import save_article

Doctor = Callable[[Path], CompletedProcess[str]]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return a database with two articles, each in a story of its own."""
    path = tmp_path / "news.db"
    source = Source("a", "A", "https://a.example/", "RU-PNZ", "Europe/Moscow")
    with closing(open_database(path)) as db, transaction(db):
        save_sources(db, [source])
        for number in (1, 2):
            url = f"https://a.example/{number}"
            article = Article(url, f"Заголовок {number}", f"Текст {number}. " * 40)
            saved = save_article(db, article, url=url, source_id="a", now=NOW)
            complete(db, saved.article_id, url)
    return path


def complete(db: Database, article_id: int, url: str) -> None:
    """Give an article the story, signature and URL that a crawl gives it."""
    story_id = f"story-{article_id}"
    db.execute(
        "INSERT INTO stories VALUES (?, 'h', ?, '2026-03-01', 1, 1, '[]')", [story_id, article_id]
    )
    db.execute(
        "UPDATE articles SET story_id = ?, relation = 'original' WHERE id = ?",
        [story_id, article_id],
    )
    columns = [column.name for column in db["signatures"].columns]
    values = ", ".join("?" if name == "article_id" else "1" for name in columns)
    db.execute(f"INSERT INTO signatures VALUES ({values})", [article_id])
    db.execute(
        "INSERT INTO urls (identity, url, source_id, article_id, outcome, first_seen_at)"
        " VALUES (?, ?, 'a', ?, 'stored', '2026-03-01')",
        [url, url, article_id],
    )


def findings(database: Path) -> str:
    with closing(open_database(database)) as db:
        return "\n".join(finding.text for finding in check(db))


def test_a_consistent_database_has_no_findings(database: Path) -> None:
    assert findings(database) == ""


@pytest.mark.parametrize(
    ("mistake", "finding"),
    [
        ("UPDATE articles SET story_id = 'nowhere' WHERE id = 1", "1 articles without a story"),
        ("UPDATE articles SET relation = NULL", "2 articles without a relation"),
        ("UPDATE articles SET story_id = 'story-1'", "1 stories without articles"),
        (
            "UPDATE stories SET canonical_article_id = 1 WHERE id = 'story-2'",
            "stories whose original",
        ),
        ("UPDATE stories SET article_count = 7 WHERE id = 'story-2'", "wrong number of articles"),
        (
            "INSERT INTO copies VALUES (2, 'a', 'b', '2026-03-01', 60)",
            "1 rows of the table `copies`",
        ),
        ("DELETE FROM revisions WHERE article_id = 2", "1 articles without a version"),
        ("DELETE FROM article_search_docsize WHERE id = 1", "1 articles missing from the search"),
        ("DELETE FROM signatures", "2 articles without a signature"),
        ("DELETE FROM urls WHERE article_id = 1", "1 articles that no URL leads to"),
        ("UPDATE articles SET source_id = 'nobody' WHERE id = 1", "sources that does not exist"),
    ],
)
def test_each_inconsistency_is_found(database: Path, mistake: str, finding: str) -> None:
    with closing(open_database(database)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(mistake)
    assert finding in findings(database)


@pytest.fixture
def doctor(database: Path, scrapy: Scrapy) -> Doctor:
    """Return a function that runs ``scrapy doctor`` on a database, with one source."""
    sources = database.with_name("sources.toml")
    sources.write_text(source_entry("https://a.example"))

    def run(path: Path) -> CompletedProcess[str]:
        return scrapy("doctor", "-s", f"NEWS_DATABASE={path}", "-s", f"NEWS_SOURCES={sources}")

    return run


def test_the_doctor_finds_nothing_wrong_with_a_working_installation(
    database: Path, doctor: Doctor
) -> None:
    done = doctor(database)
    assert (done.returncode, done.stderr) == (0, "")
    assert "sound; 2 articles in 2 stories" in done.stdout
    assert "1 sources, 1 enabled" in done.stdout


def overwrite_the_beginning(database: Path) -> None:
    database.write_bytes(b"\0" * 4096 + database.read_bytes()[4096:])


def replace_by_text(database: Path) -> None:
    database.write_text("this was never a database\n" * 500)


@pytest.mark.parametrize("damage", [overwrite_the_beginning, damage_pages, replace_by_text])
def test_the_doctor_reports_damage_and_how_to_restore_and_changes_nothing(
    damage: Callable[[Path], None], database: Path, doctor: Doctor
) -> None:
    damage(database)
    before = database.read_bytes()
    done = doctor(database)
    assert done.returncode == 4
    assert "To restore" in done.stdout
    assert f"{database}-wal" in done.stdout
    assert done.stderr.count("\n") <= 1
    assert "Traceback" not in done.stdout + done.stderr
    assert database.read_bytes() == before


def test_a_missing_database_is_reported_in_one_line(database: Path, doctor: Doctor) -> None:
    done = doctor(database.with_name("nothing.db"))
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)


def test_bad_sources_are_reported_in_one_line_beside_a_sound_database(
    database: Path, doctor: Doctor
) -> None:
    database.with_name("sources.toml").write_text("[[source]]\nid = 7\n")
    done = doctor(database)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "sound" in done.stdout
    assert "sources.toml" in done.stderr


@pytest.mark.parametrize("command", ["doctor", "backup"])
def test_a_damaged_database_gives_one_line_and_exit_code_4(
    command: str, database: Path, scrapy: Scrapy
) -> None:
    overwrite_the_beginning(database)
    target = [database.with_name("copy.db")] if command == "backup" else []
    done = scrapy(command, "-s", f"NEWS_DATABASE={database}", *target)
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "is not an SQLite database" in done.stderr
