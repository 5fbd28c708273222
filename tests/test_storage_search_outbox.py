"""Alerts: one message per story and alert, written with the article, never sent twice."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from scraper.alerts.delivery import _with_id, deliver
from scraper.alerts.loading import load_alerts
from storage.database.sqlite import transaction
from storage.search.outbox import Alert, Message, save_alerts, waiting, write_messages
from tests.sample_news import LONG_AGO, fill

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MAIL, HOOK = "mailto://a:b@example.org", "json://example.org/hook"
BRIDGES = Alert("bridges", "мосты", notify=(MAIL, HOOK))


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return fill(tmp_path / "news.db")


def written(db: Database, *alerts: Alert) -> list[tuple[str, str]]:
    save_alerts(db, alerts, LONG_AGO)
    return all_written(db)


def all_written(db: Database) -> list[tuple[str, str]]:
    with transaction(db):
        write_messages(db, [id_ for (id_,) in db.execute("SELECT id FROM articles")], NOW)
    return [(m.alert, m.story_id) for m in waiting(db)]


def test_a_story_is_announced_once_whatever_number_of_its_copies_match(db: Database) -> None:
    assert written(db, BRIDGES) == [("bridges", "bridge")]
    assert written(db, BRIDGES) == [("bridges", "bridge")], "nothing is written again"


def test_what_was_seen_before_the_alert_was_made_is_no_news(db: Database) -> None:
    after_all = datetime(2100, 1, 1, tzinfo=UTC)
    save_alerts(db, [BRIDGES], after_all)
    assert all_written(db) == []
    assert written(db, BRIDGES) == [], "saved again, the alert is known since the same moment"
    other = Alert("bridges", "мосты | каравай", notify=(MAIL,))
    assert {story for _, story in written(db, other)} == {"bridge", "bread"}
    save_alerts(db, [BRIDGES], after_all)
    db.execute("DELETE FROM outbox")
    assert all_written(db) == [], "other words make it a new alert"


def test_the_first_sight_of_an_outlet_is_no_news(db: Database) -> None:
    db.execute("UPDATE sources SET last_polled_at = NULL WHERE id = 'sura-press'")
    assert written(db, Alert("bank", "Сердобск", notify=(MAIL,))) == []
    assert written(db, Alert("jam", "варенье", notify=(MAIL,))) == [("jam", "jam")]


def test_a_message_waits_while_its_alert_has_no_address(db: Database) -> None:
    written(db, BRIDGES)
    silent = Alert("bridges", "мосты")
    assert deliver(db, [silent], NOW, lambda *_: True).sent == 0
    assert deliver(db, [], NOW, lambda *_: True).sent == 0
    assert deliver(db, [BRIDGES], NOW, lambda *_: True).sent == 1


def test_an_alert_is_narrowed_to_regions_and_sources(db: Database) -> None:
    in_samara = Alert("samara", regions=("RU-SAM",), notify=(MAIL,))
    from_day = Alert("day", "варенье", source_ids=("penza-den",), notify=(MAIL,))
    nowhere = Alert("nowhere", "мост", regions=("RU-PRI",), notify=(MAIL,))
    assert set(written(db, in_samara, from_day, nowhere)) == {
        ("samara", "bridge"), ("samara", "bread"), ("day", "jam"),
    }  # fmt: skip


def test_a_message_is_lost_with_its_transaction_and_only_then(db: Database) -> None:
    save_alerts(db, [BRIDGES], LONG_AGO)
    with pytest.raises(ZeroDivisionError), transaction(db):
        write_messages(db, [1], NOW)
        raise ZeroDivisionError
    assert waiting(db) == []


def test_a_story_that_merges_into_another_is_not_announced_again(db: Database) -> None:
    written(db, Alert("jam", "варенье", notify=(MAIL,)))
    with transaction(db):
        db.execute("UPDATE articles SET story_id = 'bridge' WHERE story_id = 'jam'")
        db.execute("DELETE FROM stories WHERE id = 'jam'")
        db.execute("INSERT INTO story_redirects VALUES ('jam', 'bridge')")
    assert written(db, Alert("jam", "варенье", notify=(MAIL,))) == [("jam", "bridge")]
    assert waiting(db)[0].message_id == "urn:svodka:alert:jam:jam"


def test_what_an_address_accepted_is_not_sent_to_it_again(db: Database) -> None:
    written(db, BRIDGES)
    sent: list[tuple[str, str]] = []

    def only_mail_works(url: str, message: Message) -> bool:
        sent.append((url, message.message_id))
        return url == MAIL

    assert deliver(db, [BRIDGES], NOW, only_mail_works).failed == 1
    assert deliver(db, [BRIDGES], NOW, lambda *_: True).sent == 1
    assert deliver(db, [BRIDGES], NOW, only_mail_works).sent == 0
    message_id = "urn:svodka:alert:bridges:bridge"
    assert sent == [(MAIL, message_id), (HOOK, message_id)]
    assert waiting(db) == []


def test_a_hook_takes_the_message_under_its_id(db: Database) -> None:
    written(db, BRIDGES)
    (message,) = waiting(db)
    assert _with_id(HOOK, message).endswith("?+X-Message-Id=urn:svodka:alert:bridges:bridge")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[alert]]\nwords = 'мост'", "alert 1: id"),
        ("[[alert]]\nid = 'a'", "expected words, a region or a source"),
        ("[[alert]]\nid = 'a'\nword = 'x'", "word: no such key"),
        ("[[alert]]\nid = 'a'\nregion = 'RU-XXX'", "region: expected a code"),
        ("[[alert]]\nid = 'a'\nwords = 'x'\nnotify = 'nonsense://b:secret@c'", "'nonsense:'"),
        ("[[alert]]\nid='a'\nwords='x'\n[[alert]]\nid='a'\nwords='y'", "used twice"),
        ("[alerts", "not valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "alerts.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        load_alerts(path)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)
