"""Tests that tables of ``<div>`` rows are text, and the rows of widgets are not."""

from collections.abc import Sequence

import pytest

from pipelines.extraction.sections.rows import dates_in_lists, dates_in_tables
from tests.bridge_repair import FIRST, SECOND, THIRD, body_of
from tests.page_blocks import blocks_of


def rows(names: tuple[str, str, str], *lines: tuple[str, ...], cell: str = "div") -> str:
    table, row, name = names
    tag = cell.split()[0]
    rows_of_table = "".join(
        f"<div class='{row}'>" + "".join(f"<{cell} {name}>{text}</{tag}>" for text in line)
        + "</div>"
        for line in lines
    )  # fmt: skip
    return f"<div class='{table}'>{rows_of_table}</div>"


FARES = (("Маршрут", "Тариф"), ("Автобус № 4", "34 рубля"), ("Трамвай", "30 рублей"))


@pytest.mark.parametrize(
    ("names", "cell"),
    [
        (("table", "table-row", "class=table-cell"), "div"),
        (("grid grid-cols-2", "contents", "class='p-2 border'"), "div"),
        (("css-1x", "css-2y", "class=css-3z"), "p"),
        (("sc-aaa", "sc-bbb", ""), "div"),
        (("rates", "rates__line", "role=cell"), "span"),
    ],
)
@pytest.mark.parametrize(
    "above",
    [
        "<h3>Сколько стоит проезд</h3>",
        "<p>Тарифы на время ремонта:</p>",
        "<p>Тарифы на время ремонта показаны в таблице.</p>",
    ],
)
def test_a_table_of_div_rows_that_the_text_introduces_is_text(
    names: tuple[str, str, str], cell: str, above: str
) -> None:
    lines = body_of(amid=above + rows(names, *FARES, cell=cell)).split("\n")
    assert lines[2:-2] == [text for line in FARES for text in line]


@pytest.mark.parametrize(
    "lines",
    [
        (("Подрядчик", "Саратовмост"), ("Движение", "закрыто")),
        (("Работы", "Срок"), ("Опоры моста", "июль"), ("Объезд на время ремонта", "август")),
    ],
)
def test_a_table_of_div_rows_that_shares_words_with_the_text_is_text(
    lines: tuple[tuple[str, ...], ...],
) -> None:
    body = body_of(amid=rows(("sc-aaa", "sc-bbb", ""), *lines))
    assert body.split("\n")[1:-2] == [text for line in lines for text in line]


@pytest.mark.parametrize(
    "lines",
    [
        (("Вокзал", "10-15 11-20"), ("Рынок", "10-25 11-30")),  # times
        (("Час", "Минуты"), ("6", "05 20 35 50")),
        (("Вокзал", "01-07-26"), ("Рынок", "15-08-26")),  # dates
        (("Льготы", "Да"), ("Багаж", "Нет")),
        (("Вокзал", "10-15 11-20"), ("6", "05 20 35 50"), ("Рынок", "01-07-26"), ("Льготы", "Да")),
    ],
)
def test_times_dates_and_yes_or_no_are_cells_of_a_table_that_the_text_names(
    lines: tuple[tuple[str, ...], ...],
) -> None:
    above = "<p>Расписание всех рейсов на летний сезон показано ниже в таблице.</p>"
    body = body_of(amid=above + rows(("x", "row", ""), *lines))
    assert body.split("\n")[2:-2] == [text for line in lines for text in line]


@pytest.mark.parametrize(
    "lines",
    [
        (("Отдел рекламы", "52-11-13"), ("Отдел подписки", "52-11-14")),
        (("Глава района", "2-11-13"), ("Подрядчик", "тел. 2-11-14, 2-11-15")),
        (("Касса", "+7 (8412) 52-11-13"), ("Справка", "8 (8412) 52-11-14")),
        (("Да", "45 %"), ("Нет", "55 %")),
        (("👍 Рейсы", "12"), ("👎 Рейсы", "3")),
    ],
)
def test_telephones_and_votes_are_no_table_even_if_the_text_names_one(
    lines: tuple[tuple[str, ...], ...],
) -> None:
    above = "<p>Расписание всех рейсов на летний сезон показано ниже в таблице.</p>"
    assert lines[0][1] not in body_of(amid=above + rows(("x", "row", ""), *lines))


