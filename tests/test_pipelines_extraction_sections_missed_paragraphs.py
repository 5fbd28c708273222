"""Tests which blocks that the block model did not choose are paragraphs like their neighbours."""

import time

import pytest

from pipelines.extraction.blocks.features import block_features
from pipelines.extraction.blocks.views import Views
from pipelines.extraction.sections.beside_text import with_sections
from pipelines.extraction.sections.missed_paragraphs import missed_paragraphs
from tests.bridge_repair import FIRST, SECOND, THIRD
from tests.page_blocks import blocks_of

MISSED = "Второе место — Илья Рогов, лицей."


def missed_lines(body: str) -> list[str]:
    """Return the lines added to the chosen ones, which are FIRST, SECOND and THIRD."""
    blocks = blocks_of(body)
    block_features(blocks, Views())
    chosen = [block for block in blocks if block.text in (FIRST, SECOND, THIRD)]
    return [blocks[index].text for index in sorted(missed_paragraphs(blocks, chosen))]


@pytest.mark.parametrize("line", ["<p>{}</p>", "{}<br><br>", "<div class=row><p>{}</p></div>"])
@pytest.mark.parametrize("text", [MISSED, "II место — лицей"])
def test_a_paragraph_between_two_of_its_kind_is_text(line: str, text: str) -> None:
    body = "".join(map(line.format, (FIRST, text, SECOND, THIRD)))
    assert missed_lines(f"<div>{body}</div>") == [text]


@pytest.mark.parametrize("line", ["<p>{}</p>", "{}<br><br>", "<div class=row><p>{}</p></div>"])
def test_a_last_sentence_below_two_paragraphs_of_its_kind_is_text(line: str) -> None:
    body = "".join(map(line.format, (FIRST, SECOND, THIRD, MISSED, "Ольга Сомова")))
    assert missed_lines(f"<div>{body}</div>") == [MISSED]


@pytest.mark.parametrize(
    "line",
    [
        "<p><a href=/2>Мост открыли для машин</a></p>",
        "<p class=note>Мост открыли для машин</p>",
        "<div><p>Мост открыли</p><p>для машин</p></div>",
        "<p>Читайте также</p>",
        "<p>Реклама</p>",
        "<p>Наш канал стал удобнее</p>",
    ],
)
def test_another_line_between_two_paragraphs_is_not_added(line: str) -> None:
    assert missed_lines(f"<div><p>{FIRST}</p>{line}<p>{SECOND}</p></div>") == []


@pytest.mark.parametrize(
    "line",
    [
        "<p>Ольга Сомова</p>",
        "<p>Фото автора.</p>",
        "<p>Подпишитесь на канал «Вести» в Дзене.</p>",
        "<p>Пишите нам чаще о новостях.</p>",
        "<p class=note>Мост открыли для всех машин.</p>",
        "<p>Мост открыли для <a href=/2>всех</a> машин.</p>",
    ],
)
def test_another_line_below_the_text_is_not_added(line: str) -> None:
    assert missed_lines(f"<div><p>{FIRST}</p><p>{SECOND}</p>{line}</div>") == []


def test_one_paragraph_above_is_too_few_for_a_last_one() -> None:
    assert missed_lines(f"<div><h2>Мост</h2><p>{FIRST}</p><p>{MISSED}</p></div>") == []
    assert missed_paragraphs(blocks_of(f"<p>{FIRST}"), []) == set()


def test_the_paragraph_is_read_with_the_sections_of_a_text() -> None:
    body = "".join(f"<p>{text}</p>" for text in (FIRST, MISSED, SECOND, THIRD))
    blocks = blocks_of(f"<div>{body}</div>")
    block_features(blocks, Views())
    chosen = [block for block in blocks if block.text != MISSED]
    assert with_sections(blocks, chosen) == blocks


def test_many_gaps_take_linear_time() -> None:
    blocks = blocks_of(f"<div>{f'<p>{FIRST}</p><p>да</p>' * 10_000}</div>")
    block_features(blocks, Views())
    start = time.process_time()
    assert len(missed_paragraphs(blocks, blocks[::2])) == len(blocks) // 2 - 1
    assert time.process_time() - start < 3
