"""Tests the incidents of docs/operations.md: what each loses, and the steps that restore it."""

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.database.sqlite import open_database
from tests.newsroom import Newsroom, findings, rows
from tests.two_outlets import TwoOutlets, page, publish_two_outlets
from tests.web_site import Site

pytestmark = pytest.mark.slow


@pytest.fixture
def two_outlets(newsroom: Newsroom, start_site: Callable[[], Site]) -> TwoOutlets:
    """Return two outlets with twelve articles, which were crawled."""
    two_outlets = publish_two_outlets(newsroom, start_site, 12)
    assert newsroom.crawl().returncode == 0
    return two_outlets


def publish(two_outlets: TwoOutlets, number: int) -> str:
    """Publish one more article at the first outlet, and return its address."""
    site = two_outlets.sites[0]
    url = site.put(f"/news/{number}.html", page(number))
    item = f"<item><link>{url}</link></item>"
    site.put(
        "/rss",
        f"<rss version='2.0'><channel><title>Лента</title>{item}</channel></rss>",
        content_type="application/rss+xml",
    )
    return url


def test_power_loss_leaves_a_sound_database_whatever_part_of_the_log_reached_the_disk(
    two_outlets: TwoOutlets, tmp_path: Path
) -> None:
    """A power cut ends the write-ahead log at any byte; what follows the last commit is lost."""
    rng = random.Random(4)
    database = two_outlets.newsroom.database
    copies = tmp_path / "copies"
    copies.mkdir()
    with closing(open_database(database)) as db:  # an open connection, so no crawl empties the log
        two_outlets.newsroom.crawl("-a", "revisit=now")
        db.execute("INSERT OR REPLACE INTO regions VALUES ('RU-SAM', 'Самарская область')")
        for name in (database.name, f"{database.name}-wal"):
            shutil.copy(database.with_name(name), copies / name)
    log = (copies / f"{database.name}-wal").read_bytes()
    assert len(log) > 4096, "the log has more than one page of the database"
    for _ in range(5):
        cut = tmp_path / "cut"
        shutil.copytree(copies, cut)
        (cut / f"{database.name}-wal").write_bytes(log[: rng.randrange(len(log))])
        assert findings(cut / database.name) == []
        shutil.rmtree(cut)


def test_the_database_of_yesterday_is_restored_and_the_crawl_fetches_what_came_since(
    two_outlets: TwoOutlets,
) -> None:
    newsroom = two_outlets.newsroom
    backup = newsroom.folder / "yesterday.db"
    assert newsroom.run("backup", str(backup), *newsroom.settings()).returncode == 0
    url = publish(two_outlets, 100)
    newsroom.crawl()
    assert url in {address for address, _ in two_outlets.committed()}
    newsroom.database.rename(newsroom.folder / "news.db.damaged")
    for suffix in ("-wal", "-shm"):
        newsroom.database.with_name(newsroom.database.name + suffix).unlink(missing_ok=True)
    shutil.copy(backup, newsroom.database)
    assert url not in {address for address, _ in two_outlets.committed()}
    assert newsroom.run("doctor", *newsroom.settings()).returncode == 0
    assert newsroom.crawl().returncode == 0
    assert url in {address for address, _ in two_outlets.committed()}
    assert findings(newsroom.database) == []


def test_a_moved_folder_is_crawled_from_its_new_place(
    two_outlets: TwoOutlets, tmp_path: Path
) -> None:
    newsroom = two_outlets.newsroom
    url = publish(two_outlets, 100)
    elsewhere = tmp_path / "another machine"
    elsewhere.mkdir()
    for path in (*newsroom.folder.glob("news.db*"), newsroom.sources):
        if path.suffix != ".lock":
            shutil.move(path, elsewhere)
    moved = Newsroom(elsewhere, newsroom.server)
    before = len(two_outlets.articles)
    assert moved.crawl().returncode == 0
    assert len(rows(moved, "SELECT 1 FROM articles")) == before + 1
    assert rows(moved, f"SELECT outcome FROM urls WHERE url = '{url}'") == [("stored",)]
    assert findings(moved.database) == []


def test_an_outlet_asks_for_removal_and_gets_a_report(two_outlets: TwoOutlets) -> None:
    newsroom = two_outlets.newsroom
    url = min(two_outlets.articles)
    ((headline, text),) = rows(
        newsroom, f"SELECT headline, article_body FROM articles WHERE url = '{url}'"
    )
    run = newsroom.run("forget", url, *newsroom.settings())
    assert (run.returncode, run.stderr) == (0, "")
    assert "Removed: 1 article, 1 version, 1 stored page" in run.stdout
    assert "Backups" in run.stdout
    last_line = str(text).rpartition("\n")[2]  # «Номер …», which no other article has
    assert str(headline) not in everything_stored(newsroom)
    assert last_line not in everything_stored(newsroom)
    newsroom.crawl("-a", "revisit=now")
    assert rows(newsroom, f"SELECT outcome FROM urls WHERE url = '{url}'") == [("forgotten",)]
    assert (
        newsroom.run("forget", "outlet1", *newsroom.settings()).stdout.count("Removed: 6 articles")
        == 1
    )
    assert rows(newsroom, "SELECT count(*) FROM boilerplate WHERE source_id = 'outlet1'") == [(0,)]
    assert findings(newsroom.database) == []


def everything_stored(newsroom: Newsroom) -> str:
    """Return all rows of all tables but the search index."""
    with closing(open_database(newsroom.database)) as db:
        tables = db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
            " AND name NOT LIKE 'article_search%'"
        ).fetchall()
        return "\n".join(
            repr(row)
            for (table,) in tables
            for row in db.execute(f"SELECT * FROM {table}").fetchall()
        )
