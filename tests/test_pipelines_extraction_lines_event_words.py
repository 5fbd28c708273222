"""Tests verbs that tell of what happened, and days of the week in a text."""

import pytest

from pipelines.extraction.lines.event_words import names_weekday, tells_of_event


@pytest.mark.parametrize(
    "text",
    [
        "Мост открыли.",
        "Дорога перекрыта.",
        "Die Halle wurde verkauft.",
        "The bridge was opened.",
        "I volontari lo hanno trovato a Zeri.",
        "Il a été retrouvé.",
        "El Alcarria perdió en el descuento.",
        "O homem foi detido.",
    ],
)
def test_verbs_of_the_past_tell_of_an_event(text: str) -> None:
    assert tells_of_event(text)


@pytest.mark.parametrize(
    "text", ["Раздел и материал.", "The museum has a garden.", "Жители Урала."]
)
def test_nouns_and_verbs_of_the_present_tell_of_none(text: str) -> None:
    assert not tells_of_event(text)


@pytest.mark.parametrize(
    "text",
    ["Откроют в среду.", "As aulas recomeçam na terça-feira.", "Il mercato riapre sabato.",
     "Le marché rouvre samedi.", "V úterý začíná sjezd.", "El lunes hay feria.", "Luni e târg."],
)  # fmt: skip
def test_days_with_their_prepositions_are_named(text: str) -> None:
    assert names_weekday(text)


def test_a_list_of_opening_hours_names_no_day() -> None:
    assert not names_weekday("Суббота: 9–15. Segunda a sexta: 9–18.")
