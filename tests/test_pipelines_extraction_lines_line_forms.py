"""Tests the forms of lines that belong to a text."""

import pytest

from pipelines.extraction.lines.line_forms import (
    ends_sentence,
    is_correction,
    is_footnote,
    is_labelled_value,
    is_time_of_day,
)


@pytest.mark.parametrize("line", ["14:20", "09.30 мск", "6.40pm", "о 18:40", "18.40 Uhr"])
def test_a_time_of_day_may_have_a_unit(line: str) -> None:
    assert is_time_of_day(line)


@pytest.mark.parametrize("line", ["18.40 руб", "24:00", "14:20 Горит склад", "1420"])
def test_a_price_or_a_line_with_words_is_no_time_of_day(line: str) -> None:
    assert not is_time_of_day(line)


def test_a_label_stands_before_the_value() -> None:
    assert is_labelled_value("Вход: 300 рублей")
    assert not is_labelled_value("300 рублей")
    assert not is_labelled_value("Мост открыт. Проезд: свободен")


def test_a_correction_says_what_was_wrong() -> None:
    assert is_correction("Уточнение: в первой версии текста был неверно назван подрядчик.")
    assert not is_correction("Уточнение: цена")


def test_a_footnote_begins_with_an_asterisk_and_is_no_part_of_a_form() -> None:
    assert is_footnote("* Имя изменено по просьбе героини.")
    assert not is_footnote("* обязательные поля для заполнения")
    assert not is_footnote("Имя изменено по просьбе героини.")


@pytest.mark.parametrize(
    ("line", "is_ended"),
    [("Мост открыт.", True), ("«Мост открыт!»", True), ("(Мост открыт.)", True), ("Мост:", False)],
)
def test_quotes_and_brackets_may_follow_the_end_of_a_sentence(line: str, *, is_ended: bool) -> None:
    assert ends_sentence(line) is is_ended
