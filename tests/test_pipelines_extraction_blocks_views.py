"""Tests how blocks are compared with other texts of their page."""

import time

from pipelines.extraction.blocks.segment import read_blocks
from pipelines.extraction.blocks.views import Views, view_columns
from pipelines.parsing.html import parse
from pipelines.parsing.text import normalized_line

PAGE = """<h1>Каток открыли в парке</h1><p>Лёд заливали три ночи подряд.</p>
<p>Вход на каток свободный.</p><p>Читайте нас в мессенджере.</p>"""


def columns(views: Views) -> list[list[float]]:
    """Return the columns of the headline, two paragraphs and a closing line."""
    tree = parse(PAGE)
    assert tree is not None
    return view_columns(read_blocks(tree, normalized_line), views).round(2).tolist()


def test_a_block_is_held_by_the_texts_that_contain_it() -> None:
    views = Views(
        trafilatura="Лёд заливали три ночи подряд.\nВход на каток свободный.",
        stated="Лёд заливали три ночи подряд.",
        description="Лёд заливали три ночи подряд.",
        headline="Каток открыли в парке",
    )
    held = [row[:5] for row in columns(views)]
    assert held == [[0, 0, 0, 1, 1], [1, 1, 1, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0]]


def test_distances_count_blocks_to_the_first_last_and_nearest_held_block() -> None:
    views = Views(trafilatura="Лёд заливали три ночи подряд.\nВход на каток свободный.")
    distances = [row[5:] for row in columns(views)]
    assert distances == [[-1, 2, 1], [0, 1, 0], [1, 0, 0], [2, -1, 1]]


def test_without_a_held_block_there_is_no_distance() -> None:
    assert [row[5:] for row in columns(Views())] == [[-1, -1, -1]] * 4


def test_the_distances_of_many_blocks_are_found_in_linear_time() -> None:
    text = "".join(f"<p>Строка номер {number} на катке.</p>" for number in range(6_000))
    tree = parse(text)
    assert tree is not None
    blocks = read_blocks(tree, normalized_line)
    views = Views(trafilatura="\n".join(block.text for block in blocks))
    began = time.process_time()
    assert view_columns(blocks, views)[:, 7].max() == 0
    assert time.process_time() - began < 1.0  # with a distance for each pair of blocks, 2 s
