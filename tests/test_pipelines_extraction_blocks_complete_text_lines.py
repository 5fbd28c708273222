"""Tests which single lines are added: hours, corrections, footnotes, questions and rows."""

import pytest

from pipelines.extraction.blocks.complete_text import (
    complete_text,
    days_of_entries,
    times_of_entries,
)
from tests.page_blocks import blocks_of
from tests.water_supply_article import TEXT, body_of


def test_the_entries_of_a_live_blog_keep_their_hours() -> None:
    entries = (
        ("18:40", "Вода поднялась ещё на двадцать сантиметров, подтоплены четыре улицы."),
        ("17:15", "Из Заречья вывезли шестьдесят человек, их разместили в школе."),
        ("16:02", "Глава города подписал режим чрезвычайной ситуации."),
    )
    text = "".join(
        f"<div class=entry><span class=hour>{hour}</span><div><p>{entry}</p></div></div>"
        for hour, entry in entries
    )
    lines = body_of(text).split("\n")
    assert lines == [line for pair in entries for line in pair]


def test_the_hours_of_a_chronicle_are_known_by_the_entries_below_them() -> None:
    entries = "<p>10:15</p><p>Горит склад.</p><p>11:40</p><p>Пожар потушен.</p>"
    blocks = blocks_of(entries)
    assert times_of_entries(blocks, blocks) == {0, 2}
    assert times_of_entries(blocks, blocks[2:]) == set()


@pytest.mark.parametrize(
    "note",
    [
        "Уточнение: в первой версии текста был неверно назван подрядчик работ.",
        "Исправление, 3 марта: сумма контракта составляет сорок, а не четыре миллиона рублей.",
        "Correction, March 3, 2026: This article originally misnamed the contractor of the works.",
        "Korrektur: In einer früheren Fassung war der Name der Firma falsch geschrieben.",
    ],
)
def test_a_correction_below_the_text_belongs_to_it(note: str) -> None:
    below = f"</div><div class=errata><p>{note}</p>"
    assert body_of(TEXT + below).endswith(note)


@pytest.mark.parametrize(
    "line",
    [
        "Исправление ошибок на сайте: пишите нам на почту редакции, ответим в течение дня.",
        "Уточнение: цена",
        "Correction: <a href=/policy>how this newsroom corrects the errors in its articles</a>.",
    ],
)
def test_a_line_that_only_begins_like_a_correction_is_not_added(line: str) -> None:
    assert body_of(TEXT + f"</div><div class=x>{line}</div>") == body_of(TEXT)


def test_the_days_of_a_programme_stay_above_their_entries() -> None:
    days = ("Friday, November 14, 2026", "Saturday, November 15, 2026")
    entries = "".join(f"<p>{day}</p><p>The band plays at the old pier.</p>" for day in days)
    blocks = blocks_of(entries)
    assert [blocks[index].text for index in sorted(days_of_entries(blocks))] == list(days)
    assert days_of_entries(blocks[:2]) == set()  # a single day may be that of publication


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("18.40 Uhr", "17.15 Uhr"),
        ("6.40pm", "5.15pm"),
        ("10:05 a.m.", "9:30 a.m."),
        ("о 18:40", "о 17:15"),
        ("14:20 CET", "13:05 CET"),
        ("18.40 гадз.", "17.15 гадз."),
    ],
)
def test_the_hours_of_a_live_blog_may_have_a_unit(first: str, second: str) -> None:
    entries = "".join(
        f"<div class=flex><time>{hour}</time><div>{text}</div></div>"
        for hour, text in ((first, "Вода поднялась на метр."), (second, "Мост закрыли."))
    )
    blocks = blocks_of(f"<div>{entries}</div>")
    hours = [block for block in blocks if block.text in (first, second)]
    others = [block for block in blocks if block not in hours]
    assert len(hours) == 2
    assert complete_text(blocks, others, "", "") == blocks
    assert times_of_entries(blocks, blocks) == {block.index for block in hours}


