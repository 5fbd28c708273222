"""Tests when trafilatura's text is needed, and which blocks it adds to the chosen ones."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.extraction.blocks.features import (
    block_features,
    held_by_trafilatura,
    with_trafilatura,
)
from pipelines.extraction.blocks.select import (
    choose_blocks,
    choose_by_chances,
    doubt,
    is_clear,
    layout,
)
from pipelines.extraction.blocks.views import Views
from tests.page_blocks import blocks_of

SENTENCE = "В день {} на станции открыли зал ожидания, кассу и буфет, которые ждали два года."
FIRST, LAST, BELOW = (SENTENCE.format(number) for number in (1, 2, 3))
ROW = "Зал ожидания, билетная касса и буфет: с 7 до 22 часов, без перерыва"  # no sentence
PAGE = f"<p>{FIRST}</p><div>{{}}</div><p>{LAST}</p><ul><li><p>{BELOW}</p></li></ul>"


def chosen(body: str, chances: list[float], held_texts: list[str]) -> list[str]:
    """Return the texts of the chosen blocks; trafilatura's text consists of ``held_texts``."""
    blocks = blocks_of(body)
    rows = with_trafilatura(block_features(blocks, Views()), blocks, "\n".join(held_texts))
    choice = choose_by_chances(blocks, np.array(chances), held_by_trafilatura(rows), layout(blocks))
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


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ([1, 0], 0),
        ([0.5, 0], 1),
        ([0.5, 0.5], 1.1),
        ([0.3, 0], 1),  # a taken block is in doubt, though its chance is not
        ([0.9, 0], 1 / 729),
        ([1, 0.2], 0.1 / 64),
    ],
)
def test_characters_are_in_doubt_by_the_odds_against_the_decision(
    chances: list[float], expected: float
) -> None:
    taken, sizes = np.array([True, False]), np.array([100.0, 10.0])
    assert doubt(taken, np.array(chances), sizes) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("chances", "times_as_long", "expected"),
    [
        ([0.99, 0.05, 0.99, 0.01], 20, True),
        ([0.99, 0.05, 0.99, 0.01], 1, False),  # a short text
        ([0.99, 0.4, 0.99, 0.01], 20, False),
        ([0.99, 0.05, 0.01, 0.01], 20, False),  # most of the sentences are not taken
        ([0.01, 0.01, 0.01, 0.01], 20, False),  # no block is text
    ],
)
def test_a_page_is_clear_if_little_of_its_long_text_is_in_doubt(
    chances: list[float], times_as_long: int, expected: bool
) -> None:
    blocks = blocks_of(PAGE.format(ROW))
    block_features(blocks, Views())  # measures the boxes
    page_layout = layout(blocks)
    page_layout = replace(page_layout, sizes=page_layout.sizes * times_as_long)
    assert is_clear(np.array(chances), page_layout) is expected


def article(paragraphs: int) -> str:
    """Return the markup of an article with so many paragraphs, or of a page without paragraphs."""
    texts = "".join(f"<p>{SENTENCE.format(number)}</p>" for number in range(paragraphs))
    lines = "".join(f"<div>Касса {number}, зал ожидания</div>" for number in range(9))
    return f"<article><h1>Станция открыта</h1>{texts}</article>" if paragraphs else lines


@pytest.mark.parametrize(("paragraphs", "calls"), [(30, 0), (9, 1), (0, 1)])
def test_trafilatura_is_called_only_for_a_page_that_is_not_clear(
    paragraphs: int, calls: int
) -> None:
    called = []

    def text() -> str:
        called.append(1)
        return ""

    choice = choose_blocks(blocks_of(article(paragraphs)), Views(), text)
    assert len(called) == calls
    assert sum(block.box.tag == "p" for block in choice.blocks) == paragraphs
