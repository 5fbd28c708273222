"""Tests which last sentences of an outlet's articles are usual, and are cut off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.releases.tails import usual_tail, without_tail

OTHERS = (
    "На трассе столкнулись машины.\nОпубликовано 3 марта 2026 г. Фото пресс-службы.",
    "В школе открыли класс.\n\nОпубликовано 12 апреля 2026 г. Фото пресс-службы.",
    "Мост закрыт. Движение пустили в объезд.",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Снег убрали.\nОпубликовано 30 мая 2026 г. Фото пресс-службы.", "Снег убрали."),
        ("Снег убрали. Опубликовано 30 мая 2026 г.", "Снег убрали."),
        ("Снег убрали. Движение пустили в объезд.", "Снег убрали. Движение пустили в объезд."),
        ("Фото пресс-службы. Снег убрали.", "Фото пресс-службы. Снег убрали."),  # not at the end
        ("", ""),
    ],
)
def test_sentences_that_several_articles_end_with_are_cut_off(text: str, expected: str) -> None:
    assert without_tail(text, usual_tail(OTHERS)) == expected


@given(st.text("аб.! \n1", max_size=80), st.lists(st.text("аб.! \n1", max_size=80), max_size=4))
def test_only_the_end_of_a_text_is_cut_off(text: str, others: list[str]) -> None:
    assert text.startswith(without_tail(text, usual_tail(others)))
    assert without_tail(text, ()) == text.rstrip()
