"""Generates a database of the real schema for measuring reads.

The words are random, with frequencies near Zipf's law. For speed the triggers are dropped while
rows are inserted, and created again at the end. The rows that the triggers would write are inserted
directly. Each outlet copies only from a few others, as real outlets do, and some stories reach most
outlets.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from sqlite_utils import Database

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
BATCH = 10_000  # articles of a transaction, so that the write-ahead log stays small
SYLLABLES = (  # noqa: SIM905
    "ка ро ве ли на то сти пен за мос ту ра бо де жи вол га су шко ле ни дор го вра чи"
).split()

Row = dict[str, object]


@dataclass(slots=True)
class _Story:
    number: int
    text: list[int]
    members: list[Row] = field(default_factory=list)


def build(path: Path, articles: int, now: datetime, seed: int = 1) -> Database:
    """Fill a new database with ``articles`` articles up to ``now``, and return it open."""
    rng = random.Random(seed)
    db = open_database(path)
    triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA foreign_keys = OFF")
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    _sources(db)
    db.execute("INSERT INTO search_algorithms VALUES ('russian')")
    stories: list[_Story] = []
    db.execute("BEGIN")
    for n, row in enumerate(_articles(rng, stories, articles, now), start=1):
        _insert(db, row)
        if n % BATCH == 0:
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


def _region(source_id: object) -> str:
    return REGIONS[int(str(source_id).partition("-")[2]) % len(REGIONS)]


def _sources(db: Database) -> None:
    for n in range(SOURCES):
        region = _region(f"source-{n}")
        db["sources"].insert({
            "id": f"source-{n}", "name": f"Издание {n}", "home": f"https://s{n}.example/",
            "region": region, "timezone": ZONES.get(region[3:], "Europe/Moscow"), "language": "ru",
        })  # fmt: skip


def _vocabulary(rng: random.Random) -> tuple[list[str], list[float]]:
    words = sorted({"".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(40_000)})
    rng.shuffle(words)
    return words, list(accumulate(1 / (rank + 3) for rank in range(len(words))))


def _articles(
    rng: random.Random, stories: list[_Story], count: int, now: datetime
) -> Iterator[Row]:
    """Yield articles in order of publication, and append their stories to ``stories``."""
    words, weights = _vocabulary(rng)
    stems = [stem_text(word, "ru") for word in words]
    every = range(len(words))
    followers = [rng.sample(range(SOURCES), FOLLOWERS) for _ in range(SOURCES)]
    for n in range(1, count + 1):
        copied = _copied(rng, stories) if rng.random() < COPY_SHARE else None
        if copied is None:
            stories.append(
                _Story(len(stories), rng.choices(every, cum_weights=weights, k=WORDS + 8))
            )
        story = copied or stories[-1]
        at = now - timedelta(days=DAYS) * (1 - n / count)
        source = _follower(rng, story, followers) if copied else rng.randrange(SOURCES)
        row: Row = {
            "id": n, "source_id": f"source-{source}", "url": f"https://x.example/{n}",
            "headline": " ".join(words[i] for i in story.text[:8]),
            "article_body": " ".join(words[i] for i in story.text[8:]),
            "headline_stems": " ".join(stems[i] for i in story.text[:8]),
            "body_stems": " ".join(stems[i] for i in story.text[8:]),
            "date_published": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "story": f"s{story.number}", "section": SECTIONS[source % len(SECTIONS)],
            "relation": "reprint" if copied else "original",
        }  # fmt: skip
        story.members.append({k: row[k] for k in ("id", "source_id", "date_published", "headline")})
        yield row


def _copied(rng: random.Random, stories: list[_Story]) -> _Story | None:
    """Return a recent story, most likely one with many articles; None if there is no story."""
    if not stories:
        return None
    few = [stories[-1 - min(int(rng.expovariate(0.02)), len(stories) - 1)] for _ in range(3)]
    return max(few, key=lambda story: len(story.members))


def _follower(rng: random.Random, story: _Story, followers: list[list[int]]) -> int:
    first = int(str(story.members[0]["source_id"]).partition("-")[2])
    return followers[first][min(int(rng.expovariate(0.5)), FOLLOWERS - 1)]


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
    outlets = {str(one["source_id"]) for one in story.members}
    first = story.members[0]
    db.conn.execute(
        "INSERT INTO stories VALUES (?, ?, ?, ?, ?, ?, ?)",
        [f"s{story.number}", first["headline"], first["id"], first["date_published"],
         len(story.members), len(outlets), json.dumps(sorted({_region(one) for one in outlets}))],
    )  # fmt: skip
    db.conn.executemany(
        "INSERT INTO matches VALUES (?, ?, 1, 1, 'reprint', 1, 1)",
        [(first["id"], other["id"]) for other in story.members[1:]],
    )
