"""Tests ``scrapy prune`` and ``scrapy keep``, and what other commands say of pruned texts."""

import argparse
import random
import shutil
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from scrapy.settings import Settings
from sqlite_utils import Database

from pipelines.model import Article, Source
from scraper.command import NewsCommand
from scraper.commands import keep, prune
from scraper.commands.doctor import describe_disk
from scraper.configuration.news_config import read_config
from storage.articles.export import ExportFilters, count_left_out
from storage.crawl.sources import save_sources
from storage.database.checks import check
from storage.database.disk import bytes_by_table, used_bytes
from storage.database.sqlite import open_database, open_readonly
from storage.search.indexing import index_pending, words_indexed_once
from storage.stories.index import SqliteStoryIndex
from tests import story_cases
from tests.newsroom import Newsroom, rows
from tests.saved_articles import save_article

YEARS = ("-s", "NEWS_KEEP_DAYS=400")
DAYS = ("-s", "NEWS_KEEP_DAYS=15")


@pytest.fixture
def room(newsroom: Newsroom) -> Newsroom:
    """Return a newsroom with copies of which all but the newest 25 are a year old."""
    with closing(open_database(newsroom.database)) as db:
        story_cases.register(db)
        story_cases.store_looks(db, SqliteStoryIndex(db), story_cases.all_looks())
        db.execute(
            "UPDATE articles SET date_published = replace(date_published, '2026', '2025')"
            " WHERE id NOT IN (SELECT id FROM articles ORDER BY id DESC LIMIT 25)"
        )
        index_pending(db)
    return newsroom


def counted(room: Newsroom) -> tuple[int, int]:
    """Return how many articles there are, and how many of their texts were pruned."""
    ((articles, pruned),) = rows(room, "SELECT count(*), sum(article_body = '') FROM articles")
    return int(str(articles)), int(str(pruned))


class Ended(NamedTuple):
    """The exit code of a command, and what it printed to standard output and standard error."""

    code: int
    printed: str
    error: str


def run(room: Newsroom, *command: str) -> Ended:
    done = room.run(*command, *room.settings())
    return Ended(done.returncode, done.stdout, done.stderr)


def test_nothing_is_pruned_unless_a_setting_says_so(room: Newsroom) -> None:
    code, _, error = run(room, "prune")
    assert (code, error.count("\n")) == (2, 1)
    assert "NEWS_KEEP_DAYS" in error
    _, pruned = counted(room)
    assert pruned == 0


def test_a_dry_run_counts_what_would_be_pruned_and_changes_nothing(room: Newsroom) -> None:
    before = room.database.read_bytes()
    code, printed, error = run(room, "prune", "--dry-run", *DAYS)
    assert (code, error) == (0, "")
    assert printed.startswith("would prune ")
    assert room.database.read_bytes() == before
    _, _, number, *_ = printed.split()
    assert int(number) > 0
    assert run(room, "prune", *DAYS).printed.startswith(f"pruned {number} articles")
    _, pruned = counted(room)
    assert pruned == int(number)
    assert run(room, "prune", *DAYS).printed.startswith("pruned 0 articles")
    assert run(room, "prune", *YEARS).printed.startswith("pruned 0 articles")


def test_a_size_budget_prunes_from_the_oldest_and_reports_when_it_cannot_be_met(
    room: Newsroom,
) -> None:
    within_budget = run(room, "prune", "-s", "NEWS_MAX_GB=1")
    assert within_budget.printed.startswith("pruned 0 articles")
    assert within_budget.error == ""
    code, printed, error = run(room, "prune", "-s", "NEWS_MAX_GB=0.00001")
    assert code == 0
    assert not printed.startswith("pruned 0 ")
    assert "more than NEWS_MAX_GB" in error
    articles, pruned = counted(room)
    assert pruned == articles - len(newest(room))


@pytest.mark.slow
def test_a_size_budget_does_not_count_the_words_of_pruned_texts(newsroom: Newsroom) -> None:
    with closing(open_database(newsroom.database)) as db:
        fill_with_words(db)
        full = used_bytes(db)
    limit = 0.6 * full  # bytes
    assert run(newsroom, "prune", "-s", f"NEWS_MAX_GB={limit / 1e9:.9f}").code == 0
    with closing(open_readonly(newsroom.database)) as db:
        assert 0.5 * full < used_bytes(db) <= limit


def fill_with_words(db: Database) -> None:
    """Store 600 texts of random words, the first a hundred days before the last."""
    rng = random.Random(1)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    words = ["".join(rng.choices("абвгдеиклмнопрст", k=7)) for _ in range(4000)]
    save_sources(db, [Source("penza", "Пенза", "https://penza.example/", "RU-PNZ", "UTC")])
    for first in range(0, 600, 50):
        with words_indexed_once(db):
            for number in range(first, first + 50):
                url = f"https://penza.example/{number}"
                at = start + timedelta(hours=4 * number)
                text = " ".join(rng.choices(words, k=200))
                article = Article(url, "Новость", text, date_published=at)
                save_article(db, article, url=url, source_id="penza", now=at)


