"""Measures how fast signatures are computed, and what it costs to place an article in its story.

``python -m benchmarks.stories.bench_dedup_speed [--stored 10000,100000] [--articles 1000]``
writes its sections of ``benchmarks/results/dedup.md``. All times are CPU time of one core. A text
is random words of real Russian news or, without the shared folder, of a generated list. First the
store is filled with ``--stored`` random signatures spread over a year. Then articles of the last
three days are placed; a quarter of them are copies of other articles.
"""

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

import numpy as np
from datasketch import MinHash
from sqlite_utils import Database

from benchmarks.command_line import argument_parser
from benchmarks.stories.dedup_report import write_section
from benchmarks.stories.random_texts import SENTENCE_WORDS, WORDS_A_TEXT, random_texts
from pipelines.copies.compared_text import text_features
from pipelines.copies.minhash import text_signature
from pipelines.copies.thresholds import DEFAULTS
from pipelines.copies.tokens import words
from pipelines.model import Features
from pipelines.stories.candidates import with_buckets
from pipelines.stories.keeper import StoryKeeper
from storage.database.sqlite import open_database, transaction
from storage.stories.index import SqliteStoryIndex

_SENTENCES = WORDS_A_TEXT // SENTENCE_WORDS
_FILLED_SENTENCES = 8  # of these, with numbers
_SHINGLES = WORDS_A_TEXT - 2  # of three words
ROUNDS = 5  # of timing; the fastest counts
FIRST_DAY = 20_000  # of the stored articles, in days since 1970
DAYS = 365  # over which the stored articles are spread
FILLED_ARTICLES = 20_000  # stored in one call
BATCH_ARTICLES = 100  # placed in one transaction


def _shingles(text: str) -> list[str]:
    lower = [word.lower() for word in words(text)]
    return [" ".join(lower[start : start + 3]) for start in range(len(lower) - 2)]


def _tutorial(texts: Sequence[str]) -> None:
    for text in texts:
        signature = MinHash(num_perm=128)
        for shingle in _shingles(text):
            signature.update(shingle.encode())


def _bulk(texts: Sequence[str]) -> None:
    shingles = [[shingle.encode() for shingle in _shingles(text)] for text in texts]
    MinHash.bulk(shingles, num_perm=128)


def _rensa(texts: Sequence[str]) -> None:
    rensa = import_module("rensa")
    for text in texts:
        rensa.RMinHash(num_perm=128, seed=1).update(_shingles(text))


def _text_dedup(texts: Sequence[str]) -> None:
    """Sign as the minhash script of text-dedup does: xxh3 of shingles, NumPy for an article.

    The permutations of a hash x are (a·x + b) modulo the Mersenne prime 2^61 − 1.
    """
    xxh3 = import_module("xxhash").xxh3_64_intdigest
    rng = np.random.default_rng(1)
    prime = (1 << 61) - 1
    factors = rng.integers(1, prime, 128, dtype=np.uint64)
    summands = rng.integers(0, prime, 128, dtype=np.uint64)
    for text in texts:
        hashes = [xxh3(shingle.encode()) & 0xFFFFFFFF for shingle in _shingles(text)]
        values = np.array(hashes, np.uint64)
        ((np.outer(values, factors) + summands) % np.uint64(prime)).min(axis=0)


def _svodka(texts: Sequence[str]) -> None:
    for text in texts:
        text_signature(text)


def signatures(count: int) -> list[str]:
    """Return a table of ways to compute signatures, each with the fastest of ROUNDS rounds."""
    ways: dict[str, Callable[[Sequence[str]], None]] = {
        "datasketch, tutorial loop": _tutorial,
        "datasketch `MinHash.bulk`": _bulk,
        "rensa `RMinHash`": _rensa,
        "text-dedup's method": _text_dedup,
        "svodka": _svodka,
    }
    signed_texts = random_texts(count, seed=1)
    best_seconds = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, sign in ways.items():
            start = time.process_time()
            try:
                sign(signed_texts)
            except ModuleNotFoundError:
                continue
            best_seconds[name] = min(best_seconds[name], time.process_time() - start)
    rows = [
        f"| {name} | {count / seconds:,.0f} |" if seconds < float("inf") else f"| {name} | – |"
        for name, seconds in best_seconds.items()
    ]
    return ["| from text to signature | articles/s a core |", "|---|---|", *rows]


def fill(db: Database, count: int, seed: int) -> None:
    """Store random features of articles spread over a year."""
    rng = np.random.default_rng(seed)
    index = SqliteStoryIndex(db)
    with transaction(db):
        for start in range(0, count, FILLED_ARTICLES):
            ids = range(start + 1, min(start + FILLED_ARTICLES, count) + 1)
            index.put_features(
                {article_id: _random_features(article_id, count, rng) for article_id in ids}
            )