@pytest.mark.parametrize(
    "widget",
    [
        rows(("share", "share__row", ""), ("Поделиться", "12"), ("Нравится", "40")),
        rows(("related-list", "x", ""), ("Мост откроют", "12 мая"), ("Школу чинят", "3 мая")),
        rows(("x", "y", ""), ("<a href=/tag/1>мост</a>", "5"), ("<a href=/tag/2>Хопёр</a>", "7")),
        rows(("x", "y", ""), ("USD", "81,2", "+1"), ("EUR", "94,1")),  # rows of unequal length
        rows(("kurs", "r", ""), ("Доллар", "90,5"), ("Евро", "98,1"), ("Юань", "12,4")),
        rows(("x", "r", ""), ("Золото", "8 900"), ("Серебро", "101")),
        rows(("box", "r", ""), ("Отдел рекламы", "52-11-13"), ("Отдел подписки", "52-11-14")),
        rows(("box", "r", ""), ("Глава района", "2-11-13"), ("Подрядчик моста", "2-11-14")),
        rows(("box", "r", ""), ("👍", "12"), ("👎", "3"), cell="span role=cell"),
        rows(("box", "r", ""), ("👍 Ремонт моста", "12"), ("👎 Движение", "3")),
        rows(("box", "r", ""), ("Да, чините мост", "45 %"), ("Нет, закройте движение", "55 %")),
        rows(("box", "r", ""), ("Глава района", "12-11-13"), ("Подрядчик моста", "12-11-14")),
        rows(("box", "r", ""), ("Ремонт моста", "Да"), ("Движение", "Нет")),
        rows(("box", "r", ""), ("Мост закрыт", "12 ноября"), ("Движение изменят", "3 ноября")),
        rows(("box", "r", ""), ("Ремонт моста, днём", "−5 °C"), ("Движение, ночью", "−9 °C")),
        rows(("box", "r", ""), ("Саратов", "+11"), ("Энгельс", "+12")),
    ],
)
def test_rows_of_a_widget_amid_the_text_are_none(widget: str) -> None:
    assert body_of(amid=widget).split("\n") == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "heading", ["Курсы валют", "Погода на завтра", "Цены на бензин", "Что почём?"]
)
def test_rows_below_the_heading_of_a_widget_are_none(heading: str) -> None:
    widget = rows(("x", "r", ""), ("Доллар", "90,5"), ("Евро", "98,1"))
    assert "Доллар" not in body_of(amid=f"<h4>{heading}</h4>{widget}")
    assert "Доллар" not in body_of(amid=f"<div class=k><h4>{heading}</h4>{widget}</div>")


@pytest.mark.parametrize("cell", ["<td>{}</td>", "<td><p>{}</p></td>"])
def test_times_and_days_in_a_table_stay_in_their_rows(cell: str) -> None:
    lines = (
        ("Маршрут", "Отправление", "День"),
        ("№ 4", "17:00", "12 мая"),
        ("№ 7", "18:30", "13 мая"),
    )
    table = "".join(f"<tr>{''.join(map(cell.format, line))}</tr>" for line in lines)
    body = body_of(amid=f"<p>Расписание автобусов на время ремонта:</p><table>{table}</table>")
    assert [part for line in lines for part in line if part not in body.split("\n")] == []


def test_a_day_alone_in_a_row_of_a_layout_is_no_text() -> None:
    blocks = blocks_of(
        "<table><tr><td>12 мая 2026</td></tr><tr><td>Мост открыт.</td></tr></table><p>12 мая</p>"
    )
    assert dates_in_tables(blocks) == set()


@pytest.mark.parametrize(
    ("items", "dates"),
    [
        (("3 декабря, 11:00", "5 декабря, 18:30"), ("3 декабря, 11:00", "5 декабря, 18:30")),
        (("3 декабря", "5 декабря", "Вход свободный"), ("3 декабря", "5 декабря")),
        (("Мост открыли", "3 декабря 2026", "Каток залили", "5 декабря 2026"), ()),
        (("3 декабря",), ()),
    ],
)
def test_several_dates_in_a_row_of_a_list_are_text(
    items: tuple[str, ...], dates: tuple[str, ...]
) -> None:
    above = "<p>Концерты пройдут так:</p>"
    blocks = blocks_of(f"{above}<ul>{''.join(f'<li>{text}</li>' for text in items)}</ul>")
    indexes = dates_in_lists(blocks)
    assert tuple(block.text for block in blocks if block.index in indexes) == dates
    paragraphs = blocks_of(above + "".join(f"<p>{text}</p>" for text in items))
    assert dates_in_lists(paragraphs) == set()


