"""Tests that a mail server, a server like Telegram and a webhook get each message once."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.database.sqlite import transaction
from storage.search.outbox import count_waiting, write_removal
from storage.search.receivers import FIRST_PAUSE, failing_receivers
from tests.alert_folder import BRIDGES, EVERYTHING, AlertFolder
from tests.receivers import TELEGRAM_URL, Receiver, mail_server, telegram, webhook

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 12:00 in Moscow
SERVICES = ("mail", "telegram", "webhook")
Receivers = dict[str, Receiver]


@pytest.fixture
def receivers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receivers]:
    """Yield a running receiver for each of SERVICES."""
    with ExitStack() as open_servers:
        chat, address = open_servers.enter_context(telegram())
        monkeypatch.setattr(TELEGRAM_URL, address)
        mail, hook = (open_servers.enter_context(server()) for server in (mail_server, webhook))
        yield dict(zip(SERVICES, (mail, chat, hook), strict=True))


@pytest.fixture
def folder(tmp_path: Path) -> AlertFolder:
    return AlertFolder(tmp_path)


def send(folder: AlertFolder, now: datetime, *, run_has_ended: bool = True) -> int:
    """Send what is due as a run does at this time; return how many messages were not accepted."""
    return folder.dispatcher().deliver(folder.db, now, run_has_ended=run_has_ended).failed


@pytest.mark.parametrize("failure", ["refuses", "hangs", "dies"])
@pytest.mark.parametrize("service", SERVICES)
def test_a_receiver_that_fails_gets_each_message_once_after_its_pause(
    folder: AlertFolder, receivers: Receivers, service: str, failure: str
) -> None:
    failing = receivers[service]
    others = [receiver for name, receiver in receivers.items() if name != service]
    folder.watch(EVERYTHING, *receivers.values(), now=NOW)
    setattr(failing, failure, True)
    assert send(folder, NOW) == 4
    assert (len(failing.ids), failing.tries) == (0, 1)
    assert [len(other.ids) for other in others] == [4, 4]
    setattr(failing, failure, False)
    assert send(folder, NOW + FIRST_PAUSE / 2) == 4, "it is left alone during its pause"
    assert failing.tries == 1
    assert send(folder, NOW + FIRST_PAUSE) == 0
    for name, receiver in receivers.items():
        assert len(receiver.titles) == len(set(receiver.titles)) == 4, name
    assert (count_waiting(folder.db), failing_receivers(folder.db)) == (0, {})


def test_addresses_taken_out_and_put_back_lose_nothing(
    folder: AlertFolder, receivers: Receivers
) -> None:
    mail, hook = receivers["mail"], receivers["webhook"]
    hook.refuses = True
    folder.watch(BRIDGES, mail, hook, now=NOW)
    send(folder, NOW)
    folder.save(BRIDGES)
    folder.write(NOW)
    send(folder, NOW + timedelta(days=1))
    assert count_waiting(folder.db) == 1, "without an address the message is not sent"
    hook.refuses = False
    folder.save(BRIDGES, mail, hook)
    folder.write(NOW)
    assert send(folder, NOW + timedelta(days=2)) == 0
    assert (len(mail.ids), len(hook.ids), count_waiting(folder.db)) == (1, 1, 0)
    assert mail.ids == hook.ids


@pytest.mark.parametrize(
    ("keys", "early", "due"),
    [
        # The finds are of 12:00 in Moscow, the zone of the alert's region.
        ("every = 'hour'", timedelta(minutes=59), timedelta(hours=1)),
        ("every = 'day'\nat = '08:00'", timedelta(hours=19.9), timedelta(hours=20)),
        ("every = 'day'\ntimezone = 'UTC'", timedelta(hours=22.9), timedelta(hours=23)),
        ("quiet = '11:00-14:30'", timedelta(hours=2.4), timedelta(hours=2.5)),
        ("quiet = '23:00-09:30'\ntimezone = 'UTC'", timedelta(minutes=29), timedelta(minutes=30)),
    ],
)
def test_finds_that_wait_for_their_time_are_one_message(
    folder: AlertFolder, receivers: Receivers, keys: str, early: timedelta, due: timedelta
) -> None:
    alert = f"[[alert]]\nid = 'timed'\nregion = 'RU-PNZ'\nnotify = {{notify}}\n{keys}\n"
    folder.watch(alert, *receivers.values(), now=NOW)
    send(folder, NOW)
    send(folder, NOW + early)
    assert [receiver.tries for receiver in receivers.values()] == [0, 0, 0]
    send(folder, NOW + due)
    send(folder, NOW + due + timedelta(days=3))
    for name, receiver in receivers.items():
        (title,) = receiver.titles
        assert "3 stories" in title, name


def test_edits_removals_and_silences_reach_each_receiver_once(
    folder: AlertFolder, receivers: Receivers
) -> None:
    queries = {"edit": "words = 'мост'", "removal": "words = 'варенье'", "silent-outlet": ""}
    tables = [f"[[alert]]\nid = '{kind}'\nkind = '{kind}'\n{query}\nnotify = {{notify}}\n"
              for kind, query in queries.items()]  # fmt: skip
    folder.watch("".join(tables), *receivers.values(), now=NOW)
    with transaction(folder.db):
        ((text,),) = folder.db.execute("SELECT article_body FROM articles WHERE id = 1").fetchall()
        folder.db.execute("UPDATE articles SET headline = 'Мост через Суру открыт' WHERE id = 1")
        folder.db.execute(
            "INSERT INTO revisions VALUES (1, '2099-01-01T08:00:00Z', 'Мост через Суру открыт', ?)",
            [text],
        )
        ((removed,),) = folder.db.execute(
            "SELECT id FROM articles WHERE story_id = 'jam'"
        ).fetchall()
        write_removal(folder.db, removed, NOW)
        folder.db.execute("UPDATE sources SET status = 'silent' WHERE id = 'vostok'")
    for day in range(2):
        folder.write(NOW + timedelta(days=day))
        send(folder, NOW + timedelta(days=day))
    titles = [
        "Removed: Музей варенья открылся в Наровчате", "Edited: Мост через Суру открыт",
        "Silent: Восточный вестник",
    ]  # fmt: skip
    for name in ("mail", "webhook"):
        assert sorted(receivers[name].titles) == sorted(titles)
    texts = [message["text"] for message in receivers["telegram"].bodies]
    first_lines = [text.split("\n")[0] for text in texts]
    assert sorted(first_lines) == sorted(f"<b>{title}</b>" for title in titles)
    assert any("Before: Новый мост через Суру открыли в Пензе" in text for text in texts)
    items = {body["alert"]["kind"]: body["items"][0] for body in receivers["webhook"].bodies}
    assert items["edit"]["former_headline"] == "Новый мост через Суру открыли в Пензе"
    assert items["silent-outlet"]["status"] == "silent"
    assert items["removal"]["article_id"] == removed
