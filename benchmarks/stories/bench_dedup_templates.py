"""Measures what an article costs when a part of the articles consist of the same stock phrases.

``python -m benchmarks.stories.bench_dedup_templates [SIZE…]`` writes its section of
``benchmarks/results/dedup.md``. A report from a template has 12 of 24 stock phrases in any order,
each with other numbers; the other articles are random words of real news. An SQLite file holds a
month of articles. The processor time of placing the last articles is measured, with the computation
of their signatures and with the transactions. Of all earlier articles only the features are stored.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np
from sqlite_utils import Database

from benchmarks.command_line import argument_parser
from benchmarks.stories.dedup_report import write_section
from benchmarks.stories.random_texts import random_texts
from pipelines.copies.compared_text import text_features
from pipelines.copies.thresholds import DEFAULTS
from pipelines.model import Features, StoryMember, iso_text
from pipelines.stories.candidates import stored_features, with_buckets
from pipelines.stories.keeper import StoryKeeper
from storage.database.sqlite import open_database, transaction
from storage.stories.index import SqliteStoryIndex

PHRASES = 24
_PHRASES_A_REPORT = 12
_WORDS_A_PHRASE = 11
_MIN_LAST_LETTERS = 4  # of a phrase; after one or two letters a full stop marks an abbreviation
_DAYS = 28
_PLACED = 400  # articles whose placing is measured, the last ones
_BATCH_ARTICLES = 20  # placed together
SHARES = (0.0, 0.1, 1.0)  # of reports from the template among the articles
_MAX_ALL_REPORTS = 10_000  # articles of a month of reports only
ROUNDS = 15
Month = tuple[int, float]  # its articles, and the share of reports
_FILLING_CACHE_KB = 200_000  # of SQLite's pages while the month is stored, which is not measured


def phrases(rng: random.Random) -> list[str]:
    """Return stock phrases, each with one number to fill in."""
    text = " ".join(random_texts(4, seed=9)).lower().replace(".", "")
    words = [word for word in text.split() if word.isalpha()]
    last_words = [word for word in words if len(word) >= _MIN_LAST_LETTERS]
    return [
        f"Всего {{}} {' '.join(rng.sample(words, _WORDS_A_PHRASE - 1))} {rng.choice(last_words)}."
        for _ in range(PHRASES)
    ]


def articles(count: int, share: float) -> Iterator[tuple[StoryMember, bool]]:
    """Yield (article, is a report from the template) in order of publication.

    ``share`` is the share of reports, 0–1. Another article has a text only if it is among the last
    ``_PLACED``.
    """
    rng = random.Random(11)
    stock, others = phrases(rng), iter(random_texts(min(count, _PLACED), seed=12))
    for number in range(count):
        is_report = int((number + 1) * share) > int(number * share)
        text = next(others) if number >= count - _PLACED else ""
        if is_report:
            chosen = rng.sample(stock, _PHRASES_A_REPORT)
            text = " ".join(phrase.format(rng.randint(2, 900)) for phrase in chosen)
        seconds = number * _DAYS * 86_400 // count
        published = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        url = f"https://a.example/{number}"
        yield (
            StoryMember(
                number + 1, url, text, f"Новость {number}", date_published=iso_text(published)
            ),
            is_report,
        )


def milliseconds(path: Path, count: int) -> float:
    """Return the mean processor time of placing one of the last articles of a stored month."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(path, folder))
        db = open_database(copy)
        keeper = StoryKeeper(SqliteStoryIndex(db))
        placed = list(range(count - _PLACED + 1, count + 1))
        _place(db, keeper, placed[:_BATCH_ARTICLES])  # reads the index into memory
        start = time.process_time()
        _place(db, keeper, placed[_BATCH_ARTICLES:])
        spent = time.process_time() - start
        db.close()
        return 1000 * spent / (len(placed) - _BATCH_ARTICLES)


