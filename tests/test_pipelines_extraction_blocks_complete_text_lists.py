"""Tests which lists and tables are added to the chosen blocks."""

import pytest

from pipelines.extraction.blocks.complete_text import complete_text
from tests.page_blocks import blocks_of
from tests.water_supply_article import TEXT, body_of

ITEMS = ("на улице Садовой до перекрёстка", "в сквере у дома культуры", "возле школы № 4")


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Работы пройдут по адресам:</p><ul>{}</ul>",
        "<p>Работы пройдут по адресам:</p><ol>{}</ol>",
        "<div>Работы пройдут по адресам:</div><ul class=list>{}</ul>",
    ],
)
def test_a_list_that_closes_the_text_belongs_to_it(markup: str) -> None:
    body = body_of(TEXT + markup.format("".join(f"<li>{item};</li>" for item in ITEMS)))
    assert all(item in body for item in ITEMS)
    assert "Работы пройдут по адресам:" in body


def test_a_list_without_links_among_paragraphs_needs_no_colon() -> None:
    items = "".join(f"<li>{item}</li>" for item in ITEMS)
    body = body_of(f"{TEXT}<ul>{items}</ul>")
    assert body.split("\n")[-3:] == list(ITEMS)


def test_items_in_paragraphs_after_a_colon_belong_to_the_text() -> None:
    items = "".join(f"<p>— {item};</p>" for item in ITEMS)
    body = body_of(TEXT + f"<p>Работы пройдут по адресам:</p>{items}")
    assert all(item in body for item in ITEMS)


def test_a_list_of_links_below_the_text_does_not_belong_to_it() -> None:
    links = "".join(f"<li><a href=/n/{n}>{item}, подробности</a></li>"
                    for n, item in enumerate(ITEMS))  # fmt: skip
    assert not any(item in body_of(TEXT + f"<p>Ещё:</p><ul>{links}</ul>") for item in ITEMS)


def test_a_table_keeps_its_labels() -> None:
    table = (
        "<p>Новые тарифы:</p><table><tr><th>Услуга<th>Было<th>Стало</tr><tr><td>Вода<td>30 рублей"
        "<td>34 рубля</tr><tr><td>Стоки<td>28 рублей<td>32 рубля</tr></table>"
    )
    body = body_of(TEXT + table)
    assert all(cell in body for cell in ("Вода", "34 рубля", "Стоки", "32 рубля"))


@pytest.mark.parametrize(
    ("before", "table", "is_text"),
    [
        ("", "<table><caption>График</caption>{}</table>", True),
        ("", "<table>{}</table>", True),
        ("<h3>График отключений</h3>", "<div class=table-responsive><table>{}</table></div>", True),
        ("", "<aside class=widget><table>{}</table></aside>", False),
    ],
)
@pytest.mark.parametrize("after", ["", "<p>Воду подвезут к домам два раза в день, утром.</p>"])
def test_a_table_that_follows_a_paragraph_needs_no_colon(
    before: str, table: str, is_text: bool, after: str
) -> None:
    rows = "<tr><th>Улица<th>Дата<tr><td>Садовая<td>с утра<tr><td>Речная<td>с обеда"
    body = body_of(TEXT + before + table.format(rows) + after)
    assert ("Садовая" in body and "с обеда" in body) is is_text


def test_a_table_of_links_below_the_text_does_not_belong_to_it() -> None:
    rows = "".join(f"<tr><td><a href=/{n}>Раздел {n}</a><td>{n} записей" for n in range(4))
    assert "записей" not in body_of(f"{TEXT}<table>{rows}</table>")


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li>Центр<ul><li>улица Мира</li><li>улица Садовая</li></ul></li><li>Окраина</li></ul>",
        "<ol><li><p>Центр</p><ol><li>улица Мира</li><li>улица Садовая</li></ol></li></ol>",
        "<ul><li>Центр</li><ul><li>улица Мира</li><li>улица Садовая</li></ul></ul>",
    ],
)
def test_a_nested_list_is_a_part_of_the_outer_list(markup: str) -> None:
    blocks = blocks_of(f"<div>{TEXT}{markup}</div>")
    assert complete_text(blocks, blocks[:3], "", "") == blocks


@pytest.mark.parametrize("tag", ["figure class=wp-block-table", "div class=table-responsive"])
def test_a_table_in_a_figure_right_below_a_paragraph_is_text(tag: str) -> None:
    cells = "<tr><td>2025</td><td>48 тыс.</td></tr><tr><td>2026</td><td>61 тыс.</td></tr>"
    closing = tag.split()[0]
    blocks = blocks_of(f"<div>{TEXT}<{tag}><table>{cells}</table></{closing}></div>")
    assert complete_text(blocks, blocks[:3], "", "") == blocks


@pytest.mark.parametrize(
    "items",
    [
        "<div class=item>паспорт</div><div class=item>справка</div>",
        "<div>✅ паспорт</div><div>✅ справка</div>",
        "<p>— паспорт;</p><p>— справка.</p>",
    ],
)
def test_a_list_in_the_next_box_of_a_page_builder_belongs_to_its_announcement(items: str) -> None:
    row = '<div class="row"><div class="col"><div class="rich">{}</div></div></div>'
    text = TEXT + "<p>С собой нужно взять:</p>"
    blocks = blocks_of(f"<main>{row.format(text)}{row.format(items)}</main>")
    assert complete_text(blocks, blocks[:4], "", "") == blocks


def test_a_list_of_links_in_the_next_box_is_no_list_of_the_text() -> None:
    row = '<div class="row"><div class="col"><div class="rich">{}</div></div></div>'
    links = (
        '<div class=item><a href="/1">Каток</a></div><div class=item><a href="/2">Парк</a></div>'
    )
    text = TEXT + "<p>С собой нужно взять:</p>"
    blocks = blocks_of(f"<main>{row.format(text)}{row.format(links)}</main>")
    assert complete_text(blocks, blocks[:4], "", "") == blocks[:4]
