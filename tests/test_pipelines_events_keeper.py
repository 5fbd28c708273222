"""Tests that events depend on the set of stories only, in memory and on SQLite."""

import random
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.events.index import InMemoryEventIndex
from pipelines.events.keeper import EventKeeper, events_of
from pipelines.events.thresholds import DEFAULTS, EventThresholds
from pipelines.model import EventStory, StoryKeys
from scraper.stories.events import place_events
from storage.database.sqlite import open_database, transaction
from storage.stories.event_index import StoredEventIndex, note_changed
from tests.event_cases import (
    PLACED_AGAIN_ONCE,
    add_source,
    placements_around_a_change_of_the_rules,
    random_story,
    remove,
    store,
    stored_events,
    story,
)

# With such a low limit, stems cease to be evidence and become evidence again all the time.
CROWDED = replace(DEFAULTS, max_key_stories=3)
DAY_SECONDS = 86_400
LIMITS = st.sampled_from([DEFAULTS, CROWDED])


@st.composite
def story_lists(draw: st.DrawFn) -> list[EventStory]:
    """Draw stories about three subjects over eight days, which is more than two windows."""
    rng = random.Random(draw(st.integers(0, 10_000)))
    count = draw(st.integers(2, 12))
    return [
        random_story(n, subject=draw(st.integers(0, 2)), hour=draw(st.integers(0, 190)), rng=rng)
        for n in range(count)
    ]


def test_random_stories_form_events_of_several_stories() -> None:
    rng = random.Random(1)
    events = events_of([random_story(n, subject=n % 3, hour=5 * n, rng=rng) for n in range(12)])
    assert len(events) == 12
    assert 3 <= len(set(events.values())) < 10


@settings(max_examples=25, deadline=None)
@given(story_lists(), st.randoms(use_true_random=False), st.integers(1, 4), LIMITS)
def test_any_order_and_any_split_into_runs_gives_the_same_events(
    stories: list[EventStory], rng: random.Random, run_size: int, limits: EventThresholds
) -> None:
    shuffled = rng.sample(stories, len(stories))
    index = InMemoryEventIndex()
    keeper = EventKeeper(index, limits)
    for start in range(0, len(shuffled), run_size):
        batch = shuffled[start : start + run_size]
        index.all_stories |= {event_story.id: event_story for event_story in batch}
        keeper.place([event_story.id for event_story in batch])
    assert _leaders(index) == events_of(stories, limits)


@settings(max_examples=25, deadline=None)
@given(story_lists(), story_lists(), st.randoms(use_true_random=False), LIMITS)
def test_revisions_and_removals_leave_what_a_new_computation_would_find(
    stories: list[EventStory],
    others: list[EventStory],
    rng: random.Random,
    limits: EventThresholds,
) -> None:
    index = InMemoryEventIndex(stories)
    keeper = EventKeeper(index, limits)
    keeper.place([event_story.id for event_story in stories])
    for revised in others:
        if rng.random() < 0.4:
            index.all_stories.pop(revised.id, None)
        else:
            index.all_stories[revised.id] = revised
        keeper.place([revised.id])
    assert _leaders(index) == events_of(index.all_stories.values(), limits)


