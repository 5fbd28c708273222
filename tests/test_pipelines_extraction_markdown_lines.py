"""Tests that the lines cut from the text are also cut from its Markdown, with their markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.lines.recurring_lines import line_hash
from pipelines.extraction.markdown import article_markdown, escaped
from pipelines.extraction.markdown_lines import markdown_without_lines, plain_line
from pipelines.parsing.text import normalized_line
from tests.bridge_article import URL
from tests.page_blocks import blocks_of

RECURRING = line_hash("Читайте нас")


def read(html: str) -> tuple[list[str], str]:
    """Return the lines of a text, and its Markdown."""
    blocks = blocks_of(html)
    lines = [block.text for block in blocks]
    return lines, article_markdown(lines, blocks, URL)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Мост.</p><p>Читайте нас.</p>", "Мост."),
        ("<p>Мост.</p><h2>Читайте нас</h2><p>К осени.</p>", "Мост.\n\nК осени."),
        ("<p>Мост.</p><p><a href=/tg>Читайте</a> нас</p>", "Мост."),
        ("<p>Мост.</p><p><b>Читайте нас!</b></p>", "Мост."),
        ("<ul><li>лёд<li>Читайте нас<li>снег</ul>", "- лёд\n- снег"),
        ("<ol><li>лёд<ul><li>Читайте нас</ul></ol>", "1. лёд"),
        ("<blockquote><p>Да.<p>Читайте нас.</blockquote><p>Всё.", "> Да.\n\nВсё."),
        ("<p>Мост.</p><table><tr><td>Читайте нас<td>Читайте нас</table>", "Мост."),
        # A row is kept if a cell has another text.
        (
            "<table><tr><td>Дом<td>7<tr><td>Читайте нас<td>8</table>",
            "| Дом | 7 |\n| --- | --- |\n| Читайте нас | 8 |",
        ),
        ("<p>Читайте нас</p>", "Читайте нас"),  # the only line of a text is kept
    ],
)
def test_a_line_is_cut_with_its_markup(html: str, expected: str) -> None:
    _, markdown = read(html)
    assert markdown_without_lines(markdown, {RECURRING}) == expected


def test_a_line_of_a_post_is_cut_with_its_line_break() -> None:
    markdown = "**Мост** открыт\\\nЧитайте [нас](https://a.b/)\\\nВсё\n\nКонец"
    cut = markdown_without_lines(markdown, {RECURRING})
    assert cut == "**Мост** открыт\\\nВсё\n\nКонец"


@given(st.text(alphabet="аб1 .)(-+=#>*_`~[]{}|&!$\\<", max_size=40).map(normalized_line))
def test_plain_line_reverses_escaped(text: str) -> None:
    assert plain_line(escaped(text)) == text


@given(
    st.lists(st.sampled_from(["Мост [новый]", "1. Лёд", "- снег", "**да**", "Читайте нас"])),
    st.sampled_from(["p", "li", "h2", "blockquote"]),
)
def test_markdown_keeps_the_lines_that_the_text_keeps(texts: list[str], tag: str) -> None:
    lines, markdown = read("".join(f"<{tag}>{text}</{tag}>" for text in texts))
    cut = markdown_without_lines(markdown, {RECURRING})
    kept_lines = [text for text in lines if text != "Читайте нас"] or lines  # never left empty
    # Empty lines, also those of a quotation (">"), are left out.
    assert [plain_line(line) for line in cut.split("\n") if line.strip("> ")] == kept_lines
