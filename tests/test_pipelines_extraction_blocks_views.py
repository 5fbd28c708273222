"""Tests how blocks are compared with other texts of their page."""

import time

from pipelines.extraction.blocks.views import Views, text_columns, view_columns
from tests.page_blocks import blocks_of

MAX_SECONDS = 1.0  # of processor time; a distance for each pair of blocks would take 2 s
PAGE = """<h1>Каток открыли в парке</h1><p>Лёд заливали три ночи подряд.</p>
<p>Вход на каток свободный.</p><p>Читайте нас в мессенджере.</p>"""


def columns(text: str) -> list[list[float]]:
    """Return the columns of the headline, two paragraphs and a closing line for a text."""
    return list(text_columns(blocks_of(PAGE), text).tolist())


def test_a_block_is_held_by_the_texts_that_contain_it() -> None:
    views = Views(
        stated="Лёд заливали три ночи подряд.",
        description="Лёд заливали три ночи подряд.",
        headline="Каток открыли в парке",
    )
    held = view_columns(blocks_of(PAGE), views).tolist()
    assert held == [[0, 0, 1, 1], [1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]


def test_distances_count_blocks_to_the_first_last_and_nearest_held_block() -> None:
    rows = columns("Лёд заливали три ночи подряд.\nВход на каток свободный.")
    assert rows == [[0, -1, 2, 1], [1, 0, 1, 0], [1, 1, 0, 0], [0, 2, -1, 1]]


def test_without_a_held_block_there_is_no_distance() -> None:
    assert columns("") == [[0, -1, -1, -1]] * 4


def test_the_distances_of_many_blocks_are_found_in_linear_time() -> None:
    lines = "".join(f"<p>Строка номер {number} на катке.</p>" for number in range(6_000))
    blocks = blocks_of(lines)
    text = "\n".join(block.text for block in blocks)
    began = time.process_time()
    distances_to_nearest = text_columns(blocks, text)[:, 3]
    assert time.process_time() - began < MAX_SECONDS
    assert distances_to_nearest.max() == 0