@settings(max_examples=25, deadline=None)
@given(story_lists(), story_lists(), st.randoms(use_true_random=False), st.integers(1, 4), LIMITS)
def test_stories_that_end_while_others_wait_leave_what_a_new_computation_would_find(
    stories: list[EventStory],
    others: list[EventStory],
    rng: random.Random,
    run_size: int,
    limits: EventThresholds,
) -> None:
    index = InMemoryEventIndex(stories)
    keeper = EventKeeper(index, limits)
    keeper.place([event_story.id for event_story in stories])
    new = [replace(other, id=f"later-{other.id}") for other in others]
    gone = [event_story.id for event_story in rng.sample(stories, len(stories) // 2)]
    index.all_stories |= {event_story.id: event_story for event_story in new}
    for story_id in gone:
        del index.all_stories[story_id]
    waiting = rng.sample([*gone, *(event_story.id for event_story in new)], len(gone) + len(new))
    for start in range(0, len(waiting), run_size):
        keeper.place(waiting[start : start + run_size])
    assert _leaders(index) == events_of(index.all_stories.values(), limits)


def test_a_stem_that_very_many_stories_of_some_days_share_is_no_evidence() -> None:
    """The stem is evidence again when stories are removed, and among stories of other days."""
    first = random_story(0, subject=0, hour=0, rng=random.Random(1))
    stories = [
        story(f"story-{n:02}", first.headline, first.text, f"2026-03-{day:02}T12:00:00Z")
        for n, day in enumerate([2, 3, 5, 5, 20, 21])
    ]
    of_first_days, of_last_days = stories[:4], stories[4:]
    each_alone = {event_story.id: event_story.id for event_story in of_first_days}
    later_event = {event_story.id: "story-04" for event_story in of_last_days}
    two_events = dict.fromkeys(each_alone, "story-00") | later_event
    assert events_of(stories) == two_events
    index = InMemoryEventIndex(stories)
    keeper = EventKeeper(index, CROWDED)
    keeper.place(list(index.all_stories))
    assert _leaders(index) == each_alone | later_event
    assert not keeper.are_compared("story-00", "story-01")
    del index.all_stories["story-03"]
    keeper.place(["story-03"])
    del two_events["story-03"]
    assert _leaders(index) == two_events
    assert keeper.are_compared("story-00", "story-01")


@settings(max_examples=4, deadline=None)
@given(stories=story_lists(), others=story_lists(), rng=st.randoms(use_true_random=False))
def test_sqlite_has_the_events_that_a_new_computation_finds(
    stories: list[EventStory],
    others: list[EventStory],
    rng: random.Random,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    db = open_database(tmp_path_factory.mktemp("events") / "news.db")
    add_source(db)
    stored: dict[str, EventStory] = {}

    def store_or_remove(event_story: EventStory, *, is_removal: bool) -> None:
        with transaction(db):
            if is_removal:
                remove(db, [event_story.id])
                del stored[event_story.id]
            else:
                store(db, event_story)
                stored[event_story.id] = event_story
        if rng.random() < 0.5:
            place_events(db)

    for event_story in rng.sample(stories, len(stories)):
        store_or_remove(event_story, is_removal=False)
    for event_story in others[:4]:
        is_removal = event_story.id in stored and rng.random() < 0.5
        store_or_remove(event_story, is_removal=is_removal)
    place_events(db)
    assert stored_events(db) == events_of(stored.values())
    db.close()


def test_old_features_are_dropped_and_computed_again_when_an_old_story_comes(
    tmp_path: Path,
) -> None:
    db = open_database(tmp_path / "news.db")
    add_source(db)
    rng = random.Random(3)
    old, newest = (
        random_story(1, subject=0, hour=0, rng=rng),
        random_story(2, subject=1, hour=24 * 40, rng=rng),
    )
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
    """The text of the ended story is gone, and so may be its features if the story is old."""
    db = open_database(tmp_path / "news.db")
    add_source(db)
    rng = random.Random(3)
    old, newest, near = (
        random_story(1, subject=0, hour=0, rng=rng),
        random_story(2, subject=1, hour=24 * 40, rng=rng),
        random_story(3, subject=2, hour=960, rng=rng),
    )
    copies = [
        story("story-04", old.headline, old.text, "2026-03-02T09:00:00Z"),
        story("story-05", near.headline, near.text, "2026-04-11T09:00:00Z"),
    ]
    with transaction(db):
        for event_story in (old, newest, near):
            store(db, event_story)
    place_events(db)
    with transaction(db):
        remove(db, [old.id, near.id])
        for event_story in copies:
            store(db, event_story)
    index = StoredEventIndex(db)
    assert set(index.waiting(2)) == {old.id, near.id}
    with transaction(db):
        EventKeeper(index).place([copy.id for copy in copies])
    place_events(db)
    assert stored_events(db) == {
        event_story.id: event_story.id for event_story in (newest, *copies)
    }
    db.close()


class _RecordingIndex(InMemoryEventIndex):
    """An index that records which texts and which days are read."""

    def __init__(self, stories: Iterable[EventStory]) -> None:
        super().__init__(stories)
        self.texts = Counter[str]()
        self.days: list[tuple[int, int]] = []

    def stories(self, ids: Collection[str]) -> dict[str, EventStory]:
        self.texts.update(ids)
        return super().stories(ids)

    def keys(self, first: int, last: int) -> list[StoryKeys]:
        self.days.append((first // DAY_SECONDS, last // DAY_SECONDS))
        return super().keys(first, last)


def test_what_is_evidence_follows_from_stories_of_three_windows() -> None:
    """The first words of A and B are evidence until Y is the fourth story with these words.

    The other words of A and B are no evidence on B's day, since three later stories have them, too.
    """
    first = "Школа экзамен учитель класс студент университет"
    other = "Поезд вагон пассажир вокзал рейс билет"
    stories = [
        story("a", first, f"{other}.", "2026-03-05T12:00:00Z"),
        story("b", first, f"{other}.", "2026-03-08T06:00:00Z"),
        story("x", first, "Мост ремонт асфальт.", "2026-03-02T12:00:00Z"),
        story("y", first, "Дорога река подрядчик.", "2026-03-02T12:00:00Z"),
        *(story(f"z{n}", f"Самолёт {n}", f"{other}.", "2026-03-11T12:00:00Z") for n in range(3)),
    ]
    index = InMemoryEventIndex(stories)
    keeper = EventKeeper(index, CROWDED)
    keeper.place([event_story.id for event_story in stories if event_story.id != "y"])
    assert [edge.ends for edge in index.edges(["a"])] == [("a", "b"), ("a", "x")]
    keeper.place(["y"])
    assert index.edges(["a"]) == []
    assert _leaders(index) == events_of(stories, CROWDED)


def test_a_batch_with_an_old_story_reads_the_days_around_each_and_none_between() -> None:
    rng = random.Random(3)
    hours = {1: -24 * 365 * 10, 2: 0, 3: 70, 4: 140, 5: 310}
    index = _RecordingIndex(
        [random_story(number, subject=0, hour=hour, rng=rng) for number, hour in hours.items()]
    )
    EventKeeper(index).place(["story-03", "story-01", "story-05", "story-02", "story-04"])
    # Ten days on both sides of each story; the three stories in the middle are six days apart.
    assert [last - first for first, last in index.days] == [20, 26, 20]


def test_a_series_of_reports_is_not_compared_pair_by_pair() -> None:
    text = "За сутки пожарные области потушили {} пожаров, дежурные напомнили жителям о правилах."
    index = _RecordingIndex(
        story(f"story-{n:03}", "Сводка пожарных", text.format(n), "2026-03-02T08:00:00Z")
        for n in range(DEFAULTS.max_key_stories + 1)
    )
    EventKeeper(index).place(list(index.all_stories))
    assert set(index.texts.values()) == {1}  # for the features


def test_many_reports_of_one_template_are_read_once_for_a_batch() -> None:
    """The reports are alike but for a number, so each of them is an event."""
    text = (
        "За сутки пожарные области потушили {} пожаров. Техника выезжала в районы, дежурные"
        " напомнили жителям о правилах безопасности и просят звонить по единому номеру."
    )
    index = _RecordingIndex(
        story(f"story-{n:03}", "Сводка пожарных", text.format(n), "2026-03-02T08:00:00Z")
        for n in range(10, 40)
    )
    EventKeeper(index).place(list(index.all_stories))
    assert set(_leaders(index)) == set(_leaders(index).values())
    assert set(index.texts.values()) == {2}  # once for the features, once for the template


def test_a_story_without_its_text_keeps_its_event(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    add_source(db)
    rng = random.Random(3)
    first = random_story(1, subject=0, hour=0, rng=rng)
    copy = story("story-02", first.headline, first.text, "2026-03-02T09:00:00Z")
    with transaction(db):
        store(db, first)
        store(db, copy)
    place_events(db)
    (article_id,) = db.execute(
        "SELECT canonical_article_id FROM stories WHERE id = 'story-02'"
    ).fetchone()
    with transaction(db):
        db.table("articles").update(article_id, {"article_body": ""})
        db.execute(
            "INSERT INTO pruned_texts (article_id, pruned_at) VALUES (?, ?)", [article_id, "2026"]
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
    stories = [
        story(name, text.split(",")[0], text, f"2026-03-02T0{hour}:00:00Z")
        for hour, (name, text) in enumerate(texts.items())
    ]
    assert events_of(stories)["c"] != "a"


def _leaders(index: InMemoryEventIndex) -> dict[str, str]:
    """Return the event of each story, which has the id of the story that leads it."""
    places = index.places(list(index.all_stories))
    return {story_id: place.leader for story_id, place in places.items()}


def test_a_change_of_the_rules_places_all_stories_again_once(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    assert placements_around_a_change_of_the_rules(db) == PLACED_AGAIN_ONCE
    db.close()
