"""Measures what an article costs when a part of the input is made of the same stock phrases.

``python -m benchmarks.stories.bench_dedup_templates [SIZE…]`` writes its section of
``benchmarks/results/dedup.md``. A report from a template has 12 of 24 stock phrases in any order,
each with other numbers; the other articles are random words of real news. All articles are of one
month. The time is the processor time of placing an article, its signature included.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence

from benchmarks.stories.bench_dedup_speed import texts
from benchmarks.stories.dedup_report import write_section
from pipelines.model import StoryMember
from pipelines.stories.index import InMemoryIndex
from pipelines.stories.keeper import StoryKeeper

PHRASES = 24
_PHRASES_A_REPORT = 12
_WORDS_A_PHRASE = 11
_DAYS = 28
_BATCH = 20  # articles placed together


def phrases(rng: random.Random) -> list[str]:
    """Return stock phrases, each with one number to fill in."""
    words = " ".join(texts(4, seed=9)).lower().replace(".", "").split()
    return [
        " ".join(["Всего", "{}", *rng.sample(words, _WORDS_A_PHRASE)]) + "." for _ in range(PHRASES)
    ]


def articles(count: int, share: float) -> Iterator[StoryMember]:
    """Yield so many articles in order of publication; ``share`` of them are from templates."""
    rng = random.Random(11)
    stock, others = phrases(rng), iter(texts(count, seed=12))
    for number in range(count):
        text = next(others)
        if rng.random() < share:
            chosen = rng.sample(stock, _PHRASES_A_REPORT)
            text = " ".join(one.format(rng.randint(2, 900)) for one in chosen)
        day = 1 + number * _DAYS // count
        yield StoryMember(
            number, f"https://a.example/{number}", text, f"Новость {number}",
            date_published=f"2026-02-{day:02}T12:00:00Z",
        )  # fmt: skip


def milliseconds(made: Sequence[StoryMember]) -> float:
    """Return the mean processor time of placing an article, in milliseconds."""
    index = InMemoryIndex(made)
    keeper = StoryKeeper(index)
    start = time.process_time()
    for first in range(0, len(made), _BATCH):
        keeper.place([one.id for one in made[first : first + _BATCH]])
    return 1000 * (time.process_time() - start) / len(made)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, help="articles a month (1000 5000)")
    sizes: list[int] = parser.parse_args().sizes or [1000, 5000]
    lines = ["| articles a month | no template | one tenth | all |", "|---|---|---|---|"]
    for size in sizes:
        shares = (0.0, 0.1, 1.0) if size <= sizes[0] else (0.0, 0.1)
        costs = [f"{milliseconds(list(articles(size, share))):.1f} ms" for share in shares]
        lines.append(f"| {size:,} | {' | '.join([*costs, '–'][:3])} |")
        print(lines[-1], flush=True)
    write_section("Speed: templates", ("rapidfuzz",), lines)


if __name__ == "__main__":
    main()
