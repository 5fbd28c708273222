"""Tests that pages of many kinds are read exactly as their golden files say."""

import pytest

from tests.golden_pairs import CASES, expected, read


@pytest.mark.parametrize("case", CASES)
def test_page_is_read_as_its_golden_file_says(case: str) -> None:
    expected_reading = expected(case)
    assert read(case, expected_reading["page"]) == expected_reading
