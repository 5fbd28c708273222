"""Checks that the order in which real texts arrive does not change their stories.

``python -m benchmarks.stories.bench_dedup_orders`` writes its section of
``benchmarks/results/dedup.md``. The real news texts of the shared folder, and roundups of them, are
placed five times in a random order and in runs of random length. Stories, relations and edges must
each time be those of a rebuild.
"""

import gzip
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from benchmarks.command_line import argument_parser, shared_data
from benchmarks.stories.dedup_report import write_section
from pipelines.model import Relation, StoryMember
from pipelines.stories.index import InMemoryIndex
from pipelines.stories.keeper import StoryKeeper

ORDERS = 5
_MAX_RUN = 120  # articles placed together
_ROUNDUPS = 40
_ITEMS = 3  # of a roundup
_ITEM_CHARS = 400
_MINUTES = 17  # between two articles; the texts cover 13 days
_MAX_CACHED_TEXTS = 5000
_START = datetime(2026, 2, 1, tzinfo=UTC)


def real_articles() -> list[StoryMember]:
    """Return the shared texts, and roundups of the beginnings of three texts, each with a time."""
    path = shared_data("dedup/russian-news.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rng = random.Random(5)
    texts = [(row.get("headline") or "", row["article_body"]) for row in rows]
    for _ in range(_ROUNDUPS):
        items = [body[:_ITEM_CHARS].rpartition(" ")[0] for _, body in rng.sample(texts, _ITEMS)]
        texts.append(("Главное за день", "\n".join(items)))
    return [
        StoryMember(
            number,
            f"https://o{number % 30}.example/{number}",
            body,
            headline,
            source_id=f"o{number % 30}",
            owner=f"o{number % 30}",
            date_published=f"{_START + timedelta(minutes=number * _MINUTES):%Y-%m-%dT%H:%M:%SZ}",
        )
        for number, (headline, body) in enumerate(texts, start=1)
    ]


class Placed(NamedTuple):
    """What an index holds after articles were placed, in an order that is always the same."""

    stories: list[tuple[int, tuple[str, Relation]]]  # article id → id of its story, its relation
    roundups: list[int]  # ids of articles
    edges: list[tuple[tuple[int, int], Relation, float]]  # ids of both articles, relation, share


def stories_after_placing(articles: Sequence[StoryMember], rng: random.Random | None) -> Placed:
    """Return the stories, roundups and edges after placing articles in an order of ``rng``.

    Without ``rng`` they are rebuilt, in the order of their ids.
    """
    index = InMemoryIndex(articles if rng is None else ())
    keeper = StoryKeeper(index, max_cached_texts=_MAX_CACHED_TEXTS)
    if rng is None:
        keeper.rebuild()
    else:
        for run in _runs(rng.sample(articles, len(articles)), rng):
            for article in run:
                index.add(article)
            keeper.place([article.id for article in run])
    ids = index.every_id()
    edges = [(edge.ends, edge.relation, round(edge.share, 9)) for edge in index.edges(ids)]
    return Placed(sorted(index.stories_of(ids).items()), sorted(index.roundups(ids)), edges)


def _runs(articles: Sequence[StoryMember], rng: random.Random) -> Iterator[Sequence[StoryMember]]:
    """Yield the articles in runs of 1 to _MAX_RUN articles."""
    start = 0
    while start < len(articles):
        length = rng.randint(1, _MAX_RUN)
        yield articles[start : start + length]
        start += length


def main() -> int:
    argument_parser(__doc__, __file__).parse_args()
    articles = real_articles()
    start = time.process_time()
    rebuilt = stories_after_placing(articles, None)
    orders = (stories_after_placing(articles, random.Random(seed)) for seed in range(ORDERS))
    equal = sum(placed == rebuilt for placed in orders)
    story_count = len({story for _, (story, _) in rebuilt.stories})
    lines = [
        "| real texts and roundups of them | stories | roundups | edges | equal to the rebuild |",
        "|---|---|---|---|---|",
        f"| {len(articles):,} | {story_count:,} | {len(rebuilt.roundups)}"
        f" | {len(rebuilt.edges)} | {equal} of {ORDERS} orders |",
    ]
    write_section("Order of arrival", ("rapidfuzz",), lines)
    print(f"{time.process_time() - start:.0f} s")
    return 0 if equal == ORDERS else 1


if __name__ == "__main__":
    sys.exit(main())
