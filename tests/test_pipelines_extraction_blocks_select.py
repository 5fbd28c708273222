"""Tests that blocks of trafilatura's text are added between chosen blocks of an unclear page."""

import numpy as np
import pytest

from pipelines.extraction.blocks.features import block_features, held_by_trafilatura
from pipelines.extraction.blocks.select import choose_by_chances
from pipelines.extraction.blocks.views import Views
from tests.page_blocks import blocks_of

SENTENCE = "В день {} на станции открыли зал ожидания, кассу и буфет, которые ждали два года."
FIRST, LAST, BELOW = (SENTENCE.format(number) for number in (1, 2, 3))
ROW = "Зал ожидания, билетная касса и буфет: с 7 до 22 часов, без перерыва"  # no sentence
PAGE = f"<p>{FIRST}</p><div>{{}}</div><p>{LAST}</p><ul><li><p>{BELOW}</p></li></ul>"


def chosen(body: str, chances: list[float], held_texts: list[str]) -> list[str]:
    """Return the texts of the chosen blocks; trafilatura's text consists of ``held_texts``."""
    blocks = blocks_of(body)
    rows = block_features(blocks, Views(trafilatura="\n".join(held_texts)))
    choice = choose_by_chances(blocks, np.array(chances), held_by_trafilatura(rows))
    return [block.text for block in choice.blocks]


@pytest.mark.parametrize(
    ("held_texts", "is_added"),
    [
        ([FIRST, ROW, LAST], True),
        ([FIRST, LAST], False),
        ([ROW], False),  # it holds nothing of the chosen text
    ],
)
def test_a_block_between_chosen_blocks_is_text_if_trafilatura_holds_it_and_them(
    held_texts: list[str], is_added: bool
) -> None:
    texts = chosen(PAGE.format(ROW), [0.7, 0.1, 0.7, 0.1], held_texts)
    assert texts == ([FIRST, ROW, LAST] if is_added else [FIRST, LAST])


def test_blocks_below_the_chosen_ones_are_not_added() -> None:
    texts = chosen(PAGE.format("…"), [0.7, 0.1, 0.7, 0.1], [FIRST, LAST, BELOW])
    assert texts == [FIRST, LAST]


@pytest.mark.parametrize(
    ("row", "row_chance", "other_chance"),
    [
        (ROW, 0.04, 0.7),  # the model rules it out
        (f'<a href="/hall">{ROW}</a>', 0.1, 0.7),
        ("Касса", 0.1, 0.7),  # too little beside the chosen text
        (ROW, 0.1, 0.99),  # a clear page
    ],
)
def test_an_improbable_or_short_block_or_a_link_is_not_added(
    row: str, row_chance: float, other_chance: float
) -> None:
    held_texts = [FIRST, ROW, "Касса", LAST]
    texts = chosen(PAGE.format(row), [other_chance, row_chance, other_chance, 0.01], held_texts)
    assert texts == [FIRST, LAST]
