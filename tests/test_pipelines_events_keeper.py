"""Tests that events depend on the set of stories only, in memory and on SQLite."""

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.events.index import InMemoryEventIndex
from pipelines.events.keeper import EventKeeper, events_of
from pipelines.events.thresholds import DEFAULTS, EventThresholds
from pipelines.model import EventStory
from scraper.stories.events import place_events
from storage.database.sqlite import open_database, transaction
from storage.stories.event_index import StoredEventIndex, note_changed
from tests.event_cases import (
    add_source,
    case,
    expect_events_placed_again_after_a_change_of_the_rules,
    remove,
    store,
    stored_events,
    story,
)

# With such a low limit, stems cease to be evidence and become evidence again all the time.
CROWDED = replace(DEFAULTS, max_key_stories=3)
LIMITS = st.sampled_from([DEFAULTS, CROWDED])


@st.composite
def newsrooms(draw: st.DrawFn) -> list[EventStory]:
    """Draw stories about three subjects over eight days, which is more than two windows."""
    chance = random.Random(draw(st.integers(0, 10_000)))
    count = draw(st.integers(2, 12))
    return [
        case(n, draw(st.integers(0, 2)), draw(st.integers(0, 190)), chance) for n in range(count)
    ]


def test_the_cases_form_events_of_several_stories() -> None:
    chance = random.Random(1)
    events = events_of([case(n, n % 3, 5 * n, chance) for n in range(12)])
    assert len(events) == 12
    assert 3 <= len(set(events.values())) < 10


@settings(max_examples=25, deadline=None)
@given(newsrooms(), st.randoms(use_true_random=False), st.integers(1, 4), LIMITS)
def test_any_order_and_any_split_into_runs_gives_the_same_events(
    stories: list[EventStory], chance: random.Random, run: int, limits: EventThresholds
) -> None:
    shuffled = chance.sample(stories, len(stories))
    index = InMemoryEventIndex()
    keeper = EventKeeper(index, limits)
    for start in range(0, len(shuffled), run):
        batch = shuffled[start : start + run]
        index.known |= {one.id: one for one in batch}
        keeper.place([one.id for one in batch])
    assert _leaders(index) == events_of(stories, limits)


@settings(max_examples=25, deadline=None)
@given(newsrooms(), newsrooms(), st.randoms(use_true_random=False), LIMITS)
def test_revisions_and_removals_leave_what_a_new_computation_would_find(
    stories: list[EventStory],
    others: list[EventStory],
    chance: random.Random,
    limits: EventThresholds,
) -> None:
    index = InMemoryEventIndex(stories)
    keeper = EventKeeper(index, limits)
    keeper.place([one.id for one in stories])
    for revised in others:
        if chance.random() < 0.4:
            index.known.pop(revised.id, None)
        else:
            index.known[revised.id] = revised
        keeper.place([revised.id])
    assert _leaders(index) == events_of(index.known.values(), limits)


