"""Tests that sentences that differ in names and numbers only have one template."""

import pytest

from pipelines.copies.sentence_templates import template_of


# In a masked sentence, @ stands for a name and # for a number.
@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("в @ открыли мост", "в @ открыли мост", True),
        ("в @ @ открыли мост", "в @ открыли мост", True),
        ("в @ @ @ открыли мост", "в @ открыли мост", True),
        ("# домов", "@ домов", False),
        ("в @ открыли мост", "в @ открыли парк", False),
    ],
)
def test_names_in_a_row_count_as_one(one: str, other: str, is_same: bool) -> None:
    assert (template_of(one.split()) == template_of(other.split())) is is_same


def test_a_template_is_a_signed_number_of_32_bits() -> None:
    assert all(-(2**31) <= template_of([word]) < 2**31 for word in ("мост", "река", "\ud800"))
