"""Measures how many stories stay whole if many outlets print a text, and some of them a part only.

``python -m benchmarks.stories.dedup_spread`` groups real texts of the shared folder. It prints the
share of stories that stay whole, and the share of roundups that are found.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence

from benchmarks.command_line import argument_parser
from pipelines.model import Relation, StoryMember
from pipelines.stories.grouping import group
from tests.shared import SHARED

CLOSINGS = (  # stock sentences that end many texts
    "Обстоятельства происшествия устанавливаются. Полиция напоминает о соблюдении правил.",
    "Обстоятельства выясняются.",
    "Подробности уточняются. Редакция следит за развитием событий.",
)
FRAMES = ("Главное за день. ", "Сводка новостей к вечеру. ", "")
_MIN_WORDS = 100  # of a text; a part of a shorter text may be a stub
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
    """Return the sentences of a text."""
    return [sentence for sentence in re.split(r"(?<=[.!?…])\s+", text) if sentence]


def excerpt(text: str, rng: random.Random) -> str:
    """Return 35 to 70 % of a text in one piece: its beginning, its end or its middle."""
    text_sentences = sentences(text)
    size = max(2, round(len(text_sentences) * rng.uniform(0.35, 0.7)))
    last_start = max(0, len(text_sentences) - size)
    start = min(rng.choice([0, last_start, rng.randrange(len(text_sentences))]), last_start)
    return " ".join(text_sentences[start : start + size])


def spread(texts: Sequence[str], outlets: int, rng: random.Random) -> Iterator[list[str]]:
    """Yield for each text what the outlets print of it, the whole text first."""
    for text in texts:
        excerpts = [excerpt(text, rng) for _ in range(round(outlets * _CUT_SHARE))]
        printings = [text] * (outlets - 1 - len(excerpts)) + excerpts
        rng.shuffle(printings)
        yield [text, *printings]


def roundups(
    texts: Sequence[str], rng: random.Random, *, stock: bool
) -> Iterator[tuple[list[str], str]]:
    """Yield three different texts and a roundup of their beginnings.

    With ``stock`` the three texts and the roundup end in the same stock sentence.
    """
    size = 3
    for start in range(0, len(texts) - size + 1, size):
        closing = f" {rng.choice(CLOSINGS)}" if stock else ""
        items = [text + closing for text in texts[start : start + size]]
        beginnings = []
        for text in texts[start : start + size]:
            text_sentences = sentences(text)
            count = max(2, round(len(text_sentences) * rng.uniform(0.5, 1)))
            beginnings.append(" ".join(text_sentences[:count]))
        yield items, rng.choice(FRAMES) + "\n".join(beginnings) + closing


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


def whole_share(printings: Sequence[Sequence[str]], *, dated: bool) -> float:
    """Return the share of texts whose printings are exactly one story, 0–1."""
    printing_ids: list[set[int]] = []
    articles: list[StoryMember] = []
    for texts in printings:
        of_text = members(texts, len(articles), dated=dated)
        printing_ids.append({article.id for article in of_text})
        articles += of_text
    ids_of: dict[str, set[int]] = {}
    for grouped in group(articles):
        ids_of.setdefault(grouped.story, set()).add(grouped.article.id)
    stories = list(ids_of.values())
    return sum(ids in stories for ids in printing_ids) / len(printing_ids)


def found_roundups(cases: Sequence[tuple[Sequence[str], str]], *, dated: bool) -> tuple[float, int]:
    """Return the share of roundups that are found, 0–1, and how many roundups merged stories."""
    articles: list[StoryMember] = []
    cases_of_ids: list[tuple[list[int], int]] = []  # ids of the items, id of the roundup
    for items, roundup in cases:
        of_case = members([*items, roundup], len(articles), dated=dated)
        *item_ids, roundup_id = [article.id for article in of_case]
        cases_of_ids.append((item_ids, roundup_id))
        articles += of_case
    grouped = {member.article.id: member for member in group(articles)}
    found_count = merged_count = 0
    for item_ids, roundup_id in cases_of_ids:
        if grouped[roundup_id].relation is Relation.ROUNDUP:
            found_count += 1
        if len({grouped[item_id].story for item_id in item_ids}) < len(item_ids):
            merged_count += 1
    return found_count / len(cases), merged_count


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument("--undated", action="store_true", help="give the copies no date")
    dated = not parser.parse_args().undated
    texts = list(dict.fromkeys(shared_texts()))
    rng = random.Random(3)
    rng.shuffle(texts)
    for outlets, count in ((5, 200), (10, 100), (20, 100)):
        stories = list(spread(texts[:count], outlets, rng))
        print(
            f"{count} stories of {outlets} outlets whole: {whole_share(stories, dated=dated):.3f}"
        )
    for stock in (False, True):
        cases = list(roundups(texts[:330], rng, stock=stock))
        share, merged = found_roundups(cases, dated=dated)
        print(
            f"{len(cases)} roundups, stock sentences {stock}: found {share:.3f}, merging {merged}"
        )


if __name__ == "__main__":
    main()
