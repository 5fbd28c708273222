"""A generated database of the real schema, for measuring reads: seeded, Zipf-like words.

Rows go in without the triggers and the search index is filled in one pass, with the same columns
the triggers and ``index_pending`` write; the triggers are put back at the end.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from sqlite_utils import Database

from storage.database import open_database
from storage.stems import stem_text

REGIONS = tuple(
    f"RU-{code}"
    for code in [
        "PNZ",
        "SAM",
        "SAR",
        "MO",
        "TA",
        "NIZ",
        "ULY",
        "ORE",
        "PER",
        "KIR",
        "UD",
        "CHU",
        "CU",
        "BA",
        "SVE",
        "CHE",
        "TYU",
        "OMS",
        "TOM",
        "NVS",
        "KEM",
        "IRK",
        "PRI",
        "KHA",
        "AMU",
    ]
)
SOURCES, DAYS, WORDS, COPY_SHARE = 100, 60, 120, 0.4
SYLLABLES = [
    "ка",
    "ро",
    "ве",
    "ли",
    "на",
    "то",
    "сти",
    "пен",
    "за",
    "мос",
    "ту",
    "ра",
    "бо",
    "де",
    "жи",
    "вол",
    "га",
    "су",
    "шко",
    "ле",
    "ни",
    "дор",
    "го",
    "вра",
    "чи",
]


def build(path: Path, articles: int, now: datetime, seed: int = 1) -> Database:
    """Make the database; returns it open."""
    rng = random.Random(seed)
    db = open_database(path)
    triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA foreign_keys = OFF")
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    _sources(db)
    vocabulary = _vocabulary(rng)
    rows = list(_articles(rng, vocabulary, articles, now))
    db.execute("BEGIN")
    for row in rows:
        _insert(db, row)
    _stories(db, rows)
    db.execute("INSERT INTO search_algorithms VALUES ('russian')")
    db.execute("COMMIT")
    for _, sql in triggers:
        db.execute(sql)
    db.execute("ANALYZE")
    return db


def _sources(db: Database) -> None:
    for n in range(SOURCES):
        region = REGIONS[n % len(REGIONS)]
        db["sources"].insert({
            "id": f"source-{n}", "name": f"Издание {n}", "home": f"https://s{n}.example/",
            "region": region, "timezone": "Europe/Moscow", "language": "ru",
        })  # fmt: skip


def _vocabulary(rng: random.Random) -> tuple[list[str], list[float]]:
    words = sorted({"".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(40_000)})
    rng.shuffle(words)
    return words, list(accumulate(1 / (rank + 3) for rank in range(len(words))))


def _articles(
    rng: random.Random, vocabulary: tuple[list[str], list[float]], count: int, now: datetime
) -> Iterator[dict[str, object]]:
    words, weights = vocabulary
    story = 0
    for n in range(1, count + 1):
        at = now - timedelta(days=DAYS) * (1 - n / count)
        copy = story > 0 and rng.random() < COPY_SHARE
        if not copy:
            story += 1
        text = rng.choices(words, cum_weights=weights, k=WORDS + 8)
        yield {
            "id": n, "source_id": f"source-{rng.randrange(SOURCES)}", "url": f"https://x.example/{n}",
            "headline": " ".join(text[:8]).capitalize(), "article_body": " ".join(text[8:]),
            "date_published": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "story": max(1, story - int(rng.expovariate(0.02))) if copy else story,
            "relation": "reprint" if copy else "original",
        }  # fmt: skip


def _insert(db: Database, row: dict[str, object]) -> None:
    db.conn.execute(
        """INSERT INTO articles (id, source_id, url, headline, article_body, date_published,
            date_published_precision, date_first_seen, date_last_seen, in_language, word_count,
            story_id, relation, article_section)
        VALUES (:id, :source_id, :url, :headline, :article_body, :date_published, 'minute',
            :date_published, :date_published, 'ru', 120, 's' || :story, :relation, 'Общество')""",
        row,
    )
    headline, body = str(row["headline"]), str(row["article_body"])
    stems = stem_text(headline, "ru"), stem_text(body, "ru")
    db.conn.execute("INSERT INTO article_stems VALUES (?, ?, ?)", [row["id"], *stems])
    db.conn.execute(
        "INSERT INTO article_search (rowid, headline, body, headline_stems, body_stems)"
        " VALUES (?, ?, ?, ?, ?)",
        [row["id"], headline, body, *stems],
    )


def _stories(db: Database, rows: list[dict[str, object]]) -> None:
    members: dict[object, list[dict[str, object]]] = {}
    for row in rows:
        members.setdefault(row["story"], []).append(row)
    for story, found in members.items():
        outlets = {str(row["source_id"]) for row in found}
        regions = {REGIONS[int(one.partition("-")[2]) % len(REGIONS)] for one in outlets}
        first = found[0]
        db.conn.execute(
            "INSERT INTO stories VALUES (?, ?, ?, ?, ?, ?, ?)",
            [f"s{story}", first["headline"], first["id"], first["date_published"], len(found),
             len(outlets), json.dumps(sorted(regions))],
        )  # fmt: skip
