"""Tests the joining of the parts of regular expressions."""

import re

from pipelines.parsing.patterns import any_of


def test_a_joined_pattern_matches_what_one_of_its_parts_matches() -> None:
    pattern = re.compile(any_of("мост|река", r"дом\w"))
    matched, others = ["мост", "река", "дома"], ["дом", "лес"]
    assert [text for text in matched + others if pattern.fullmatch(text)] == matched
