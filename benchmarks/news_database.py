"""Generates a database with the tables of a real one, for measuring reads.

The words are random, with frequencies near Zipf's law. For speed, the triggers are dropped while
rows are inserted, and created again at the end. The rows that the triggers would write are inserted
directly. Each outlet copies only from a few others, as real outlets do, and most outlets have some
of the stories.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from sqlite_utils import Database

from pipelines.model import iso_text
from storage.database.sqlite import open_database
from storage.schema.copies_without_advertising import COPIES
from storage.search.stems import stem_text

_CODES = (
    "PNZ SAM SAR MO TA NIZ ULY ORE PER KIR UD CU BA SVE CHE TYU OMS TOM NVS KEM IRK PRI KHA"
    " AMU VOR LIP TAM RYA TUL KLU"
)
REGIONS = tuple(f"RU-{code}" for code in _CODES.split())
ZONES = {"SAM": "Europe/Samara", "SVE": "Asia/Yekaterinburg", "PRI": "Asia/Vladivostok"}
SECTIONS = ("Общество", "Происшествия", "Политика", "Экономика", "Культура", "Спорт")
SOURCES = 120
DAYS = 60  # over which the articles are spread
WORDS = 120  # of an article
COPY_SHARE = 0.4  # of the articles
FOLLOWERS = 8  # outlets that copy from one outlet
HEADLINE_WORDS = 8
VOCABULARY_DRAWS = 40_000  # random words, of which some are equal
BATCH_ARTICLES = 10_000  # of a transaction, so that the write-ahead log stays small
SYLLABLES = (  # noqa: SIM905
    "ка ро ве ли на то сти пен за мос ту ра бо де жи вол га су шко ле ни дор го вра чи"
).split()

Row = dict[str, object]


@dataclass(slots=True)
class _Story:
    number: int
    text: list[int]  # indexes of words: those of the headline, then those of the body
    members: list[Row] = field(default_factory=list)  # some columns of its articles


def build(path: Path, articles: int, now: datetime, seed: int = 1) -> Database:
    """Fill a new database with ``articles`` articles up to ``now``, and return it open."""
    rng = random.Random(seed)
    db = open_database(path)
    triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA foreign_keys = OFF")
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    _insert_sources(db)
    db.execute("INSERT INTO search_algorithms VALUES ('russian')")
    stories: list[_Story] = []
    db.execute("BEGIN")
    for number, row in enumerate(_articles(rng, stories, articles, now), start=1):
        _insert(db, row)
        if number % BATCH_ARTICLES == 0:
            db.execute("COMMIT")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            db.execute("BEGIN")
    for story in stories:
        _insert_story(db, story)
    db.execute("COMMIT")
    for _, sql in triggers:
        db.execute(sql)
    db.execute(f"INSERT INTO copies {COPIES}")
    db.execute("ANALYZE")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return db


def _source_number(source_id: object) -> int:
    """Return the number in an id such as ``source-7``."""
    return int(str(source_id).partition("-")[2])


def _region(source_id: object) -> str:
    return REGIONS[_source_number(source_id) % len(REGIONS)]


def _insert_sources(db: Database) -> None:
    for number in range(SOURCES):
        region = _region(f"source-{number}")
        db.table("sources").insert({
            "id": f"source-{number}", "name": f"Издание {number}",
            "home": f"https://s{number}.example/", "region": region,
            "timezone": ZONES.get(region[3:], "Europe/Moscow"), "language": "ru",
        })  # fmt: skip


def _vocabulary(rng: random.Random) -> tuple[list[str], list[float]]:
    """Return random words, and their cumulative frequencies, the most frequent first."""
    words = sorted({
        "".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(VOCABULARY_DRAWS)
    })  # fmt: skip
    rng.shuffle(words)
    return words, list(accumulate(1 / (rank + 3) for rank in range(len(words))))


def _articles(
    rng: random.Random, stories: list[_Story], count: int, now: datetime
) -> Iterator[Row]:
    """Yield articles in order of publication, and append their stories to ``stories``."""
    words, weights = _vocabulary(rng)
    stems = [stem_text(word, "ru") for word in words]
    indexes = range(len(words))
    followers = [rng.sample(range(SOURCES), FOLLOWERS) for _ in range(SOURCES)]
    for number in range(1, count + 1):
        copied = _copied_story(rng, stories) if rng.random() < COPY_SHARE else None
        if copied is None:
            text = rng.choices(indexes, cum_weights=weights, k=HEADLINE_WORDS + WORDS)
            stories.append(_Story(len(stories), text))
        story = copied or stories[-1]
        published_at = now - timedelta(days=DAYS) * (1 - number / count)
        source = _follower(rng, story, followers) if copied else rng.randrange(SOURCES)
        headline, body = story.text[:HEADLINE_WORDS], story.text[HEADLINE_WORDS:]
        row: Row = {
            "id": number, "source_id": f"source-{source}", "url": f"https://x.example/{number}",
            "headline": " ".join(words[index] for index in headline),
            "article_body": " ".join(words[index] for index in body),
            "headline_stems": " ".join(stems[index] for index in headline),
            "body_stems": " ".join(stems[index] for index in body),
            "date_published": iso_text(published_at.astimezone(UTC)),
            "story": f"s{story.number}", "section": SECTIONS[source % len(SECTIONS)],
            "relation": "reprint" if copied else "original",
        }  # fmt: skip
        columns = ("id", "source_id", "date_published", "headline")
        story.members.append({name: row[name] for name in columns})
        yield row


def _copied_story(rng: random.Random, stories: list[_Story]) -> _Story | None:
    """Return a recent story, most likely one with many articles; None if there is no story."""
    if not stories:
        return None
    # Three random stories, each on average the 50th from the end.
    recent = [stories[-1 - min(int(rng.expovariate(1 / 50)), len(stories) - 1)] for _ in range(3)]
    return max(recent, key=lambda story: len(story.members))


def _follower(rng: random.Random, story: _Story, followers: list[list[int]]) -> int:
    """Return an outlet that copies from the first publisher of the story."""
    first_publisher = _source_number(story.members[0]["source_id"])
    return followers[first_publisher][min(int(rng.expovariate(0.5)), FOLLOWERS - 1)]


def _insert(db: Database, row: Row) -> None:
    db.conn.execute(
        """INSERT INTO articles (id, source_id, url, headline, article_body, date_published,
            date_published_precision, date_first_seen, date_last_seen, in_language, word_count,
            story_id, relation, article_section)
        VALUES (:id, :source_id, :url, :headline, :article_body, :date_published, 'minute',
            :date_published, :date_published, 'ru', 120, :story, :relation, :section)""",
        row,
    )
    texts = [row[key] for key in ("headline_stems", "body_stems")]
    db.conn.execute("INSERT INTO article_stems VALUES (?, ?, ?)", [row["id"], *texts])
    db.conn.execute(
        "INSERT INTO article_search (rowid, headline, body, headline_stems, body_stems)"
        " VALUES (?, ?, ?, ?, ?)",
        [row["id"], row["headline"], row["article_body"], *texts],
    )


def _insert_story(db: Database, story: _Story) -> None:
    outlets = {str(member["source_id"]) for member in story.members}
    first = story.members[0]
    db.conn.execute(
        "INSERT INTO stories VALUES (?, ?, ?, ?, ?, ?, ?)",
        [f"s{story.number}", first["headline"], first["id"], first["date_published"],
         len(story.members), len(outlets), json.dumps(sorted(set(map(_region, outlets))))],
    )  # fmt: skip
    db.conn.executemany(
        "INSERT INTO matches VALUES (?, ?, 1, 1, 'reprint', 1, 1)",
        [(first["id"], other["id"]) for other in story.members[1:]],
    )
