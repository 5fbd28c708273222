"""Tests that results are kept for the texts that were used last, and for no long ones."""

import pytest

from pipelines.parsing.kept_by_text import MAX_KEPT_CHARS, kept_by_text


class Counted:
    """A function of a text that counts how often it computes a result."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, text: str) -> str:
        self.texts.append(text)
        return text.upper()


@pytest.fixture
def upper() -> Counted:
    return Counted()


def test_the_result_for_a_text_is_computed_once(upper: Counted) -> None:
    kept = kept_by_text(2)(upper)
    assert [kept(text) for text in ("меню", "вход", "меню")] == ["МЕНЮ", "ВХОД", "МЕНЮ"]
    assert upper.texts == ["меню", "вход"]


def test_only_the_results_for_the_last_texts_are_kept(upper: Counted) -> None:
    kept = kept_by_text(2)(upper)
    for text in ("a", "b", "a", "c", "a", "b"):
        kept(text)
    assert upper.texts == ["a", "b", "c", "b"]


def test_the_result_for_a_long_text_is_not_kept(upper: Counted) -> None:
    kept = kept_by_text(2)(upper)
    longest = "a" * MAX_KEPT_CHARS
    assert {kept(longest) for _ in range(2)} == {longest.upper()}
    assert {kept(longest + "a") for _ in range(2)} == {longest.upper() + "A"}
    assert upper.texts == [longest, longest + "a", longest + "a"]