def _random_features(number: int, count: int, rng: np.random.Generator) -> Features:
    """Return features of an article whose day is that of the ``number``-th of ``count``."""
    signature = rng.integers(0, 1 << 32, 128, dtype=np.uint32)
    templates = rng.integers(-(1 << 31), 1 << 31, _SENTENCES, dtype=np.int64).tolist()
    day = FIRST_DAY + DAYS * number // count
    rank = f"2026-01-01 0 2026-01-01T00:00:00Z {number:016x}"
    filled = np.sort(rng.integers(-(1 << 63), 1 << 63, _FILLED_SENTENCES, dtype=np.int64))
    features = Features(
        signature=signature,
        templates=tuple(templates),
        shingle_count=_SHINGLES,
        day=day,
        rank=rank,
        word_count=WORDS_A_TEXT,
        filled=filled,
    )
    return with_buckets(features, DEFAULTS)


@dataclass(frozen=True, slots=True)
class Placing:
    """What it costs to place articles in their stories."""

    per_second: float  # articles, if their features are known
    per_second_from_text: float  # articles, with the computation of their features
    bytes_per_article: float  # in the index
    opening_seconds: float  # until a keeper on a newly opened file has placed its first article

    def row(self, stored: int) -> str:
        return (
            f"| {stored:,} | {self.per_second:,.0f} | {self.per_second_from_text:,.0f}"
            f" | {self.bytes_per_article:,.0f} | {self.opening_seconds:.2f} s |"
        )


def place(stored: int, count: int) -> Placing:
    """Measure what placing articles costs in a store of a given size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        bytes_per_article = _fill_file(path, stored)
        placed_texts = random_texts(count, seed=4)
        rng = random.Random(3)
        for number in range(0, count, 4):
            original = rng.choice(placed_texts)
            placed_texts[number] = f"{original} Подписывайтесь на наш канал в мессенджере."
        _warm_up()
        with closing(open_database(path)) as db, transaction(db):
            ids = [_add(db, stored + number, text) for number, text in enumerate(placed_texts)]
        start = time.process_time()
        features = {
            article_id: text_features(text)
            for article_id, text in zip(ids, placed_texts, strict=True)
        }
        feature_seconds = time.process_time() - start
        opened = time.perf_counter()
        db = open_database(path)
        keeper = StoryKeeper(SqliteStoryIndex(db))
        with transaction(db):
            keeper.place(ids[:1], features)
        opening_seconds = time.perf_counter() - opened
        start = time.process_time()
        for first in range(1, count, BATCH_ARTICLES):
            with transaction(db):
                keeper.place(ids[first : first + BATCH_ARTICLES], features)
        seconds = time.process_time() - start
        db.close()
        return Placing(
            per_second=count / seconds,
            per_second_from_text=count / (seconds + feature_seconds),
            bytes_per_article=bytes_per_article,
            opening_seconds=opening_seconds,
        )


def _fill_file(path: Path, stored: int) -> float:
    """Fill a new database and return its bytes an article."""
    db = open_database(path)
    db.execute("PRAGMA foreign_keys = OFF")  # features are stored without their articles
    db.execute("PRAGMA cache_size = -200000")  # kB
    fill(db, stored, seed=2)
    db.table("sources").insert(
        {"id": "a", "name": "A", "home": "h", "region": "RU-PNZ", "timezone": "UTC"}
    )
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()
    return path.stat().st_size / stored


def _warm_up() -> None:
    """Read as much text as a run reads in a minute, so that the caches of words are filled."""
    for text in random_texts(500, seed=5):
        text_features(text)


def _add(db: Database, number: int, text: str) -> int:
    """Store an article of one of the last three days, and return its id."""
    day = date.fromordinal(date(1970, 1, 1).toordinal() + FIRST_DAY + DAYS - 1 - number % 3)
    time_text = f"{day}T{number % 24:02}:00:00Z"
    cursor = db.conn.execute(
        "INSERT INTO articles (id, source_id, url, headline, article_body, date_published,"
        " date_first_seen, date_last_seen, word_count) VALUES (?, 'a', ?, 'h', ?, ?, ?, ?, ?)",
        (
            number + 1, f"https://a.example/{number}", text, time_text, time_text, time_text,
            WORDS_A_TEXT,
        ),
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument(
        "--stored",
        default="10000,100000,300000",
        help="sizes of the index, with commas (%(default)s)",
    )
    parser.add_argument(
        "--articles", type=int, default=2000, help="to place in each index (%(default)s)"
    )
    options = parser.parse_args()
    write_section("Speed: text to signature", ("rensa", "xxhash"), signatures(400))
    rows = [
        "| stored | placed/s (query, verify, insert) | from text | index bytes an article"
        " | first one placed after opening |",
        "|---|---|---|---|---|",
    ]
    sizes = map(int, options.stored.split(","))
    rows += [place(stored, options.articles).row(stored) for stored in sizes]
    write_section("Speed: placing articles", (), rows)


if __name__ == "__main__":
    main()
