"""Alerts reach real mail and webhook servers: once a story, and never lost, however a run ends."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.alerts.loading import load_alerts
from storage.database.sqlite import transaction
from storage.search.indexing import index_pending
from storage.search.outbox import save_alerts, waiting, write_messages
from tests.newsroom import ROOT
from tests.receivers import Receiver, mail_server, webhook
from tests.sample_news import LONG_AGO, fill

BRIDGE = "urn:svodka:alert:bridges:bridge"
EVERYTHING = '[[alert]]\nid = "all"\nregion = ["RU-PNZ", "RU-SAM", "RU-PRI"]\nnotify = {notify}\n'
BRIDGES = '[[alert]]\nid = "bridges"\nwords = "мосты"\nnotify = {notify}\n'


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with webhook() as receiver:
        yield receiver


@pytest.fixture
def mail() -> Iterator[Receiver]:
    with mail_server() as receiver:
        yield receiver


class Desk:
    """A database with articles, its ``alerts.toml``, and `scrapy alerts` over both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = fill(folder / "news.db")

    def watch(self, alert: str, *receivers: Receiver) -> None:
        """Save the alert and write what it asks of the articles, as a crawl does."""
        notify = json.dumps([one.address for one in receivers])
        path = self.folder / "alerts.toml"
        path.write_text(alert.format(notify=notify), encoding="utf-8")
        save_alerts(self.db, load_alerts(path), LONG_AGO)
        self.write()

    def write(self) -> None:
        index_pending(self.db)
        with transaction(self.db):
            ids = [number for (number,) in self.db.execute("SELECT id FROM articles")]
            write_messages(self.db, ids, datetime.now(UTC))

    def start(self, *options: str) -> "subprocess.Popen[str]":
        settings = {"NEWS_DATABASE": "news.db", "NEWS_SOURCES": "sources.toml"}
        flags = [p for k, v in settings.items() for p in ("-s", f"{k}={self.folder / v}")]
        return subprocess.Popen(
            [sys.executable, "-m", "scrapy", "alerts", *options, *flags],
            cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def send(self, *options: str) -> tuple[int, str, str]:
        with self.start(*options) as run:
            out, errors = run.communicate(timeout=60)
        return run.returncode, out, errors


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_mail_and_a_webhook_get_one_message_of_a_story_under_one_id(
    desk: Desk, hook: Receiver, mail: Receiver
) -> None:
    desk.watch(BRIDGES, hook, mail)
    code, out, errors = desk.send()
    assert (code, errors) == (0, "")
    assert out.startswith("1 sent, 0 not accepted")
    assert hook.ids == mail.ids == [BRIDGE]
    assert "Новый мост" in hook.texts[0]
    grow(desk.db)
    desk.write()
    assert desk.send()[1].startswith("0 sent")
    assert hook.ids == mail.ids == [BRIDGE], "a story that grew or merged is not sent again"


def grow(db: Database) -> None:
    """One more copy joins the bridge, then the bridge joins the bread."""
    with transaction(db):
        row = dict(next(iter(db.query("SELECT * FROM articles WHERE id = 1"))))
        db["articles"].insert(row | {"id": 99, "url": "https://x.example/99"})
        db.execute("UPDATE articles SET story_id = 'bread' WHERE story_id = 'bridge'")
        db.execute("DELETE FROM stories WHERE id = 'bridge'")
        db.execute("INSERT INTO story_redirects VALUES ('bridge', 'bread')")


def test_a_failing_address_waits_for_the_next_run_and_holds_up_nobody(
    desk: Desk, hook: Receiver, mail: Receiver
) -> None:
    desk.watch(EVERYTHING, hook, mail)
    wanted = {f"urn:svodka:alert:all:{one}" for one in ("bridge", "bread", "jam", "bank", "tiger")}
    hook.refuses = True
    code, out, _ = desk.send()
    assert code != 0
    assert out.startswith("0 sent, 5 not accepted")
    assert (hook.ids, set(mail.ids)) == ([], wanted)
    hook.refuses = False
    assert desk.send()[0] == 0
    assert (set(hook.ids), Counter(mail.ids)) == (wanted, Counter(wanted)), "mail got it once"


def test_a_kill_between_acceptance_and_mark_repeats_that_message_alone(
    desk: Desk, hook: Receiver
) -> None:
    desk.watch(EVERYTHING, hook)
    with desk.start() as run:
        hook.kill(run.pid)
        run.communicate(timeout=60)
    assert len(hook.ids) == 1
    hook.after = lambda: None
    assert desk.send()[0] == 0
    counts = Counter(hook.ids)
    assert len(counts) == 5
    assert [one for one, times in counts.items() if times > 1] == [hook.ids[0]]
    assert waiting(desk.db) == []


def test_a_dry_run_sends_nothing_and_changes_nothing(desk: Desk, hook: Receiver) -> None:
    desk.watch(BRIDGES, hook)
    before = list(desk.db.iterdump())
    code, out, errors = desk.send("--dry-run")
    assert code == 0
    assert "bridges: 1 matching stories, feed /alert/bridges.atom" in out
    assert "1 messages wait" in errors
    assert hook.ids == []
    assert list(desk.db.iterdump()) == before


@pytest.mark.slow
def test_runs_killed_at_any_moment_lose_no_message(desk: Desk, hook: Receiver) -> None:
    many = 40
    with transaction(desk.db):
        for n in range(many):
            row = dict(next(iter(desk.db.query("SELECT * FROM articles WHERE id = 4"))))
            story = dict(next(iter(desk.db.query("SELECT * FROM stories WHERE id = 'bread'"))))
            number = {"id": 100 + n, "url": f"https://x.example/{n}", "story_id": f"s{n}"}
            desk.db["articles"].insert(row | number)
            desk.db["stories"].insert(
                story | {"id": f"s{n}", "canonical_article_id": 100 + n, "article_count": 1}
            )
    desk.watch(EVERYTHING, hook)
    hook.after = lambda: time.sleep(0.02)
    rng, kills = random.Random(5), 0
    while waiting(desk.db) and kills < 8:
        run = desk.start()
        until_first(hook, run, len(hook.ids))
        time.sleep(rng.uniform(0, 0.3))
        run.kill()
        run.communicate()
        kills += 1
    assert desk.send()[0] == 0
    assert len(set(hook.ids)) == many + 5
    assert len(hook.ids) - len(set(hook.ids)) <= kills, "a kill repeats one message at most"
    assert waiting(desk.db) == []


def until_first(hook: Receiver, run: "subprocess.Popen[str]", had: int) -> None:
    while run.poll() is None and len(hook.ids) == had:
        time.sleep(0.005)
