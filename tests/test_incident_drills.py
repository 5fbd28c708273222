"""Tests the incidents of docs/operations.md: what each loses, and the steps that restore it."""

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.database.checks import check
from storage.database.sqlite import open_database
from tests.newsroom import Newsroom, rows
from tests.two_outlets import TwoOutlets, page, publish_two_outlets
from tests.web_site import Site

pytestmark = pytest.mark.slow


@pytest.fixture
def two_outlets(newsroom: Newsroom, sites: Callable[[], Site]) -> TwoOutlets:
    """Return two outlets with twelve articles, which were crawled."""
    two_outlets = publish_two_outlets(newsroom, sites, 12)
    assert newsroom.crawl().returncode == 0
    return two_outlets


def findings(path: Path) -> list[str]:
    with closing(open_database(path)) as db:
        return [finding.text for finding in check(db)]


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
    rng, database = random.Random(4), two_outlets.newsroom.database
    kept = tmp_path / "kept"
    kept.mkdir()
    with closing(open_database(database)) as db:  # an open connection, so no crawl empties the log
        two_outlets.newsroom.crawl("-a", "revisit=now")
        db.execute("INSERT OR REPLACE INTO regions VALUES ('RU-SAM', 'Самарская область')")
        for name in (database.name, f"{database.name}-wal"):
            shutil.copy(database.with_name(name), kept / name)
    log = (kept / f"{database.name}-wal").read_bytes()
    assert len(log) > 4096
    for _ in range(5):
        cut = tmp_path / "cut"
        shutil.copytree(kept, cut)
        (cut / f"{database.name}-wal").write_bytes(log[: rng.randrange(len(log))])
        assert findings(cut / database.name) == []
        shutil.rmtree(cut)


def test_the_database_of_yesterday_is_restored_and_the_crawl_fetches_what_came_since(
    two_outlets: TwoOutlets,
) -> None:
    room = two_outlets.newsroom
    backup = room.folder / "yesterday.db"
    assert room.run("backup", str(backup), *room.settings()).returncode == 0
    url = publish(two_outlets, 100)
    room.crawl()
    assert url in {address for address, _ in two_outlets.committed()}
    room.database.rename(room.folder / "news.db.damaged")
    for end in ("-wal", "-shm"):
        room.database.with_name(room.database.name + end).unlink(missing_ok=True)
    shutil.copy(backup, room.database)
    assert url not in {address for address, _ in two_outlets.committed()}
    assert room.run("doctor", *room.settings()).returncode == 0
    assert room.crawl().returncode == 0
    assert url in {address for address, _ in two_outlets.committed()}
    assert findings(room.database) == []


def test_a_moved_folder_is_crawled_from_its_new_place(
    two_outlets: TwoOutlets, tmp_path: Path
) -> None:
    room = two_outlets.newsroom
    url = publish(two_outlets, 100)
    elsewhere = tmp_path / "another machine"
    elsewhere.mkdir()
    for path in (*room.folder.glob("news.db*"), room.sources):
        if path.suffix != ".lock":
            shutil.move(path, elsewhere)
    moved = Newsroom(elsewhere, room.server)
    before = len(two_outlets.articles)
    assert moved.crawl().returncode == 0
    assert len(rows(moved, "SELECT 1 FROM articles")) == before + 1
    assert rows(moved, f"SELECT outcome FROM urls WHERE url = '{url}'") == [("stored",)]
    assert findings(moved.database) == []


def test_an_outlet_asks_for_removal_and_gets_a_report(two_outlets: TwoOutlets) -> None:
    room, url = two_outlets.newsroom, min(two_outlets.articles)
    ((line, text),) = rows(room, f"SELECT headline, article_body FROM articles WHERE url = '{url}'")
    done = room.run("forget", url, *room.settings())
    assert (done.returncode, done.stderr) == (0, "")
    assert "Removed: 1 article, 1 version, 1 stored page" in done.stdout
    assert "Backups" in done.stdout
    last = str(text).rpartition("\n")[2]  # «Номер …», which no other article has
    assert str(line) not in everything_stored(room)
    assert last not in everything_stored(room)
    room.crawl("-a", "revisit=now")
    assert rows(room, f"SELECT outcome FROM urls WHERE url = '{url}'") == [("forgotten",)]
    assert room.run("forget", "outlet1", *room.settings()).stdout.count("Removed: 6 articles") == 1
    assert rows(room, "SELECT count(*) FROM boilerplate WHERE source_id = 'outlet1'") == [(0,)]
    assert findings(room.database) == []


def everything_stored(room: Newsroom) -> str:
    """Return all rows of all tables but the search index."""
    with closing(open_database(room.database)) as db:
        names = [
            name
            for (name,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
            ).fetchall()
        ]
        return "\n".join(
            repr(row)
            for name in names
            if not name.startswith("article_search")
            for row in db.execute(f"SELECT * FROM {name}").fetchall()
        )