def test_a_price_above_a_sentence_is_no_hour() -> None:
    blocks = blocks_of(
        "<div><b>18.40 руб</b><p>Хлеб.</p></div><div><b>17.15 руб</b><p>Молоко.</p></div>"
    )
    assert times_of_entries(blocks, blocks) == set()


@pytest.mark.parametrize(
    "note",
    [
        "* Имя изменено по просьбе героини.",
        "*imię zmienione na prośbę rozmówcy",
        "* Name von der Redaktion geändert.",
        "** Организация признана нежелательной в России.",
    ],
)
def test_a_footnote_right_below_the_text_belongs_to_it(note: str) -> None:
    blocks = blocks_of(f"<div>{TEXT}<p>{note}</p></div><p>Контакты</p>")
    assert complete_text(blocks, blocks[:3], "", "") == blocks[:4]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>* обязательные поля для заполнения</p>",
        "<p>* required fields are marked so</p>",
        "<p>* <a href=/1>Имя изменено по просьбе героини</a></p>",
        "<p>***</p>",
        "<p>Комментарии</p><p>* Имя изменено по просьбе героини.</p>",
        "<form><p>* Имя и почта не публикуются.</p></form>",
    ],
)
def test_a_line_with_an_asterisk_elsewhere_is_no_footnote(markup: str) -> None:
    blocks = blocks_of(f"<div>{TEXT}{markup}</div>")
    assert complete_text(blocks, blocks[:3], "", "") == blocks[:3]


QUESTIONS = ("Кто заплатил за ремонт?", "А когда?", "Точно?")
ANSWERS = ("Деньги выделила область.", "Осенью.", "Да.")


@pytest.mark.parametrize(
    "pair", ["<div class=q>{}</div><div class=a>{}</div>", "<dt>{}</dt><dd>{}"]
)
def test_short_questions_of_an_interview_belong_to_it(pair: str) -> None:
    html = "".join(map(pair.format, QUESTIONS, ANSWERS))
    blocks = blocks_of(f"<div>{html}</div>")
    chosen = [block for block in blocks if block.text not in QUESTIONS[1:]]
    assert complete_text(blocks, chosen, "", "") == blocks


def test_a_question_of_a_widget_is_no_question_of_the_interview() -> None:
    html = (
        f"<p>{QUESTIONS[0]}</p><p>{ANSWERS[0]}</p><div class=poll>Вы довольны?</div>"
        f"<p>{ANSWERS[1]}</p>"
    )
    blocks = blocks_of(f"<div>{html}</div>")
    chosen = [block for block in blocks if block.box.tag == "p"]
    assert complete_text(blocks, chosen, "", "") == chosen


ROWS = ("Где: дом культуры «Химик»", "Когда: 5 декабря, 18:00", "Вход: 300 рублей")


@pytest.mark.parametrize("markup", ["<p>{}<br>{}<br>{}</p>", "<div>{}</div><div>{}</div><div>{}"])
@pytest.mark.parametrize("chosen_row", [0, 1, 2])
def test_rows_with_a_label_beside_a_chosen_one_are_text(markup: str, chosen_row: int) -> None:
    blocks = blocks_of(f"<section>{TEXT}{markup.format(*ROWS)}</section>")
    chosen = [*blocks[:3], blocks[3 + chosen_row]]
    assert complete_text(blocks, chosen, "", "") == blocks


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("<p>{}</p><div>Автор статьи: Анна Ким</div>", id="other markup"),
        pytest.param("<p>{}</p><p>Теги: мост, река, город</p>", id="label of the page"),
        pytest.param("<p>{}</p><p>Фото: пресс-служба мэрии</p>", id="credit"),
        pytest.param("<p>{}</p><p>Ещё: <a href=/1>Каток открыли</a></p>", id="link"),
        pytest.param("<p>{}</p><p>Контакты</p><p>Вход: со двора</p>", id="not beside"),
    ],
)
def test_other_lines_with_a_label_are_no_rows_of_the_text(rows: str) -> None:
    blocks = blocks_of(f"<section>{TEXT}{rows.format(ROWS[0])}</section>")
    assert complete_text(blocks, blocks[:4], "", "") == blocks[:4]