def _fill(path: Path, generated: list[tuple[StoryMember, bool]]) -> None:
    """Store articles, and the features of all but those whose placing is measured."""
    db = open_database(path)
    db.execute(f"PRAGMA cache_size = -{_FILLING_CACHE_KB}")
    db.table("sources").insert(
        {"id": "a", "name": "A", "home": "h", "region": "RU-PNZ", "timezone": "UTC"}
    )
    with transaction(db):
        for article, _ in generated:
            _insert(db, article)
    _store_features(db, generated[:-_PLACED])
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()


def _insert(db: Database, article: StoryMember) -> None:
    db.execute(
        "INSERT INTO articles (id, source_id, url, headline, article_body, date_published,"
        " date_first_seen, date_last_seen, word_count) VALUES (?, 'a', ?, ?, ?, ?, ?, ?, 260)",
        (article.id, article.url, article.headline, article.text, *[article.date_published] * 3),
    )


def _store_features(db: Database, stored: list[tuple[StoryMember, bool]]) -> None:
    """Store features without placing the articles; articles without a text get random features."""
    rng = np.random.default_rng(13)
    keeper = StoryKeeper(SqliteStoryIndex(db))
    for first in range(0, len(stored), 10_000):
        features = {}
        for article, is_report in stored[first : first + 10_000]:
            if is_report:
                features[article.id] = stored_features(
                    article, text_features(article.text), DEFAULTS
                )
            else:
                features[article.id] = _random_features(article, rng)
        with transaction(db):
            keeper.index.put_features(features)
            keeper.candidates.update_common({}, features)


def _random_features(article: StoryMember, rng: np.random.Generator) -> Features:
    signature = rng.integers(0, 1 << 32, 128, dtype=np.uint32)
    templates = rng.integers(-(1 << 31), 1 << 31, 20, dtype=np.int64).tolist()
    features = Features(signature, tuple(templates), 258, article.day, article.rank)
    return with_buckets(features, DEFAULTS)


def _place(db: Database, keeper: StoryKeeper, ids: list[int]) -> None:
    for first in range(0, len(ids), _BATCH_ARTICLES):
        with transaction(db):
            keeper.place(ids[first : first + _BATCH_ARTICLES])


def _median_costs(sizes: Sequence[int], folder: Path) -> dict[Month, float]:
    """Return the cost of an article by month: the median of rounds that measure all in turn."""
    months = [(size, share) for size in sizes for share in SHARES]
    months = [(size, share) for size, share in months if share < 1 or size <= _MAX_ALL_REPORTS]
    paths = {month: folder / f"{number}.db" for number, month in enumerate(months)}
    for (size, share), path in paths.items():
        _fill(path, list(articles(size, share)))
    first_month = months[0]
    first_size, _ = first_month
    milliseconds(paths[first_month], first_size)  # fills the caches of words
    rounds = [
        {(size, share): milliseconds(paths[size, share], size) for size, share in months}
        for _ in range(ROUNDS)
    ]
    return {month: median(costs[month] for costs in rounds) for month in months}


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument(
        "sizes",
        nargs="*",
        type=int,
        metavar="SIZE",
        help="articles a month, (1000 10000 100000)",
    )
    sizes: list[int] = parser.parse_args().sizes or [1000, 10_000, 100_000]
    if min(sizes) <= _PLACED:
        parser.error(f"SIZE: expected more than the {_PLACED} articles that are placed")
    with tempfile.TemporaryDirectory() as folder:
        costs = _median_costs(sizes, Path(folder))
    lines = [f"Medians of {ROUNDS} rounds, in which all months are measured in turn.", ""]
    lines += ["| articles a month | no template | one tenth | all |", "|---|---|---|---|"]
    for size in sizes:
        cells = [costs.get((size, share)) for share in SHARES]
        row = " | ".join("–" if cost is None else f"{cost:.2f} ms" for cost in cells)
        lines.append(f"| {size:,} | {row} |")
    ratios = [costs[sizes[-1], share] / costs[sizes[0], share] for share in SHARES[:2]]
    lines.append(f"| last / first | {ratios[0]:.2f} | {ratios[1]:.2f} | |")
    write_section("Speed: templates", ("rapidfuzz",), lines)


if __name__ == "__main__":
    main()
