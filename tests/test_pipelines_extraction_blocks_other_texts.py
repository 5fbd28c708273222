"""Tests that other articles, fact boxes and second copies of the text are no text."""

import pytest
from lxml.html import fromstring

from pipelines.extraction.blocks.other_texts import (
    fact_boxes,
    lines_above,
    other_articles,
    whole_copies,
)
from pipelines.extraction.blocks.segment import Block, read_blocks
from pipelines.parsing.text import normalized_line

HEADLINE = "В Сердобске открыли мост через реку"
TEXT = tuple(
    f"{number} автобусов проехали по новому мосту в первый день, и жители улицы Речной встречали"
    " их пассажиров цветами, хлебом и солью, сообщили в мэрии города."
    for number in (
        "Десять",
        "Двадцать",
        "Тридцать",
        "Сорок",
        "Пятьдесят",
        "Сто",
        "Двести",
        "Сорок два",
    )
)
OTHER = "Губернатор встретился с молодыми учителями области и обещал им жильё."


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def blocks_of(body: str) -> list[Block]:
    return read_blocks(fromstring(f"<html><body>{body}</body></html>"), normalized_line)


def texts(blocks: list[Block], indexes: set[int]) -> list[str]:
    return [blocks[index].text for index in sorted(indexes)]


def test_text_in_another_article_element_than_the_headline_is_another_article() -> None:
    page = (
        f"<article><h1>{HEADLINE}</h1>{paragraphs(*TEXT)}</article>"
        f"<article><h2>Другая новость</h2>{paragraphs(OTHER)}</article><p>Конец страницы.</p>"
    )
    blocks = blocks_of(page)
    assert texts(blocks, other_articles(blocks, blocks, HEADLINE)) == ["Другая новость", OTHER]


@pytest.mark.parametrize(
    "page",
    [
        # the element with the headline holds only the standfirst
        f"<article><h1>{HEADLINE}</h1><p>{TEXT[0]}</p></article><article>{{}}</article>",
        # the entries of a live blog, inside the element of the blog and without such an element
        f"<article><h1>{HEADLINE}</h1>{{}}<article><p>{OTHER}</p></article></article>",
        f"<h1>{HEADLINE}</h1><article>{{}}</article><article><p>{OTHER}</p></article>",
        # the headline is in an element inside that of the text
        f"<article><article><h1>{HEADLINE}</h1></article>{{}}</article>",
    ],
)
def test_an_article_of_several_article_elements_stays_whole(page: str) -> None:
    blocks = blocks_of(page.format(paragraphs(*TEXT)))
    assert other_articles(blocks, blocks, HEADLINE) == set()


@pytest.mark.parametrize(
    "markup",
    [
        "<div class='metro-factbox'><h2>{0}</h2><p>{1}</p></div>",
        "<div class='faktaboks'><div><p><b>{0}</b></p><div><p>{1}</p></div></div></div>",
        "<section class='article-infobox'><div>{0}</div><ul><li>{1}</li></ul></section>",
        "<div class='c fact'><h3>{0}</h3><p>{1}</p></div>",
        "<div class='Infokasten'><h3>{0}</h3>{1}</div>",
    ],
)
def test_a_fact_box_among_the_text_is_no_text(markup: str) -> None:
    box = markup.format("Мост в числах", OTHER)
    blocks = blocks_of(f"<div>{paragraphs(*TEXT[:3])}{box}{paragraphs(*TEXT[3:])}</div>")
    assert texts(blocks, fact_boxes(blocks)) == ["Мост в числах", OTHER]


@pytest.mark.parametrize(
    "page",
    [
        # a sentence in such a box without a heading
        f"<div>{paragraphs(*TEXT)}<div class='factbox'><p>{OTHER}</p></div></div>",
        # the whole text in such a box
        f"<div class='info-box'><h2>Мост</h2>{paragraphs(*TEXT)}</div><p>{OTHER}</p>",
        # other words with these letters
        f"<div class='satisfaction factory'><h2>Мост</h2><p>{OTHER}</p></div>{paragraphs(*TEXT)}",
    ],
)
def test_a_name_alone_makes_no_fact_box(page: str) -> None:
    assert fact_boxes(blocks_of(page)) == set()


def test_lines_above_the_headline_are_no_text() -> None:
    towns = "".join(f"<li>{town}</li>" for town in ("Пенза", "Сердобск", "Кузнецк"))
    lead = "<p>Мост строили два года и открыли в срок.</p>"
    page = f"<ul>{towns}</ul>{lead}<h1>{HEADLINE}</h1>{paragraphs(*TEXT)}"
    blocks = blocks_of(page)
    assert texts(blocks, lines_above(blocks, blocks, HEADLINE)) == ["Пенза", "Сердобск", "Кузнецк"]


def test_lines_above_a_headline_that_is_below_the_text_are_text() -> None:
    blocks = blocks_of(f"<p>Интервью</p>{paragraphs(*TEXT)}<h2>{HEADLINE}</h2><p>{OTHER}</p>")
    assert lines_above(blocks, blocks, HEADLINE) == set()


def test_a_second_copy_of_the_text_in_one_paragraph_is_no_text() -> None:
    copied = " ".join(TEXT[1:])
    blocks = blocks_of(f"<div>{paragraphs(*TEXT)}</div><div class=x>{copied}</div>")
    assert texts(blocks, whole_copies(blocks)) == [copied]


def test_a_long_paragraph_that_repeats_one_sentence_is_text() -> None:
    own = " ".join(f"Строители уложили плиту номер {number} на опоры." for number in range(40))
    blocks = blocks_of(f"<div>{paragraphs(*TEXT)}<p>{TEXT[0]} {own}</p></div>")
    assert whole_copies(blocks) == set()
