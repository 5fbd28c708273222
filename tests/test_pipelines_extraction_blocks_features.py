"""Tests that the features of trafilatura's text are added to those of the page itself."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.blocks.features import (
    block_features,
    held_by_trafilatura,
    with_trafilatura,
)
from pipelines.extraction.blocks.views import Views
from tests.page_blocks import blocks_of

FIRST = "Лёд заливали три ночи подряд."
SECOND = "Вход на каток свободный."
PAGE = f"<h1>Каток открыли в парке</h1><p>{FIRST}</p><p>{SECOND}</p><p>Читайте нас.</p>"


def test_a_block_is_held_if_the_text_contains_it() -> None:
    blocks = blocks_of(PAGE)
    rows = block_features(blocks, Views())
    assert not held_by_trafilatura(rows).any()
    held = held_by_trafilatura(with_trafilatura(rows, blocks, f"{FIRST}\n{SECOND}"))
    assert held.tolist() == [False, True, True, False]


def test_a_page_without_blocks_has_no_rows() -> None:
    rows = block_features([], Views())
    assert len(with_trafilatura(rows, [], FIRST)) == 0


@given(st.lists(st.sampled_from([FIRST, SECOND, "Катание на коньках до ночи"]), max_size=3))
def test_an_empty_text_restores_the_features_of_the_page_itself(lines: list[str]) -> None:
    blocks = blocks_of(PAGE)
    rows = block_features(blocks, Views())
    changed = with_trafilatura(rows, blocks, "\n".join(lines))
    is_held = bool(held_by_trafilatura(changed).any())
    assert np.array_equal(rows, changed) != is_held
    assert np.array_equal(with_trafilatura(changed, blocks, ""), rows)
