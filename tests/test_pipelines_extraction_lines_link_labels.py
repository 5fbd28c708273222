"""Tests which lines are labels of links to other articles."""

import pytest

from pipelines.extraction.lines.link_labels import begins_with_link_label, is_link_label


@pytest.mark.parametrize(
    "line",
    ["Читайте также", "Читайте также:", "▶ ЧИТАЙТЕ ЕЩЁ", "Новости по теме", "Читайте також:",
     "Ссылки по теме:", "Related stories", "You may also like", "Lesen Sie auch:",
     "Czytaj także", "Lire aussi :",
     "DON'T MISS", "Don’t miss this:", "Nie przegap", "À ne pas manquer", "Não perca"],
)  # fmt: skip
def test_a_label_alone_is_recognised_in_each_language(line: str) -> None:
    assert is_link_label(line)


@pytest.mark.parametrize(
    "line",
    ["Читайте также в субботнем номере интервью с директором музея.", "Лекция пройдёт по теме",
     "Зачем читать", "The story is related to the flood.", "По теме дня выступил губернатор",
     "Don't miss the last train home."],
)  # fmt: skip
def test_a_sentence_with_words_of_a_label_is_no_label(line: str) -> None:
    assert not is_link_label(line)


def test_a_label_before_a_headline_is_distinguished_from_one_inside_a_sentence() -> None:
    assert begins_with_link_label("Читайте также: В Пензе открыли мост")
    assert begins_with_link_label("По теме — «Мост открыт»")
    assert begins_with_link_label("Мы уже писали: Мост открыт")
    assert begins_with_link_label("Zobacz również ► Łódź otwiera most")
    assert begins_with_link_label("Կարդացեք նաև » Կամուրջը բացվել է")
    assert not begins_with_link_label("Читайте также: как добраться до вокзала")
    assert not begins_with_link_label(f"Читайте также: Мост {'открыли ' * 60}")