@settings(max_examples=25, deadline=None)
@given(newsrooms(), newsrooms(), st.randoms(use_true_random=False), st.integers(1, 4), LIMITS)
def test_stories_that_end_while_others_wait_leave_what_a_new_computation_would_find(
    stories: list[EventStory],
    others: list[EventStory],
    chance: random.Random,
    run: int,
    limits: EventThresholds,
) -> None:
    index = InMemoryEventIndex(stories)
    keeper = EventKeeper(index, limits)
    keeper.place([one.id for one in stories])
    new = [replace(told, id=f"later-{told.id}") for told in others]
    gone = [told.id for told in chance.sample(stories, len(stories) // 2)]
    index.known |= {told.id: told for told in new}
    for story_id in gone:
        del index.known[story_id]
    waiting = chance.sample([*gone, *(told.id for told in new)], len(gone) + len(new))
    for start in range(0, len(waiting), run):
        keeper.place(waiting[start : start + run])
    assert _leaders(index) == events_of(index.known.values(), limits)


def test_a_stem_that_very_many_stories_of_some_days_share_is_no_evidence() -> None:
    """It is evidence again when stories end, and among stories of other days."""
    first = case(0, 0, 0, random.Random(1))
    told = [
        story(f"story-{n:02}", first.headline, first.text, f"2026-03-{day:02}T12:00:00Z")
        for n, day in enumerate([2, 3, 5, 5, 20, 21])
    ]
    alike = {one.id: "story-00" for one in told[:4]} | {one.id: "story-04" for one in told[4:]}
    assert events_of(told) == alike
    index = InMemoryEventIndex(told)
    keeper = EventKeeper(index, CROWDED)
    keeper.place(list(index.known))
    assert _leaders(index) == {one.id: one.id for one in told[:4]} | {
        one.id: "story-04" for one in told[4:]
    }
    assert not keeper.are_compared("story-00", "story-01")
    del index.known["story-03"]
    keeper.place(["story-03"])
    del alike["story-03"]
    assert _leaders(index) == alike
    assert keeper.are_compared("story-00", "story-01")


@settings(max_examples=4, deadline=None)
@given(stories=newsrooms(), others=newsrooms(), chance=st.randoms(use_true_random=False))
def test_sqlite_has_the_events_of_the_set(
    stories: list[EventStory],
    others: list[EventStory],
    chance: random.Random,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    db = open_database(tmp_path_factory.mktemp("events") / "news.db")
    add_source(db)
    kept: dict[str, EventStory] = {}

    def change(told: EventStory, act: Callable[[], None]) -> None:
        with transaction(db):
            act()
        if chance.random() < 0.5:
            place_events(db)

    for told in chance.sample(stories, len(stories)):
        change(told, lambda told=told: store(db, told))
        kept[told.id] = told
    for told in others[:4]:
        if told.id in kept and chance.random() < 0.5:
            change(told, lambda told=told: remove(db, [told.id]))
            del kept[told.id]
        else:
            change(told, lambda told=told: store(db, told))
            kept[told.id] = told
    place_events(db)
    assert stored_events(db) == events_of(kept.values())
    db.close()


def test_old_features_are_dropped_and_computed_again_when_an_old_story_comes(
    tmp_path: Path,
) -> None:
    db = open_database(tmp_path / "news.db")
    add_source(db)
    chance = random.Random(3)
    old, newest = case(1, 0, 0, chance), case(2, 1, 24 * 40, chance)
    late = story("story-03", old.headline, old.text, "2026-03-02T09:00:00Z")
    with transaction(db):
        store(db, old)
        store(db, newest)
    place_events(db)
    assert db.execute("SELECT story_id FROM event_features").fetchall() == [(newest.id,)]
    with transaction(db):
        store(db, late)
    place_events(db)
    assert stored_events(db)[late.id] == old.id
    db.close()


def test_a_story_that_ended_and_waits_has_no_part_in_the_event_of_a_new_one(
    tmp_path: Path,
) -> None:
    """Its text is gone, and its features may have been dropped because it is old."""
    db = open_database(tmp_path / "news.db")
    add_source(db)
    chance = random.Random(3)
    old, newest, near = case(1, 0, 0, chance), case(2, 1, 24 * 40, chance), case(3, 2, 960, chance)
    copies = [
        story("story-04", old.headline, old.text, "2026-03-02T09:00:00Z"),
        story("story-05", near.headline, near.text, "2026-04-11T09:00:00Z"),
    ]
    with transaction(db):
        for told in (old, newest, near):
            store(db, told)
    place_events(db)
    with transaction(db):
        remove(db, [old.id, near.id])
        for told in copies:
            store(db, told)
    index = StoredEventIndex(db)
    assert set(index.waiting(2)) == {old.id, near.id}
    with transaction(db):
        EventKeeper(index).place([told.id for told in copies])
    place_events(db)
    assert stored_events(db) == {told.id: told.id for told in (newest, *copies)}
    db.close()


class _ReadStories(InMemoryEventIndex):
    """Notes what is read of the index."""

    def __init__(self, stories: Iterable[EventStory]) -> None:
        super().__init__(stories)
        self.texts = Counter[str]()
        self.days: list[tuple[int, int]] = []

    def stories(self, ids: Collection[str]) -> dict[str, EventStory]:
        self.texts.update(ids)
        return super().stories(ids)

    def keys(self, first: int, last: int) -> list[tuple[str, int, bytes]]:
        self.days.append((first // 86_400, last // 86_400))
        return super().keys(first, last)


def test_what_is_evidence_follows_from_stories_of_three_windows() -> None:
    """A and B share their first words until Y tells of them, and then too few that are evidence.

    Their other words are no evidence on B's day, because of stories six days after A.
    """
    first = "Школа экзамен учитель класс студент университет"
    other = "Поезд вагон пассажир вокзал рейс билет"
    told = [
        story("a", first, f"{other}.", "2026-03-05T12:00:00Z"),
        story("b", first, f"{other}.", "2026-03-08T06:00:00Z"),
        story("x", first, "Мост ремонт асфальт.", "2026-03-02T12:00:00Z"),
        story("y", first, "Дорога река подрядчик.", "2026-03-02T12:00:00Z"),
        *(story(f"z{n}", f"Самолёт {n}", f"{other}.", "2026-03-11T12:00:00Z") for n in range(3)),
    ]
    index = InMemoryEventIndex(told)
    keeper = EventKeeper(index, CROWDED)
    keeper.place([one.id for one in told if one.id != "y"])
    assert [edge.ends for edge in index.edges(["a"])] == [("a", "b"), ("a", "x")]
    keeper.place(["y"])
    assert index.edges(["a"]) == []
    assert _leaders(index) == events_of(told, CROWDED)


def test_a_batch_with_an_old_story_reads_the_days_around_each_and_none_between() -> None:
    chance = random.Random(3)
    hours = {1: -24 * 365 * 10, 2: 0, 3: 70, 4: 140, 5: 310}
    index = _ReadStories([case(number, 0, hour, chance) for number, hour in hours.items()])
    EventKeeper(index).place(["story-03", "story-01", "story-05", "story-02", "story-04"])
    assert [last - first for first, last in index.days] == [20, 26, 20]


def test_a_series_of_reports_is_not_compared_pair_by_pair() -> None:
    text = "За сутки пожарные области потушили {} пожаров, дежурные напомнили жителям о правилах."
    index = _ReadStories(
        story(f"story-{n:03}", "Сводка пожарных", text.format(n), "2026-03-02T08:00:00Z")
        for n in range(DEFAULTS.max_key_stories + 1)
    )
    EventKeeper(index).place(list(index.known))
    assert set(index.texts.values()) == {1}  # for the features


def test_many_reports_of_one_template_are_read_once_for_a_batch() -> None:
    """They are all alike, and differ by a number, so that each is an event."""
    text = (
        "За сутки пожарные области потушили {} пожаров. Техника выезжала в районы, дежурные"
        " напомнили жителям о правилах безопасности и просят звонить по единому номеру."
    )
    index = _ReadStories(
        story(f"story-{n:03}", "Сводка пожарных", text.format(n), "2026-03-02T08:00:00Z")
        for n in range(10, 40)
    )
    EventKeeper(index).place(list(index.known))
    assert set(_leaders(index)) == set(_leaders(index).values())
    assert set(index.texts.values()) == {2}  # once for the features, once for the template


def test_a_story_without_its_text_keeps_its_event(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    add_source(db)
    chance = random.Random(3)
    first = case(1, 0, 0, chance)
    copy = story("story-02", first.headline, first.text, "2026-03-02T09:00:00Z")
    with transaction(db):
        store(db, first)
        store(db, copy)
    place_events(db)
    (pruned,) = db.execute(
        "SELECT canonical_article_id FROM stories WHERE id = 'story-02'"
    ).fetchone()
    with transaction(db):
        db["articles"].update(pruned, {"article_body": ""})
        db.execute(
            "INSERT INTO pruned_texts (article_id, pruned_at) VALUES (?, ?)", [pruned, "2026"]
        )
        note_changed(db, ["story-02"])
    place_events(db)
    assert stored_events(db) == {first.id: first.id, "story-02": first.id}
    assert db.execute("SELECT * FROM events_to_place").fetchall() == []
    db.close()


def test_a_story_follows_only_a_leader() -> None:
    """A chain of stories, each like the one before, is no single event."""
    texts = {
        "a": "Мост через реку отремонтирует подрядчик, самосвалы везут сваи к набережной.",
        "b": "Подрядчик с самосвалами у набережной: директор школы жалуется, ученики опаздывают.",
        "c": "Директор школы и ученики ждут каникулы, бассейн и спортзал получили лицензию.",
    }
    told = [
        story(name, text.split(",")[0], text, f"2026-03-02T0{hour}:00:00Z")
        for hour, (name, text) in enumerate(texts.items())
    ]
    assert events_of(told)["c"] != "a"


def _leaders(index: InMemoryEventIndex) -> dict[str, str]:
    return {one: place.leader for one, place in index.places(list(index.known)).items()}


def test_a_change_of_the_rules_places_all_stories_again_once(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    expect_events_placed_again_after_a_change_of_the_rules(db)
    db.close()
