"""Tests the structure in ``article_markdown``, and that a page can add no markup of its own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.markdown import article_markdown, escaped
from tests.bridge_article import URL, read_article
from tests.page_blocks import blocks_of


def markdown(body: str) -> str:
    """Return the Markdown of a text that consists of all blocks of a page."""
    blocks = blocks_of(body)
    return article_markdown([block.text for block in blocks], blocks, URL)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Один.</p><p>Два.</p>", "Один.\n\nДва."),
        ("<h2>Сроки</h2><p>К осени.</p>", "## Сроки\n\nК осени."),
        ("<h1>Сроки</h1>", "## Сроки"),
        ("<h4>Сроки</h4>", "#### Сроки"),
        ("<ul><li>лёд<li>снег</ul><p>Всё.</p>", "- лёд\n- снег\n\nВсё."),
        ("<ol><li>лёд<li><p>снег</p></ol>", "1. лёд\n2. снег"),
        ("<ul><li>лёд<ul><li>тонкий</ul></ul>", "- лёд\n    - тонкий"),
        ("<blockquote><p>Да.<p>Нет.</blockquote><p>Конец.", "> Да.\n>\n> Нет.\n\nКонец."),
        (
            "<table><tr><th>Район<th>Дом<tr><td>Центр<td>7</table>",
            "| Район | Дом |\n| --- | --- |\n| Центр | 7 |",
        ),
        ("<table><tr><td><p>Весь текст.</table>", "Весь текст."),
        ("<p><b>– Когда?</b></p><p>– Осенью.</p>", "**– Когда?**\n\n– Осенью."),
        (
            "<p>См. <a href='/plan'>план</a> и <a href='https://b.example/x?a=1'>смету</a>.</p>",
            "См. [план](https://vesti.example/plan) и [смету](https://b.example/x?a=1).",
        ),
        ("<p><a href='#top'>Вверх</a></p>", "Вверх"),
        ("<ul><li><a href=/1>Один</a></ul>", "- [Один](https://vesti.example/1)"),
    ],
)  # fmt: skip
def test_each_kind_of_structure_has_its_markup(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p><a href='javascript:alert(1)'>Нажмите</a></p>", "Нажмите"),
        ("<p><a href='data:text/html,x'>Нажмите</a></p>", "Нажмите"),
        ("<p><a href=' JaVaScRiPt:alert(1)'>Нажмите</a></p>", "Нажмите"),
        (
            "<p><a href='https://a.example/) [x](javascript:y'>Да</a></p>",
            "[Да](https://a.example/%29%20%5Bx%5D%28javascript:y)",
        ),
        ("<p>&lt;img src=x onerror=alert(1)&gt;</p>", r"\<img src=x onerror=alert(1)\>"),
        ("<p>[x](javascript:y)</p>", r"\[x\](javascript:y)"),
        ("<p># не заголовок</p>", r"\# не заголовок"),
        ("<p>- не список</p>", r"\- не список"),
        ("<p>1. не список</p>", r"1\. не список"),
        ("<p>2026. Год</p>", r"2026\. Год"),
        ("<p>&amp;lt;script&amp;gt;</p>", r"\&lt;script\&gt;"),
        ("<table><tr><td>a|b<td>c</table>", "| a\\|b | c |\n| --- | --- |"),
        ("<p><a href=/1>a]b</a></p>", r"[a\]b](https://vesti.example/1)"),
    ],
)
def test_text_of_a_page_cannot_become_markup(html: str, expected: str) -> None:
    assert markdown(html) == expected


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_an_escaped_text_is_found_again_when_its_escapes_are_taken_away(text: str) -> None:
    # A backslash before any punctuation character of ASCII.
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped(text)) == text
    # A character of markup without a backslash before it.
    assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]<>`*_#|~]", escaped(text).replace("\\\\", ""))


def test_each_line_of_the_plain_text_is_a_part_of_the_markdown() -> None:
    body = "<h1>Мост открыли</h1><p>20 ноября 2026, 14:35</p><h2>Сроки моста</h2>" + "".join(
        f"<p>Строители закончили <a href=/{n}>участок {n}</a> моста, сообщили в мэрии города.</p>"
        for n in range(5)
    )
    html = f"<html lang=ru><head><title>Мост открыли</title></head><body><article>{body}</article>"
    article = read_article(html)
    assert article.article_markdown is not None
    lines = article.article_body.split("\n")
    assert "Сроки моста" in lines
    parts = article.article_markdown.split("\n\n")
    assert len(parts) == len(lines)
    assert parts[lines.index("Сроки моста")] == "## Сроки моста"
    assert "[участок 3](https://vesti.example/3)" in article.article_markdown
    assert article.to_dict()["article_markdown"] == article.article_markdown


def test_a_line_of_no_block_is_a_paragraph() -> None:
    assert article_markdown(["* один"], [], URL) == r"\* один"
