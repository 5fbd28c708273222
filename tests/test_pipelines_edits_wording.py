"""Tests that a name or quote in another form is not new, and that comparisons are limited."""

import pytest

from pipelines.edits.wording import has_new_name, has_new_quote


@pytest.mark.parametrize(
    ("name", "known_names", "is_new"),
    [
        ("лаптева", ["лаптев"], False),
        ("лапттев", ["лаптев"], False),  # a misprint
        ("пензенской", ["пензы"], False),
        ("в.", ["владиславович"], False),
        ("иванов", ["иван"], True),
        ("лаптев", ["петров", "каптев"], True),  # a misprint keeps the first letter
        ("лаптев", [], True),
    ],
)
def test_a_name_is_new_unless_a_form_or_misprint_is_known(
    name: str, known_names: list[str], is_new: bool
) -> None:
    assert has_new_name([name], known_names) is is_new


def test_a_quote_is_new_unless_it_is_known_up_to_misprints() -> None:
    known_quotes = [("мы", "просили", "потерпеть")]
    assert not has_new_quote(known_quotes, known_quotes)
    assert not has_new_quote([("мы", "просили", "потерпетть")], known_quotes)
    assert has_new_quote([("мы", "просили", "подождать")], known_quotes)


def test_a_name_with_too_many_candidates_counts_as_known() -> None:
    # 100 candidates, then 8,000; at most 200 are compared
    assert has_new_name(["кабвгд"], [f"к{n}" for n in range(1_000, 1_100)])
    assert not has_new_name(["кабвгд"], [f"к{n}" for n in range(1_000, 9_000)])
