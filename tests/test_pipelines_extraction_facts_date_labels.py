"""Tests that a line with two dates is split before the words that label them."""

import pytest

from pipelines.extraction.facts.date_labels import labelled_parts

PUBLISHED, MODIFIED = "date_published", "date_modified"
UPDATED = "21.11.2026 08:00"
FIRST = "20.11.2026 14:35"


@pytest.mark.parametrize(
    "label",
    ["Обновлено", "Последнее обновление:", "Дата изменения:", "Отредактировано", "Оновлено",
     "Абноўлена", "Жаңартылды", "Яңартылды", "Last updated", "Aktualisiert am", "Stand:",
     "Mis à jour le", "Zaktualizowano", "Թարմացվել է՝", "განახლდა:", "Yeniləndi:", "Ҫӗнетнӗ:",
     "Яңыртылған:", "Саҥардыллыбыт:", "Actualizado", "Bijgewerkt op"],
)  # fmt: skip
def test_a_labelled_update_is_separated_from_the_publication(label: str) -> None:
    parts = dict(labelled_parts(f"{FIRST} · {label} {UPDATED}"))
    assert FIRST in parts[PUBLISHED]
    assert UPDATED in parts[MODIFIED]


@pytest.mark.parametrize("label", ["Опубликовано", "Опубліковано", "Posted on", "Erstellt am"])
def test_the_publication_may_follow_the_update(label: str) -> None:
    parts = dict(labelled_parts(f"Обновлено {UPDATED}, {label} {FIRST}"))
    assert UPDATED in parts[MODIFIED]
    assert FIRST in parts[PUBLISHED]


def test_a_line_without_a_label_is_one_publication() -> None:
    assert labelled_parts(FIRST) == [(PUBLISHED, FIRST)]
