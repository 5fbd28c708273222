"""Tests that the cells of a table stay in their columns in Markdown."""

import pytest

from pipelines.extraction.blocks.segment import read_blocks
from pipelines.extraction.lines.recurring_lines import line_hash
from pipelines.extraction.markdown_lines import markdown_without_lines
from pipelines.extraction.markdown_tables import places_in_tables
from pipelines.parsing.html import parse
from pipelines.parsing.text import normalized_line
from tests.test_pipelines_extraction_markdown_lists import markdown


def table(*rows: str) -> str:
    """Return the rows as a table, with the line below its header."""
    rule = "|" + " --- |" * (rows[0].count("|") - 1)
    return "\n".join((rows[0], rule, *rows[1:]))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # An empty cell.
        ("<tr><th>Район<th>2025<th>2026<tr><td>Центр<td><td>7",
         table("| Район | 2025 | 2026 |", "| Центр |  | 7 |")),
        ("<tr><th><th>Haus<tr><td>Mitte<td>7", table("|  | Haus |", "| Mitte | 7 |")),
        # Cells over several columns and rows.
        ("<tr><th rowspan=2>Район<th colspan=2>Дома<tr><th>2025<th>2026<tr><td>Центр<td>6<td>7",
         table("| Район | Дома |  |", "|  | 2025 | 2026 |", "| Центр | 6 | 7 |")),
        ("<tr><td>Ա<td rowspan=3>Բ<td>Գ<tr><td>1<td>2<tr><td>3<td>4",
         table("| Ա | Բ | Գ |", "| 1 |  | 2 |", "| 3 |  | 4 |")),
        ("<thead><tr><th>Dzień<th>Cena</thead><tbody><tr><td colspan=2>Zima<tr><td>1<td>9",
         table("| Dzień | Cena |", "| Zima |  |", "| 1 | 9 |")),
        ("<tr><th>День<th>Цена<tr><td>1<td>9<tr><td colspan=2>Вход свободный",
         table("| День | Цена |", "| 1 | 9 |", "| Вход свободный |  |")),
        # Lines of one cell.
        ("<tr><th>Өткізу<th>Уақыт<tr><td>Дүйсенбі<br>Сейсенбі<td><p>9:00<p>18:00",
         table("| Өткізу | Уақыт |", "| Дүйсенбі / Сейсенбі | 9:00 / 18:00 |")),
    ],
)  # fmt: skip
def test_each_cell_stays_in_its_column(html: str, expected: str) -> None:
    assert markdown(f"<table>{html}</table>") == expected


def test_a_title_in_the_first_row_is_a_line_above_the_table() -> None:
    html = "<table><tr><td colspan=2>Дома<tr><th>Район<th>Дом<tr><td>Центр<td>7</table>"
    assert markdown(html) == "Дома\n\n" + table("| Район | Дом |", "| Центр | 7 |")


def test_a_long_text_in_a_single_cell_is_a_paragraph() -> None:
    text = "Строители закончили мост. " * 10
    html = f"<table><tr><td>Дата<td>Мост<tr><td colspan=2>{text}</table>"
    assert markdown(html).endswith(f"\n\n{text.strip()}")


@pytest.mark.parametrize(
    "html",
    [
        # A menu beside the text.
        f"<table><tr><td>Мәзір<td><p>{'Көпір ашылды. ' * 20}</p><p>Бітті.</p></table>",
        # A picture beside each paragraph.
        "<table><tr><td><img src=/1><td>Мост.<tr><td><img src=/2><td>Лёд.</table>",
        "<table><tr><td>Мост.<td>&nbsp;</table>",
    ],
)
def test_a_table_that_is_a_layout_gives_paragraphs(html: str) -> None:
    assert "|" not in markdown(html)


@pytest.mark.parametrize("span", ["99999999999", "-3", "0", "x", "", "²", " 2 "])
def test_a_span_of_any_value_leaves_a_small_table(span: str) -> None:
    html = f"<table><tr><td colspan='{span}' rowspan='{span}'>а<td>б<tr><td>в<td>г</table>"
    written = markdown(html)
    assert len(written) < 2_000
    assert [cell for cell in "абвг" if cell not in written] == []


def test_a_wide_table_is_not_filled_up() -> None:
    html = f"<table><tr>{'<td>а' * 3_000}{'<tr><td>б<td>в' * 1_000}</table>"
    assert len(markdown(html)) < 2_000_000


def test_a_table_of_recurring_lines_is_cut_with_its_cells_of_several_lines() -> None:
    written = markdown("<p>Мост.</p><table><tr><td>Мы<br>тут<td>Читайте</table>")
    assert "| Мы / тут | Читайте |" in written
    assert markdown_without_lines(written, set(map(line_hash, ("Мы", "тут", "Читайте")))) == "Мост."


@pytest.mark.parametrize("span", ["colspan", "rowspan"])
def test_a_row_of_many_wide_cells_does_not_fill_the_database(span: str) -> None:
    row = f"<td {span}=50>7" * 2_000
    text = markdown(f"<table><tr>{row}<tr>{row}</table>")
    assert text.count("7") == 4_000
    assert len(text) < 60_000


def test_only_cells_of_data_have_places_in_a_table() -> None:
    data = "<table><tr><td>Центр<td>7<tr><td>Север<td>8</table>"
    layout = "<table><tr><td>Первый абзац новости.<tr><td>Второй абзац новости.</table>"
    tree = parse(f"<html><body><p>Итоги:</p>{data}{layout}</body></html>")
    assert tree is not None
    assert list(places_in_tables(read_blocks(tree, normalized_line))) == [1, 2, 3, 4]
