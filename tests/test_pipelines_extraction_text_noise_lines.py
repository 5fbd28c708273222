"""Lines that are noise on any page, and sentences that only look like them."""

import pytest

from pipelines.extraction.text.noise_lines import noise_reason


@pytest.mark.parametrize(
    "text",
    [
        "Сетевое издание «Вести Сурска» зарегистрировано в Роскомнадзоре, свидетельство "
        "ЭЛ № ФС 77-12345 от 12.03.2019.",
        "СМИ «Сурск сегодня» (Эл №ФС77-00000)",
        "Газета «Сурская правда», ПИ № ТУ 58-00123",
    ],
)
def test_the_imprint_of_an_outlet_is_no_text(text: str) -> None:
    assert noise_reason(text) == "standing phrase"


@pytest.mark.parametrize(
    "text",
    [
        "Сетевое издание «Вести» сообщило о пожаре в лесу под Сурском.",
        "СМИ пишут, что мост через Суру откроют 12 марта.",
    ],
)
def test_a_sentence_about_an_outlet_is_text(text: str) -> None:
    assert noise_reason(text) is None


@pytest.mark.parametrize("text", ["18+", "О редакции", "Версия для печати"])
def test_a_label_of_the_page_is_no_text(text: str) -> None:
    assert noise_reason(text)
