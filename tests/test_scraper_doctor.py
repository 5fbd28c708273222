"""Tests that ``scrapy doctor`` reports damage with a remedy, and changes nothing."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.model import Article, Source
from storage.articles.rows import save_article
from storage.crawl.sources import save_sources
from storage.database.checks import check
from storage.database.sqlite import open_database, transaction
from tests.damage import damage_pages
from tests.newsroom import ROOT, Scrapy

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
            complete(db.conn, saved.article_id, url)
    return path


def complete(connection: object, article_id: int, url: str) -> None:
    """Give an article the story, signature and URL that a crawl gives it."""
    execute = connection.execute  # type: ignore[attr-defined]
    execute(
        "INSERT INTO stories VALUES (?, 'h', ?, '2026-03-01', 1, 1, '[]')",
        [f"story-{article_id}", article_id],
    )
    execute(
        "UPDATE articles SET story_id = ?, relation = 'original' WHERE id = ?",
        [f"story-{article_id}", article_id],
    )
    columns = [row[1] for row in execute("PRAGMA table_info(signatures)")]
    values = ", ".join("?" if name == "article_id" else "1" for name in columns)
    execute(f"INSERT INTO signatures VALUES ({values})", [article_id])
    execute(
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
        ("UPDATE stories SET canonical_article_id = 1 WHERE id = 'story-2'", "first article"),
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


def doctor(scrapy: Scrapy, database: Path) -> tuple[int, str, str]:
    sources = database.with_name("sources.toml")
    if not sources.exists():
        sources.write_text(
            '[[source]]\nid = "a"\nname = "A"\nhome = "https://a.example"\nregion = "RU-PNZ"\n'
        )
    done = scrapy("doctor", "-s", f"NEWS_DATABASE={database}", "-s", f"NEWS_SOURCES={sources}")
    return done.returncode, done.stdout, done.stderr


def test_the_doctor_finds_nothing_wrong_with_a_working_installation(
    database: Path, scrapy: Scrapy
) -> None:
    code, out, error = doctor(scrapy, database)
    assert (code, error) == (0, "")
    assert "sound; 2 articles in 2 stories" in out
    assert "1 sources, 1 enabled" in out


@pytest.mark.parametrize("damage", ["beginning", "pages", "text"])
def test_the_doctor_reports_damage_and_how_to_restore_and_changes_nothing(
    damage: str, database: Path, scrapy: Scrapy
) -> None:
    if damage == "pages":
        damage_pages(database)
    elif damage == "beginning":
        database.write_bytes(b"\0" * 4096 + database.read_bytes()[4096:])
    else:
        database.write_text("this was never a database\n" * 500)
    before = database.read_bytes()
    code, out, error = doctor(scrapy, database)
    assert code == 4
    assert "To restore" in out
    assert f"{database}-wal" in out
    assert error.count("\n") <= 1
    assert "Traceback" not in out + error
    assert database.read_bytes() == before


def test_a_missing_database_and_bad_sources_are_one_line_each(
    database: Path, scrapy: Scrapy
) -> None:
    code, _, error = doctor(scrapy, database.with_name("nothing.db"))
    assert (code, error.count("\n")) == (4, 1)
    database.with_name("sources.toml").write_text("[[source]]\nid = 7\n")
    code, out, error = doctor(scrapy, database)
    assert (code, error.count("\n")) == (2, 1)
    assert "sound" in out
    assert "sources.toml" in error


@pytest.mark.parametrize("command", ["doctor", "backup"])
def test_a_damaged_database_gives_one_line_and_exit_code_4(
    command: str, database: Path, scrapy: Scrapy
) -> None:
    database.write_bytes(b"\0" * 4096 + database.read_bytes()[4096:])
    target = [database.with_name("copy.db")] if command == "backup" else []
    done = scrapy(command, "-s", f"NEWS_DATABASE={database}", *target, cwd=ROOT)
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "is not an SQLite database" in done.stderr