SENTENCES = f"<p>{FIRST}</p><p>{SECOND}</p>"
YEARLESS = ("3 декабря, 11:00", "5 декабря, 18:30")
WITH_YEARS = ("30 ноября 2026", "1 декабря 2026, 10:15")


def dates_of(above: str, items: Sequence[str], below: str, tag: str = "ul") -> list[str]:
    """Return the dates of a list that are text, between the markup above and below it."""
    lines = "".join(f"<li>{text}</li>" for text in items)
    blocks = blocks_of(f"{above}<{tag}>{lines}</{tag}>{below}")
    indexes = dates_in_lists(blocks)
    return [block.text for block in blocks if block.index in indexes]


@pytest.mark.parametrize("items", [YEARLESS, WITH_YEARS, ("07:10", "08:30", "19:45")])
@pytest.mark.parametrize("below", ["", SENTENCES])
@pytest.mark.parametrize(
    "above",
    [
        "<p>Концерты пройдут в зале:</p>",
        f"{SENTENCES}<p>Концерты пройдут в зале:</p>",
        "<p>Опубликован график рейсов:</p>",
        f"{SENTENCES}<h3>Когда приходить</h3>",
        f"{SENTENCES}<p><b>When to come</b></p>",
    ],
)
def test_dates_in_a_list_that_a_line_introduces_are_text(
    above: str, items: Sequence[str], below: str
) -> None:
    assert dates_of(above, items, below, "ol") == list(items)


@pytest.mark.parametrize(
    ("items", "below"),
    [(YEARLESS, SENTENCES), (("5 May", "6 May", "7 May"), ""), (("07:10", "08:30"), SENTENCES)],
)
def test_dates_without_a_year_in_a_list_below_a_sentence_are_text(
    items: Sequence[str], below: str
) -> None:
    assert dates_of(SENTENCES, items, below) == list(items)


@pytest.mark.parametrize(
    "items",
    [
        WITH_YEARS,
        ("30 ноября 2026, 10:15", "Обновлено: 1 декабря 2026, 11:00"),
        ("30.11.2026 10:15", "01.12.2026 09:00"),
        ("30 ноября 2026", "1 декабря 2026"),
        ("30.11.26", "01.12.26"),
        ("30 November 2026", "Updated 1 December 2026"),
        ("30 November 2026, 10:15", "1 December 2026, 9:00 (updated)"),
        ("Опубліковано: 30.11.2026", "Оновлено: 01.12.2026"),
        ("30. November 2026", "Aktualisiert: 1. Dezember 2026"),
    ],
)
@pytest.mark.parametrize(
    ("above", "below"),
    [("", SENTENCES), (SENTENCES, ""), (f"<p>{FIRST}</p>", f"<p>{SECOND}</p>"),
     ("<h3>Мост ремонтируют</h3>", SENTENCES), ("<p>Опубликовано:</p>", SENTENCES)],
)  # fmt: skip
def test_dates_of_publication_in_a_list_are_no_text(
    above: str, items: Sequence[str], below: str
) -> None:
    assert dates_of(above, items, below) == []


@pytest.mark.parametrize(
    ("above", "items", "below"),
    [
        ("", ("30 ноября, 10:15", "1 декабря, 11:00"), SENTENCES),
        (SENTENCES, ("30 ноября, 10:15", "1 декабря, 11:00"), ""),
        ("", ("28 мая", "29 мая", "30 мая"), SENTENCES),
        (SENTENCES, ("30 ноября, 10:15", "Обновлено: 1 декабря, 11:00"), SENTENCES),
        (f"{SENTENCES}<p>Article dates:</p>", ("30 May", "Updated: 1 June"), SENTENCES),
    ],
)
def test_dates_without_a_year_at_the_edge_of_a_text_or_with_a_label_are_no_text(
    above: str, items: Sequence[str], below: str
) -> None:
    assert dates_of(above, items, below) == []


def test_lists_of_dates_on_a_page_are_removed_as_data_and_kept_as_timetables() -> None:
    data = f"<ul class=meta>{''.join(f'<li>{text}</li>' for text in WITH_YEARS)}</ul>"
    assert body_of(below=data).split("\n") == [FIRST, SECOND, THIRD]
    assert body_of(amid=data).split("\n") == [FIRST, SECOND, THIRD]
    times = "".join(f"<li>{text}</li>" for text in YEARLESS)
    timetable = f"<p>Движение закроют в такие дни:</p><ul>{times}</ul>"
    assert body_of(below=timetable).split("\n")[-2:] == list(YEARLESS)
