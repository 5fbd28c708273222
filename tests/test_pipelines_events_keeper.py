"""Tests that events depend on the set of stories only, in memory and on SQLite."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.events.index import InMemoryEventIndex
from pipelines.events.keeper import EventKeeper, events_of
from pipelines.model import EventStory
from scraper.stories.events import place_events
from storage.database.sqlite import open_database, transaction
from storage.stories.event_index import note_changed
from tests.event_cases import add_source, case, remove, store, stored_events, story


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
@given(newsrooms(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_any_order_and_any_split_into_runs_gives_the_same_events(
    stories: list[EventStory], chance: random.Random, run: int
) -> None:
    shuffled = chance.sample(stories, len(stories))
    index = InMemoryEventIndex()
    keeper = EventKeeper(index)
    for start in range(0, len(shuffled), run):
        batch = shuffled[start : start + run]
        index.known |= {one.id: one for one in batch}
        keeper.place([one.id for one in batch])
    assert _leaders(index) == events_of(stories)


@settings(max_examples=25, deadline=None)
@given(newsrooms(), newsrooms(), st.randoms(use_true_random=False))
def test_revisions_and_removals_leave_what_a_new_computation_would_find(
    stories: list[EventStory], others: list[EventStory], chance: random.Random
) -> None:
    index = InMemoryEventIndex(stories)
    keeper = EventKeeper(index)
    keeper.place([one.id for one in stories])
    for revised in others:
        if chance.random() < 0.4:
            index.known.pop(revised.id, None)
        else:
            index.known[revised.id] = revised
        keeper.place([revised.id])
    assert _leaders(index) == events_of(index.known.values())


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
