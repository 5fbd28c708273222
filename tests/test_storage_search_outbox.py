"""Tests that the finds of alerts are stored once, and sent once to each address."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.alerts.delivery import Delivery, Dispatcher
from scraper.alerts.forms import RenderedMessage
from scraper.alerts.services import Receiver
from scraper.alerts.wording import Style
from storage.articles.export import ExportFilters, export_rows
from storage.browse.outlets import load_outlets
from storage.browse.pages.search import found_stories
from storage.browse.question import Question
from storage.database.sqlite import transaction
from storage.search.alerts import Alert, matching_stories, save_alerts
from storage.search.outbox import count_waiting, write_finds, write_removal, write_silences
from storage.search.receivers import FIRST_PAUSE, MAX_PAUSE, failing_receivers
from tests.sample_news import LONG_AGO, fill

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MAIL, HOOK = "mailto://a:b@example.org", "json://example.org/hook"
BRIDGES = Alert("bridges", "мосты", notify=(MAIL, HOOK))
EVERYTHING = Alert("all", regions=("RU-PNZ", "RU-SAM", "RU-PRI"), notify=(HOOK,))


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return fill(tmp_path / "news.db")


def saved_and_matched(db: Database, *alerts: Alert) -> list[tuple[str, str]]:
    """Save alerts, match every article with all saved ones, and return all finds."""
    save_alerts(db, alerts, LONG_AGO)
    return matched(db)


def matched(db: Database) -> list[tuple[str, str]]:
    """Match every article with the saved alerts, and return all finds."""
    with transaction(db):
        write_finds(db, [article["id"] for article in db["articles"].rows], NOW)
    return finds(db)


def finds(db: Database) -> list[tuple[str, str]]:
    """Return the alert and the story of each find that is stored."""
    return db.execute("SELECT alert, story_id FROM outbox ORDER BY id").fetchall()


class FakeSender:
    """Stands in for the services: records each message, and refuses those to given addresses."""

    def __init__(self, *refusing: str) -> None:
        self.refusing = set(refusing)
        self.sent: list[tuple[str, str]] = []
        self.messages: list[RenderedMessage] = []

    def __call__(self, receiver: Receiver, rendered: RenderedMessage) -> bool:
        self.sent.append((receiver.url, rendered.message_id))
        self.messages.append(rendered)
        return receiver.url not in self.refusing


def deliver(db: Database, alert: Alert, sender: FakeSender, now: datetime = NOW) -> Delivery:
    """Send the finds of an alert that wait, after the end of a run."""
    return Dispatcher([alert], Style(), sender).deliver(db, now, run_has_ended=True)


def test_a_story_is_announced_once_however_many_of_its_copies_match(db: Database) -> None:
    assert saved_and_matched(db, BRIDGES) == [("bridges", "bridge")]
    assert saved_and_matched(db, BRIDGES) == [("bridges", "bridge")], "nothing is written again"


def test_articles_first_seen_before_the_alert_existed_are_not_found(db: Database) -> None:
    after_all = datetime(2100, 1, 1, tzinfo=UTC)
    save_alerts(db, [BRIDGES], after_all)
    assert matched(db) == []
    again = saved_and_matched(db, BRIDGES)
    assert again == [], "an alert that is saved again keeps the time it was first saved"
    other = Alert("bridges", "мосты | каравай", notify=(MAIL,))
    assert {story for _, story in saved_and_matched(db, other)} == {"bridge", "bread"}
    save_alerts(db, [BRIDGES], after_all)
    db.execute("DELETE FROM outbox")
    assert matched(db) == [], "other words make it a new alert"


def test_articles_of_an_outlet_that_was_never_polled_are_not_found(db: Database) -> None:
    db.execute("UPDATE sources SET last_polled_at = NULL WHERE id = 'sura-press'")
    assert saved_and_matched(db, Alert("bank", "Сердобск", notify=(MAIL,))) == []
    assert saved_and_matched(db, Alert("jam", "варенье", notify=(MAIL,))) == [("jam", "jam")]


def test_a_message_waits_while_its_alert_has_no_address(db: Database) -> None:
    saved_and_matched(db, BRIDGES)
    assert deliver(db, Alert("bridges", "мосты"), FakeSender()).sent == 0
    assert Dispatcher([], Style(), FakeSender()).deliver(db, NOW, run_has_ended=True).sent == 0
    assert deliver(db, BRIDGES, FakeSender()).sent == 1


def test_an_alert_is_narrowed_to_regions_and_sources(db: Database) -> None:
    in_samara = Alert("samara", regions=("RU-SAM",), notify=(MAIL,))
    from_day = Alert("day", "варенье", source_ids=("penza-den",), notify=(MAIL,))
    nowhere = Alert("nowhere", "мост", regions=("RU-PRI",), notify=(MAIL,))
    assert set(saved_and_matched(db, in_samara, from_day, nowhere)) == {
        ("samara", "bridge"), ("samara", "bread"), ("day", "jam"),
    }  # fmt: skip


def test_a_find_is_rolled_back_with_its_transaction(db: Database) -> None:
    save_alerts(db, [BRIDGES], LONG_AGO)
    with pytest.raises(ZeroDivisionError), transaction(db):
        write_finds(db, [1], NOW)
        raise ZeroDivisionError
    assert finds(db) == []


def test_a_story_that_merges_into_another_is_not_announced_again(db: Database) -> None:
    jam = Alert("jam", "варенье", notify=(MAIL,))
    saved_and_matched(db, jam)
    with transaction(db):
        db.execute("UPDATE articles SET story_id = 'bridge' WHERE story_id = 'jam'")
        db.execute("DELETE FROM stories WHERE id = 'jam'")
        db.execute("INSERT INTO story_redirects VALUES ('jam', 'bridge')")
    assert saved_and_matched(db, jam) == [("jam", "jam")]
    sender = FakeSender()
    deliver(db, jam, sender)
    assert sender.sent == [(MAIL, "urn:svodka:alert:jam:jam")]
    of_merged_story = "Новый мост через Суру открыли в Пензе"
    assert sender.messages[0].title == of_merged_story


def test_a_message_is_not_sent_again_to_an_address_that_accepted_it(db: Database) -> None:
    saved_and_matched(db, BRIDGES)
    message = "urn:svodka:alert:bridges:bridge"
    sender = FakeSender(HOOK)
    assert deliver(db, BRIDGES, sender).failed == 1
    assert deliver(db, BRIDGES, FakeSender(), NOW + FIRST_PAUSE).sent == 1
    assert deliver(db, BRIDGES, sender, NOW + FIRST_PAUSE).sent == 0
    assert sender.sent == [(MAIL, message), (HOOK, message)]
    assert count_waiting(db) == 0


def test_three_stories_are_sent_at_once_and_the_rest_of_the_run_as_one_list(db: Database) -> None:
    saved_and_matched(db, EVERYTHING)
    sender = FakeSender()
    dispatcher = Dispatcher([EVERYTHING], Style(), sender)
    assert dispatcher.deliver(db, NOW, run_has_ended=False).sent == 3
    again = dispatcher.deliver(db, NOW, run_has_ended=False)
    assert again.sent == 3, "two stories wait for the end"
    assert dispatcher.deliver(db, NOW, run_has_ended=True).sent == 4
    assert len(sender.messages[-1].payload["items"]) == 2
    assert sender.messages[-1].title == "all: 2 stories"
    assert len({message for _, message in sender.sent}) == 4


def test_a_list_keeps_its_content_and_id_until_each_receiver_has_it(db: Database) -> None:
    alert = Alert("all", regions=EVERYTHING.regions, notify=(MAIL, HOOK))
    db.execute("UPDATE sources SET last_polled_at = NULL WHERE id = 'vostok'")
    saved_and_matched(db, alert)
    first, second = FakeSender(HOOK), FakeSender()  # at first the hook refuses
    deliver(db, alert, first)
    db.execute("UPDATE sources SET last_polled_at = '2026-11-23T00:00:00Z'")
    matched(db)  # one more story, of the outlet that was new
    deliver(db, alert, second, NOW + FIRST_PAUSE)
    by_mail = [message for url, message in first.sent + second.sent if url == MAIL]
    by_hook = [message for url, message in second.sent if url == HOOK]
    assert len(by_mail) == len(set(by_mail)) == 5
    assert set(by_hook) == set(by_mail)


def test_a_failing_receiver_is_tried_again_after_longer_and_longer_pauses(db: Database) -> None:
    saved_and_matched(db, EVERYTHING)
    sender = FakeSender(HOOK)
    now = NOW
    pauses = []
    for _ in range(12):
        before = len(sender.sent)
        newly_failing = deliver(db, EVERYTHING, sender, now).newly_failing
        assert len(sender.sent) == before + 1, "only one of the messages is tried"
        assert bool(newly_failing) == (before == 0), "a receiver is named when it begins to fail"
        (failing,) = failing_receivers(db).values()
        pauses.append(failing.next_try_at - now)
        deliver(db, EVERYTHING, sender, failing.next_try_at - timedelta(seconds=1))
        assert len(sender.sent) == before + 1, "it is not tried before its time"
        now = failing.next_try_at
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-1] == MAX_PAUSE
    assert deliver(db, EVERYTHING, FakeSender(), now).sent == 4
    assert failing_receivers(db) == {}


def test_an_edit_is_announced_with_the_headline_before_it(db: Database) -> None:
    edits = Alert("edits", "мост", notify=(HOOK,), kind="edit")
    assert saved_and_matched(db, edits, Alert("jam", "варенье", notify=(HOOK,), kind="edit")) == []
    with transaction(db):
        body = db.table("articles").get(1)["article_body"]
        db.execute("UPDATE articles SET headline = 'Мост через Суру открыт' WHERE id = 1")
        db.execute(
            "INSERT INTO revisions VALUES (1, '2099-11-30T08:00:00Z', 'Мост через Суру открыт', ?)",
            [body],
        )
    assert matched(db) == [("edits", "bridge")]
    assert matched(db) == [("edits", "bridge")], "one edit is one find"
    sender = FakeSender()
    deliver(db, edits, sender)
    assert sender.messages[0].title == "Edited: Мост через Суру открыт"
    assert "Before: Новый мост через Суру открыли в Пензе" in sender.messages[0].text


def test_a_removal_and_a_silent_outlet_are_announced_once(db: Database) -> None:
    removed = Alert("removed", "мост", notify=(HOOK,), kind="removal")
    silent = Alert("silent", regions=("RU-SAM",), notify=(HOOK,), kind="silent-outlet")
    save_alerts(db, [removed, silent], LONG_AGO)
    with transaction(db):
        write_removal(db, 1, NOW)
        write_removal(db, 4, NOW)
    db.execute("UPDATE sources SET status = 'silent'")
    write_silences(db, NOW)
    write_silences(db, NOW + timedelta(days=1))
    sender = FakeSender()
    Dispatcher([removed, silent], Style(), sender).deliver(db, NOW, run_has_ended=True)
    assert [rendered.title for rendered in sender.messages] == [
        "Removed: Новый мост через Суру открыли в Пензе", "Silent: Волга. Новости",
    ]  # fmt: skip


def test_finds_whose_article_was_deleted_are_no_message(db: Database) -> None:
    saved_and_matched(db, BRIDGES)
    with transaction(db):
        db.execute("UPDATE articles SET story_id = NULL WHERE story_id = 'bridge'")
        db.execute("DELETE FROM stories WHERE id = 'bridge'")
    sender = FakeSender()
    deliver(db, BRIDGES, sender)
    assert (sender.sent, count_waiting(db)) == ([], 0)


# The stories that a query finds.
OPERATORS = {
    "каравай OR варенья": {"bread", "jam"},
    "каравай | варенья": {"bread", "jam"},
    "каравай ИЛИ варенья": {"bread", "jam"},
    "(каравай | мост) самара": {"bread"},
    "-мост -тигр": {"bread", "jam", "bank"},
    "title:банк": {"bank"},
    "title:клиентов": set(),
    '"испекли каравай"': {"bread"},
    '"испечь каравай"': set(),
    "варень*": {"jam"},
    "-source:vostok -region:RU-PNZ -мост": {"bread"},
    "source:vostok": {"tiger"},
    'source:"Волга. Новости" -мост': {"bread"},
    "region:RU-PRI": {"tiger"},
    "мост before:2000-01-01": set(),
    "мост after:2000-01-01": {"bridge"},
}


@pytest.mark.parametrize("words", OPERATORS)
def test_an_alert_its_feed_and_an_export_find_what_the_search_finds(
    db: Database, words: str
) -> None:
    alert = Alert("one", words, notify=(HOOK,))
    assert {story for _, story in saved_and_matched(db, alert)} == OPERATORS[words]
    assert set(matching_stories(db.conn, alert, None, NOW)) == OPERATORS[words]
    assert set(exported_ids(db, words)) == OPERATORS[words]
    stories, *_ = found_stories(db.conn, Question(words), load_outlets(db.conn))
    assert {story_id for story_id, _ in stories} == OPERATORS[words]


def exported_ids(db: Database, words: str) -> list[object]:
    """Return the ids of the stories that an export for the words has."""
    names, rows = export_rows(db, "stories", ExportFilters(words=words))
    return [row[names.index("id")] for row in rows]


def test_an_export_of_a_pasted_address_has_its_story_alone(db: Database) -> None:
    ((url,),) = db.execute("SELECT url FROM articles WHERE story_id = 'jam'").fetchall()
    assert exported_ids(db, f"{url}?utm_source=mail") == ["jam"]
