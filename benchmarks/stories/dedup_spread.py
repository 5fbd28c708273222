"""Measures how many stories stay whole if many outlets print one text, and some only a part of it.

``python -m benchmarks.stories.dedup_spread`` groups real texts of the shared folder. It prints the
share of stories that stay whole, and the share of roundups that are found. With ``--undated`` the
copies have no date.
"""

import gzip
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence

from pipelines.model import Relation, StoryMember
from pipelines.stories.grouping import group
from tests.shared import SHARED

CLOSINGS = (  # stock sentences that end many texts
    "Обстоятельства происшествия устанавливаются. Полиция напоминает о соблюдении правил.",
    "Обстоятельства выясняются.",
    "Подробности уточняются. Редакция следит за развитием событий.",
)
FRAMES = ("Главное за день. ", "Сводка новостей к вечеру. ", "")
_MIN_WORDS = 100  # of a text; a part of a shorter one may be a stub
_MAX_WORDS = 450  # of a text, so that a run takes minutes
_CUT_SHARE = 0.4  # of the outlets print a part only


def shared_texts(min_words: int = _MIN_WORDS) -> list[str]:
    """Return the shared texts of ``min_words`` to _MAX_WORDS words; none if they are missing."""
    path = SHARED / "dedup" / "russian-news.jsonl.gz"
    if not path.exists():
        print(f"{path} is missing: real texts are left out")
        return []
    with gzip.open(path, "rt") as lines:
        texts = [json.loads(line)["article_body"] for line in lines]
    return [text for text in texts if min_words <= len(text.split()) <= _MAX_WORDS]


def sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.!?…])\s+", text) if one]


def excerpt(text: str, rng: random.Random) -> str:
    """Return 35 to 70 % of a text in one piece: its beginning, its end or its middle."""
    parts = sentences(text)
    size = max(2, round(len(parts) * rng.uniform(0.35, 0.7)))
    start = rng.choice([0, max(0, len(parts) - size), rng.randrange(len(parts))])
    start = min(start, max(0, len(parts) - size))
    return " ".join(parts[start : start + size])


def spread(texts: Sequence[str], outlets: int, rng: random.Random) -> Iterator[list[str]]:
    """Yield for each text what the outlets print of it, the whole text first."""
    for text in texts:
        cut = round(outlets * _CUT_SHARE)
        rest = [text] * (outlets - 1 - cut) + [excerpt(text, rng) for _ in range(cut)]
        rng.shuffle(rest)
        yield [text, *rest]


def roundups(
    texts: Sequence[str], rng: random.Random, *, stock: bool
) -> Iterator[tuple[list[str], str]]:
    """Yield three different texts and a roundup of their beginnings.

    With ``stock`` the three texts and the roundup end in the same stock sentence.
    """
    size = 3
    for start in range(0, len(texts) - size + 1, size):
        closing = f" {rng.choice(CLOSINGS)}" if stock else ""
        parts = [text + closing for text in texts[start : start + size]]
        beginnings = []
        for text in texts[start : start + size]:
            pieces = sentences(text)
            keep = max(2, round(len(pieces) * rng.uniform(0.5, 1)))
            beginnings.append(" ".join(pieces[:keep]))
        yield parts, rng.choice(FRAMES) + "\n".join(beginnings) + closing


def members(texts: Sequence[str], first: int, *, dated: bool) -> list[StoryMember]:
    """Return the texts as articles of one outlet each, with ids from ``first`` on."""
    return [
        StoryMember(
            first + number, f"https://outlet-{number}.example/{first + number}", text,
            source_id=f"outlet-{number}",
            date_published=f"2026-03-01T{8 + number % 12:02}:{number:02}:00Z" if dated else None,
            date_first_seen="2026-03-02T00:00:00Z",
        )
        for number, text in enumerate(texts)
    ]  # fmt: skip


def whole_stories(printings: Sequence[Sequence[str]], *, dated: bool) -> float:
    """Return the share of stories that hold exactly the printings of one text, 0–1."""
    sets, articles = [], []
    for texts in printings:
        made = members(texts, len(articles), dated=dated)
        sets.append({one.id for one in made})
        articles += made
    stories: dict[str, set[int]] = {}
    for found in group(articles):
        stories.setdefault(found.story, set()).add(found.article.id)
    got = list(stories.values())
    return sum(one in got for one in sets) / len(sets)


def found_roundups(cases: Sequence[tuple[Sequence[str], str]], *, dated: bool) -> tuple[float, int]:
    """Return the share of roundups that are found, 0–1, and how many roundups merged stories."""
    articles: list[StoryMember] = []
    numbers = []
    for parts, roundup in cases:
        made = members([*parts, roundup], len(articles), dated=dated)
        numbers.append(made[-1].id)
        articles += made
    found = {one.article.id: one for one in group(articles)}
    right = sum(found[number].relation is Relation.ROUNDUP for number in numbers)
    merged = sum(
        len({found[number - back].story for back in range(1, len(parts) + 1)}) < len(parts)
        for number, (parts, _) in zip(numbers, cases, strict=True)
    )
    return right / len(cases), merged


def main() -> None:
    dated = "--undated" not in sys.argv
    texts = list(dict.fromkeys(shared_texts()))
    rng = random.Random(3)
    rng.shuffle(texts)
    for outlets, count in ((5, 200), (10, 100), (20, 100)):
        stories = list(spread(texts[:count], outlets, rng))
        print(
            f"{count} stories of {outlets} outlets whole: {whole_stories(stories, dated=dated):.3f}"
        )
    for stock in (False, True):
        cases = list(roundups(texts[:330], rng, stock=stock))
        share, merged = found_roundups(cases, dated=dated)
        print(
            f"{len(cases)} roundups, stock sentences {stock}: found {share:.3f}, merging {merged}"
        )


if __name__ == "__main__":
    main()
