"""Tests how the items of ``<ol>`` and ``<ul>`` elements are written as Markdown."""

import pytest

from pipelines.extraction.lines.recurring_lines import line_hash
from pipelines.extraction.markdown import article_markdown
from pipelines.extraction.markdown_items import ListMark
from pipelines.extraction.markdown_lines import markdown_without_lines, plain_line
from tests.bridge_article import URL
from tests.page_blocks import blocks_of

HUGE_NUMBER = "9" * 30


def markdown(body: str) -> str:
    """Return the Markdown of a text that consists of all blocks of a page."""
    blocks = blocks_of(body)
    return article_markdown([block.text for block in blocks], blocks, URL)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<ol><li>лёд<li>снег<li>дождь</ol>", "1. лёд\n2. снег\n3. дождь", id="ol"),
        pytest.param("<ol start=4><li>лёд<li>снег</ol>", "4. лёд\n5. снег", id="start"),
        pytest.param("<ol><li>лёд<li value=7>снег<li>дождь</ol>", "1. лёд\n7. снег\n8. дождь",
                     id="value"),
        pytest.param("<ol start=0><li>лёд</ol>", "0. лёд", id="zero"),
        pytest.param("<ol start=-3><li>лёд<li>снег</ol>", "1. лёд\n2. снег", id="negative"),
        pytest.param("<ol start=four><li>лёд</ol>", "1. лёд", id="word"),
        pytest.param(f"<ol start={HUGE_NUMBER}><li>лёд</ol>", "1. лёд", id="huge"),
        pytest.param("<ol><li>лёд</ol><p>Затем:</p><ol><li>снег</ol>",
                     "1. лёд\n\nЗатем:\n\n1. снег", id="two lists"),
        pytest.param("<ol><li>лёд<ol><li>тонкий<li>талый</ol><li>снег</ol>",
                     "1. лёд\n    1. тонкий\n    2. талый\n2. снег", id="nested"),
    ],
)  # fmt: skip
def test_an_item_has_the_number_that_the_page_shows(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<ul><li><p>Лёд тонок.</p><p>Выход закрыт.</p><li>Снег</ul>",
                     "- Лёд тонок.\n\n    Выход закрыт.\n- Снег", id="paragraphs"),
        pytest.param("<ol><li>Лёд<br>до весны<li>Снег</ol>",
                     "1. Лёд\n\n    до весны\n2. Снег", id="line break"),
        pytest.param("<ul><li><div>Лёд</div><div>на реке</div></ul>",
                     "- Лёд\n\n    на реке", id="boxes"),
    ],
)  # fmt: skip
def test_a_further_paragraph_of_an_item_is_no_item(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<ol><li><h3>Лёд</h3><p>Тонок.</p><p>Закрыт.</p><li><h3>Снег</h3><p>Идёт.</ol>",
                     "### Лёд\n\nТонок.\n\nЗакрыт.\n\n### Снег\n\nИдёт.", id="headings"),
        pytest.param("<ul><li>" + "<p>Лёд.</p>" * 9 + "</ul>", "\n\n".join(["Лёд."] * 9),
                     id="many paragraphs"),
        pytest.param("<ul><li><h3>Лёд</h3><ul><li>тонкий<li>талый</ul></ul>",
                     "### Лёд\n\n- тонкий\n- талый", id="a list in a section"),
    ],
)  # fmt: skip
def test_a_section_in_an_item_is_written_as_a_section(html: str, expected: str) -> None:
    assert markdown(html) == expected


def test_a_nested_list_without_an_item_above_is_not_indented() -> None:
    # Four spaces at the beginning of a part would make it code.
    assert markdown("<ul><li><ul><li>лёд<li>снег</ul></ul>") == "- лёд\n- снег"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<div role="heading" aria-level="3">Сроки</div><p>К осени.</p>', "### Сроки\n\nК осени."),
        ('<p role="heading">Сроки</p><p>К осени.</p>', "## Сроки\n\nК осени."),
        ('<div role="heading" aria-level="99">Сроки</div>', "## Сроки"),
        ('<div role="note" aria-level="3">Сроки</div>', "Сроки"),
    ],
)
def test_a_heading_by_its_role_is_a_heading(html: str, expected: str) -> None:
    assert markdown(html) == expected


def test_a_recurring_line_is_cut_from_an_item_with_its_number() -> None:
    text = markdown("<ol start=9><li>лёд<li><p>снег</p><p>Читайте нас</p><li>дождь</ol>")
    assert (
        markdown_without_lines(text, {line_hash("Читайте нас")}) == "9. лёд\n10. снег\n\n11. дождь"
    )
    assert markdown_without_lines(text, {line_hash("снег")}).startswith("9. лёд\n\n")


@pytest.mark.parametrize("mark", [ListMark("12. ", 0), ListMark("- ", 2), ListMark("", 1)])
def test_the_plain_text_of_an_item_is_found_again(mark: ListMark) -> None:
    assert plain_line(mark.markdown("лёд на реке").strip("\n")) == "лёд на реке"
