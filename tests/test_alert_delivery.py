"""Tests that real servers receive each alert once per story, however a run ends."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from functools import partial
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.alerts.loading import load_alerts
from scraper.crawl.alert_sender import AlertSender, sending_lock
from scraper.crawl.lock import run_lock
from storage.database.sqlite import transaction
from storage.search.alerts import save_alerts
from storage.search.outbox import count_waiting
from tests.alert_folder import ALL, BRIDGES, EVERYTHING, AlertFolder
from tests.fork_server import ForkServer, Started
from tests.receivers import (
    HANG_SECONDS,
    TELEGRAM_URL,
    Receiver,
    mail_server,
    telegram,
    webhook,
)
from tests.sample_news import LONG_AGO
from tests.waiting import becomes_true

BRIDGE = "urn:svodka:alert:bridges:bridge"  # the id of the message about the story `bridge`


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with webhook() as receiver:
        yield receiver


@pytest.fixture
def mail() -> Iterator[Receiver]:
    with mail_server() as receiver:
        yield receiver


@pytest.fixture
def folder(tmp_path: Path, scrapy_server: ForkServer) -> AlertFolder:
    return AlertFolder(tmp_path, scrapy_server)


def test_mail_and_a_webhook_get_one_message_of_a_story_under_one_id(
    folder: AlertFolder, hook: Receiver, mail: Receiver
) -> None:
    folder.watch(BRIDGES, hook, mail)
    code, out, errors = folder.send()
    assert (code, errors) == (0, "")
    assert out.startswith("1 sent, 0 not accepted")
    assert hook.ids == mail.ids == [BRIDGE]
    assert "Новый мост" in hook.titles[0]
    merge_bridge_into_bread(folder.db)
    folder.write()
    assert folder.send().out.startswith("0 sent")
    assert hook.ids == mail.ids == [BRIDGE], "a story that grew or merged is not sent again"


def merge_bridge_into_bread(db: Database) -> None:
    """Add a copy to the story `bridge`, then merge that story into the story `bread`."""
    with transaction(db):
        (row,) = db.query("SELECT * FROM articles WHERE id = 1")
        db.table("articles").insert(row | {"id": 99, "url": "https://x.example/99"})
        db.execute("UPDATE articles SET story_id = 'bread' WHERE story_id = 'bridge'")
        db.execute("DELETE FROM stories WHERE id = 'bridge'")
        db.execute("INSERT INTO story_redirects VALUES ('bridge', 'bread')")


def test_a_failing_receiver_is_reported_once_and_delays_no_other(
    folder: AlertFolder, hook: Receiver, mail: Receiver
) -> None:
    folder.watch(EVERYTHING, hook, mail)
    hook.refuses = True
    code, out, _ = folder.send()
    assert code != 0
    assert out.startswith("0 sent, 4 not accepted")
    assert out.count("json (address 1 of alert 'all')") == 1
    assert (hook.ids, hook.tries, len(mail.ids)) == ([], 1, 4)
    hook.refuses = False
    assert folder.send().out.startswith("0 sent"), "the next attempt follows after a minute"
    assert folder.send("--now").out.startswith("4 sent")
    assert sorted(hook.ids) == sorted(mail.ids), "each receiver got every message once"
    assert stories_of(hook) == Counter(ALL)


def test_failures_are_counted_anew_after_an_accepted_message(
    folder: AlertFolder, hook: Receiver
) -> None:
    folder.watch(EVERYTHING, hook)
    hook.refuses = True
    folder.send()
    assert "2 times in a row not accepted" in folder.send("--now").out
    hook.refuses = False
    hook.on_accepted = partial(setattr, hook, "refuses", True)  # it accepts one message only
    assert "once not accepted" in folder.send("--now").out


def test_a_kill_after_a_message_is_accepted_repeats_only_that_message(
    folder: AlertFolder, hook: Receiver
) -> None:
    folder.watch(EVERYTHING, hook)
    run = folder.start()
    hook.kill(run.pid)
    run.communicate()
    assert len(hook.ids) == 1
    hook.on_accepted = lambda: None
    assert folder.send().code == 0
    counts = Counter(hook.ids)
    assert [message_id for message_id, times in counts.items() if times > 1] == [hook.ids[0]]
    assert set(stories_of(hook)) == set(ALL)
    assert count_waiting(folder.db) == 0


def test_a_dry_run_sends_nothing_and_changes_nothing(folder: AlertFolder, hook: Receiver) -> None:
    folder.watch(BRIDGES, hook)
    before = list(folder.db.iterdump())
    code, out, errors = folder.send("--dry-run")
    assert code == 0
    assert "bridges: 1 matching stories, feed /alert/bridges.atom" in out
    assert "1 finds wait" in errors
    assert hook.ids == []
    assert list(folder.db.iterdump()) == before


def test_a_dry_run_prints_what_each_alert_matches_and_its_unknown_names(
    folder: AlertFolder,
) -> None:
    queries = {
        "edit": "source = 'nobody'", "removal": "words = 'мост'",
        "silent-outlet": "region = 'RU-MOW'",
    }  # fmt: skip
    tables = [f"[[alert]]\nname = '{kind}'\nkind = '{kind}'\n{query}\nnotify = 'json://127.0.0.1'\n"
              for kind, query in queries.items()]  # fmt: skip
    (folder.folder / "alerts.toml").write_text("".join(tables), encoding="utf-8")
    code, out, _ = folder.send("--dry-run")
    assert code == 0
    assert "edit: edits of 0 matching stories" in out
    assert "no outlet has the id 'nobody'" in out
    assert "removal: removals from 1 matching stories" in out
    assert "silent-outlet: silences of 0 outlets" in out
    assert "no outlet is in the region RU-MOW" in out


def test_the_number_of_finds_that_wait_for_an_address_is_printed(
    folder: AlertFolder, hook: Receiver
) -> None:
    folder.watch(BRIDGES, hook)
    path = folder.folder / "alerts.toml"
    path.write_text("[[alert]]\nid = 'bridges'\nwords = 'мосты'\n", encoding="utf-8")
    code, out, _ = folder.send()
    assert (code, hook.ids) == (0, [])
    assert out == (
        "0 sent, 0 not accepted\n1 finds wait for their time, or for an address in `notify`\n"
    )


def test_telegram_gets_bold_words_in_html(
    folder: AlertFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with telegram() as (chat, address):
        monkeypatch.setattr(TELEGRAM_URL, address)
        folder.watch(BRIDGES, chat)
        delivered = folder.dispatcher().deliver(folder.db, datetime.now(UTC), run_has_ended=True)
        assert delivered.sent == 1
        (message,) = chat.bodies
    assert message["parse_mode"] == "HTML"
    assert message["text"].startswith("<b>Новый мост через Суру открыли в Пензе</b>\nВ Пензе")
    assert "новому <b>мосту</b>" in message["text"]
    assert message["chat_id"] == 4242


def test_a_mail_has_its_text_as_html_and_plain(folder: AlertFolder, mail: Receiver) -> None:
    folder.watch(BRIDGES, mail)
    folder.dispatcher().deliver(folder.db, datetime.now(UTC), run_has_ended=True)
    message = message_from_string(mail.bodies[0], policy=policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    plain, html = (str(part.get_content()) for part in parts)
    assert "<mark>мосту</mark>" in html
    for text in (plain, html):
        assert "3 outlets, first: Сура-пресс" in text
        assert "https://sura-press.example/most" in text


def test_a_message_is_repeated_only_for_the_recipient_that_refused_it(
    folder: AlertFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with telegram() as (chat, address):
        monkeypatch.setattr(TELEGRAM_URL, address)
        chat.address = chat.address.replace("/4242/", "/1/2/")
        folder.watch(BRIDGES, chat)
        chat.on_accepted = partial(setattr, chat, "refuses", True)  # it accepts one message only
        now = datetime.now(UTC)
        first = folder.dispatcher().deliver(folder.db, now, run_has_ended=True)
        chat.refuses = False
        chat.on_accepted = lambda: None
        later = now + timedelta(hours=1)
        second = folder.dispatcher().deliver(folder.db, later, run_has_ended=True)
        assert (first.failed, second.sent) == (1, 1)
        assert [message["chat_id"] for message in chat.bodies] == [1, 2]


def test_a_receiver_that_hangs_is_waited_for_only_once(
    folder: AlertFolder, hook: Receiver, mail: Receiver
) -> None:
    folder.watch(EVERYTHING, hook, mail)
    hook.hangs = True
    dispatcher = folder.dispatcher()
    started = time.monotonic()
    dispatcher.deliver(folder.db, datetime.now(UTC), run_has_ended=True)
    dispatcher.deliver(folder.db, datetime.now(UTC), run_has_ended=True)
    assert time.monotonic() - started < HANG_SECONDS
    assert (hook.tries, len(mail.ids)) == (1, 4)


def test_messages_of_a_run_are_sent_before_its_end(folder: AlertFolder, hook: Receiver) -> None:
    path = folder.folder / "alerts.toml"
    path.write_text(EVERYTHING.format(notify=json.dumps([hook.address])), encoding="utf-8")
    save_alerts(folder.db, load_alerts(path), LONG_AGO)
    sender = AlertSender(folder.folder / "news.db", folder.dispatcher(), round_seconds=0.05)
    sender.start()
    folder.write()
    assert becomes_true(lambda: len(hook.ids) == 3)
    with run_lock(folder.folder / "news.db"):  # sending takes no lock of the crawl
        assert sender.finish().sent == 4
    assert stories_of(hook) == Counter(ALL)


def test_one_process_sends_at_a_time(folder: AlertFolder, hook: Receiver) -> None:
    folder.watch(BRIDGES, hook)
    with sending_lock(folder.folder / "news.db"):
        code, _, errors = folder.send()
        sender = AlertSender(folder.folder / "news.db", folder.dispatcher(), round_seconds=0.01)
        sender.start()
        sender.finish()
    assert (code, hook.ids) == (75, [])
    assert "is sending the messages" in errors


@pytest.mark.slow
def test_runs_killed_at_any_moment_lose_no_find_and_repeat_one_message_at_most(
    folder: AlertFolder, hook: Receiver, mail: Receiver
) -> None:
    rng = random.Random(5)
    kills, stories_per_run = 4, 8
    folder.watch(EVERYTHING, hook, mail)
    numbers = range(100, 100 + kills * stories_per_run)
    for first in numbers[::stories_per_run]:
        add_stories(folder, range(first, first + stories_per_run))
        hook.refuses = rng.random() < 0.3
        mail.hangs = rng.random() < 0.3
        hook.on_accepted = lambda: time.sleep(0.02)
        run = folder.start("--now")
        assert becomes_true(partial(has_ended_or_tried, run, hook, hook.tries))
        time.sleep(rng.uniform(0, 0.3))
        run.kill()
        run.communicate()
    hook.refuses = mail.hangs = False
    assert folder.send("--now").code == 0
    added = {f"s{n}" for n in numbers}
    assert set(stories_of(hook)) == {*ALL, *added}
    for receiver in (hook, mail):
        repeated = len(receiver.ids) - len(set(receiver.ids))
        assert repeated <= kills, "a kill repeats one message at most"
    assert set(hook.ids) == set(mail.ids)
    assert count_waiting(folder.db) == 0


def add_stories(folder: AlertFolder, numbers: range) -> None:
    """Store further stories of one article, and the messages of the alerts about them."""
    db = folder.db
    with transaction(db):
        (article,) = db.query("SELECT * FROM articles WHERE id = 4")
        (story,) = db.query("SELECT * FROM stories WHERE id = 'bread'")
        for n in numbers:
            own = {"id": n, "url": f"https://x.example/{n}", "story_id": f"s{n}"}
            db.table("articles").insert(article | own)
            db.table("stories").insert(
                story | {"id": f"s{n}", "canonical_article_id": n, "article_count": 1}
            )
    folder.write()


def stories_of(hook: Receiver) -> Counter[str]:
    """Return how often a webhook received each story; a repeated message counts once."""
    bodies = {body["message_id"]: body for body in hook.bodies}
    return Counter(item["story_id"] for body in bodies.values() for item in body["items"])


def has_ended_or_tried(run: Started, receiver: Receiver, tries: int) -> bool:
    """Return whether the run has ended, or the receiver was tried more than ``tries`` times."""
    return run.poll() is not None or receiver.tries > tries