def newest(room: Newsroom) -> list[tuple[object, ...]]:
    return rows(room, "SELECT id FROM articles WHERE date_published >= '2026'")


def test_other_commands_print_text_pruned(room: Newsroom, tmp_path: Path) -> None:
    run(room, "prune", *DAYS)
    ((story,),) = rows(
        room,
        "SELECT story_id FROM articles WHERE article_body = '' AND relation = 'reprint' LIMIT 1",
    )
    (first,), (second,) = rows(
        room, f"SELECT id FROM articles WHERE story_id = '{story}' ORDER BY id LIMIT 2"
    )
    for command in (
        ("story", str(story)),
        ("dedupe", "--explain", str(first), str(second)),
        ("dedupe", "--rebuild"),
        ("reextract",),
    ):
        code, printed, error = run(room, *command)
        assert "text pruned" in printed, command
        assert (code, error) in ((0, ""), (1, "")), command  # 1: no stored page is left
    documents = run(room, "export", "documents", "--output", str(tmp_path / "documents.csv"))
    assert "left out: text pruned" in documents.error
    with closing(open_readonly(room.database)) as db:
        assert f"{count_left_out(db, ExportFilters())} articles are left out" in documents.error
        assert count_left_out(db, ExportFilters(since=date(2026, 1, 1))) == 0, "none of this year"
        assert [finding.text for finding in check(db) if "URL" not in finding.text] == []


def test_a_kept_story_keeps_its_texts(room: Newsroom) -> None:
    ((story,),) = rows(room, "SELECT story_id FROM articles ORDER BY id LIMIT 1")
    assert run(room, "keep").printed == "no story is kept\n"
    assert run(room, "keep", str(story)) == (0, f"{story} is kept\n", "")
    assert run(room, "keep").printed.startswith(f"{story}  ")
    run(room, "prune", *DAYS)
    pruned = f"SELECT 1 FROM articles WHERE article_body = '' AND story_id = '{story}'"
    assert rows(room, pruned) == []
    assert run(room, "keep", "--end", str(story)).code == 0
    assert run(room, "keep", "--end", str(story)).code == 2
    run(room, "prune", *DAYS)
    lost = len(rows(room, pruned))
    printed = f"{story} is kept; the texts of {lost} of its articles were pruned before\n"
    assert run(room, "keep", str(story)).printed == printed
    code, _, error = run(room, "keep", "nothing")
    assert (code, error.count("\n")) == (2, 1)


def test_a_prune_whose_space_cannot_be_given_back_succeeds(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(open_database(room.database)) as db:
        db.execute("PRAGMA auto_vacuum = 0").fetchall()
        db.execute("PRAGMA journal_mode = DELETE").fetchall()
        db.execute("VACUUM")
    no_room = shutil._ntuple_diskusage(1, 1, 0)
    monkeypatch.setattr("storage.database.disk.shutil.disk_usage", lambda _: no_room)
    monkeypatch.setattr("storage.database.disk._MIN_FREE_SHARE", 0.0)
    command = prune.Command()
    command.settings = Settings()
    command.settings.setmodule("scraper.settings")
    command.settings.update({"NEWS_DATABASE": str(room.database), "NEWS_KEEP_DAYS": 15})
    command.config = read_config(command.settings)
    command.run([], argparse.Namespace(dry_run=False))
    printed = capsys.readouterr()
    assert command.exitcode == 0
    assert printed.out.startswith("pruned ")
    assert "must be free for a while" in printed.err


def test_a_database_of_a_few_articles_is_not_pruned(newsroom: Newsroom) -> None:
    open_database(newsroom.database).close()
    done = run(newsroom, "prune", *DAYS)
    assert done.code == 0
    assert done.printed == "nothing to prune: the database has only a few articles\n"


def test_the_doctor_lists_the_disk_use_of_each_table(room: Newsroom) -> None:
    with closing(open_readonly(room.database)) as db:
        sizes = bytes_by_table(db)
        used = used_bytes(db)
        assert list(sizes.values()) == sorted(sizes.values(), reverse=True)
        assert {"articles", "revisions", "article_search"} <= sizes.keys()
        assert used * 0.9 < sum(sizes.values()) <= used
        assert describe_disk(db).startswith(f"{used / 1e6:.1f} MB used, ")


@pytest.mark.parametrize("command", [prune.Command(), keep.Command()])
def test_each_command_describes_itself(command: NewsCommand) -> None:
    assert command.example in command.long_desc()
