"""Tests that the examples of the docs are true, by computing what they say."""

import re

import pytest

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.verdict import Reason, compare
from tests.newsroom import ROOT

COPIES_PAGE = (ROOT / "docs" / "dedup.md").read_text(encoding="utf-8")


def report() -> str:
    """Return the news text of the example."""
    (quoted,) = re.findall(r"A newsroom writes: «(.*?)» Three", COPIES_PAGE, re.DOTALL)
    return " ".join(quoted.split())


def shares_in_page() -> list[int]:
    """Return the shares of shingles in the table of the example, in percent."""
    table = COPIES_PAGE.partition("| runs of three words shared |")[2].partition("\n\n")[0]
    return [int(share) for share in re.findall(r"\| (\d+) % \|", table)]


@pytest.mark.parametrize(
    ("number", "replacements", "reason"),
    [
        (0, {"Причину пожара выясняют дознаватели, на месте": "На месте"}, Reason.SHARED),
        (1, {"400": "четыреста", "восемь": "8", "Иван Петров": "И. Петров"}, Reason.SHARED),
        (2, {"400": "250", "Иван Петров": "Олег Сидоров"}, Reason.SLOTS),
    ],
)
def test_the_example_of_copies_has_the_shares_and_verdicts_of_its_table(
    number: int, replacements: dict[str, str], reason: Reason
) -> None:
    other = report()
    for words, new_words in replacements.items():
        assert words in other
        other = other.replace(words, new_words)
    comparison = compare(ComparedText(report()), ComparedText(other))
    assert comparison.reason is reason
    assert round(100 * comparison.containment) == shares_in_page()[number]
