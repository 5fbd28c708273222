"""Makes stories for tests of events, and stores them as rows of articles and stories."""

import random
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from pipelines.model import EventStory, StoryMember, event_moment, iso_text
from scraper.stories.events import place_events
from storage.database.protocols import Store
from storage.database.sqlite import transaction
from storage.stories.event_index import note_changed

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
_SUBJECTS = [
    words.split()
    for words in (
        "мост ремонт строительство дорога подрядчик река рабочий движение проект участок асфальт",
        "школа ученик ребёнок директор учитель образование класс экзамен студент университет семья",
        "поезд вагон пассажир вокзал самолёт маршрут рейс водитель авиакомпания аэропорт билет",
    )
]
_PLAIN = "город область житель власть время работа новый первый большой говорить сообщить".split()  # noqa: SIM905


def random_story(number: int, subject: int, hour: int, rng: random.Random) -> EventStory:
    """Return a story about one of three subjects, some hours after START."""
    words = rng.sample(_SUBJECTS[subject], 7) + rng.sample(_PLAIN, 3)
    rng.shuffle(words)
    headline = " ".join(rng.sample(_SUBJECTS[subject], 2)).capitalize()
    published = iso_text(START + timedelta(hours=hour))
    return story(f"story-{number:02}", headline, " ".join(words).capitalize() + ".", published)


def story(story_id: str, headline: str, text: str, published: str) -> EventStory:
    """Return a story of one article that was published at a time as the database stores it."""
    member = StoryMember(0, _url(story_id), "", date_published=published)
    return EventStory(story_id, headline, text, member.rank, event_moment(published))


def add_source(db: Store) -> None:
    """Store the outlet of all these stories."""
    db.conn.execute(
        "INSERT INTO sources (id, name, home, region, timezone)"
        " VALUES ('alpha', 'Alpha', 'https://alpha.example/', 'RU-PNZ', 'UTC')"
    )


def store(db: Store, saved: EventStory) -> None:
    """Store or replace a story with its one article, as a run does."""
    published = iso_text(datetime.fromtimestamp(saved.moment, UTC))
    remove(db, [saved.id])
    (article_id,) = db.conn.execute(
        "INSERT INTO articles (source_id, url, headline, article_body, date_published,"
        " date_first_seen, date_last_seen, word_count, relation)"
        " VALUES ('alpha', ?1, ?2, ?3, ?4, ?4, ?4, 1, 'original') RETURNING id",
        (_url(saved.id), saved.headline, saved.text, published),
    ).fetchone()
    db.conn.execute(
        "INSERT INTO stories (id, headline, canonical_article_id, date_first_published,"
        " article_count, source_count, regions) VALUES (?, ?, ?, ?, 1, 1, '[]')",
        (saved.id, saved.headline, article_id, published),
    )
    db.conn.execute("UPDATE articles SET story_id = ? WHERE id = ?", (saved.id, article_id))
    note_changed(db, [saved.id])


def remove(db: Store, story_ids: Collection[str]) -> None:
    """Delete the stories and their articles."""
    for story_id in story_ids:
        db.conn.execute("UPDATE articles SET story_id = NULL WHERE story_id = ?", (story_id,))
        db.conn.execute("DELETE FROM stories WHERE id = ?", (story_id,))
        db.conn.execute("DELETE FROM articles WHERE url = ?", (_url(story_id),))
    note_changed(db, story_ids)


def stored_events(db: Store) -> dict[str, str]:
    """Return story id → event id of all stored stories."""
    return dict(db.execute("SELECT story_id, event_id FROM event_stories").fetchall())


APART = {"story-01": "story-01", "story-02": "story-02"}  # story → event
JOINED = {"story-01": "story-01", "story-02": "story-01"}
# What ``placements_around_a_change_of_the_rules`` returns if all stories are placed again once.
PLACED_AGAIN_ONCE = [(2, APART), (0, JOINED), (2, APART), (0, APART)]


def placements_around_a_change_of_the_rules(db: Store) -> list[tuple[int, dict[str, str]]]:
    """Return the number of placed stories, and all stored events, after each of four runs.

    Before the second run an event is stored that other rules formed of two stories. Before the
    third run the version of the rules changes.
    """
    rng = random.Random(3)
    one = random_story(1, subject=0, hour=0, rng=rng)
    other = random_story(2, subject=1, hour=1, rng=rng)
    add_source(db)
    with transaction(db):
        store(db, one)
        store(db, other)
    runs = [(place_events(db), stored_events(db))]
    with transaction(db):
        db.conn.execute(
            "INSERT INTO event_edges (story_id, other_id, cosine) VALUES (?, ?, ?)",
            (one.id, other.id, 900_000),  # millionths
        )
        db.conn.execute("UPDATE event_stories SET event_id = ?", (one.id,))
    runs.append((place_events(db), stored_events(db)))
    with transaction(db):
        db.conn.execute("UPDATE rule_versions SET version = version - 1")
    runs.append((place_events(db), stored_events(db)))
    runs.append((place_events(db), stored_events(db)))
    return runs


def _url(story_id: str) -> str:
    return f"https://alpha.example/{story_id}"
