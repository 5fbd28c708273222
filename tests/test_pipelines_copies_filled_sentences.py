"""Tests that stored numbers tell reports of one template apart as their texts do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.filled_sentences import FilledTexts
from pipelines.copies.passages import contradict
from pipelines.copies.thresholds import DEFAULTS

PHRASES = (
    "За сутки спасатели выезжали {} раз.",
    "На пожарах погибли {} человека, {} спасены.",
    "Ночью в городе ожидается до {} градусов мороза.",
    "Курс доллара составил {} рубля.",
    "Дороги чистят {} машин и {} рабочих вышли во двор.",
    "Жителей просят не оставлять автомобили у обочин.",
)
REPORTS = st.lists(
    st.tuples(st.sampled_from(PHRASES), st.integers(1, 3), st.integers(1, 3)),
    min_size=1,
    max_size=14,
).map(lambda chosen: " ".join(phrase.format(*numbers) for phrase, *numbers in chosen))


def stored_contradict(one: str, *others: str) -> list[bool]:
    """Return for each of the others whether its stored numbers contradict those of ``one``."""
    features = ComparedText(one).features
    texts = FilledTexts()
    for other in others:
        other_features = ComparedText(other).features
        texts.add([other_features.filled], [other_features.word_count])
    contradicting = texts.contradict(features.filled, features.word_count, DEFAULTS)
    return [bool(contradicts) for contradicts in contradicting]


@settings(max_examples=60, deadline=None)
@given(REPORTS, st.lists(REPORTS, max_size=4))
def test_stored_numbers_contradict_if_the_texts_do(one: str, others: list[str]) -> None:
    by_texts = [contradict(ComparedText(one), ComparedText(other), DEFAULTS) for other in others]
    assert stored_contradict(one, *others) == by_texts


@pytest.mark.parametrize(
    "other",
    [
        "Курс доллара составил 81 рубль. Исправлено: раньше было указано другое число.",
        "Жителей просят не оставлять автомобили у обочин.",
        "",
    ],
    ids=["corrected", "no numbers", "no words"],
)
def test_a_text_without_comparable_numbers_contradicts_none(other: str) -> None:
    assert stored_contradict("Курс доллара составил 80 рубль.", other) == [False]
    assert stored_contradict(other, "Курс доллара составил 80 рубль.") == [False]


def test_features_stored_before_numbers_were_contradict_none() -> None:
    with_numbers = ComparedText("Курс доллара составил 80 рубля.").features
    texts = FilledTexts()
    texts.add([None, with_numbers.filled], [0, with_numbers.word_count])
    assert texts.contradict(None, 0, DEFAULTS).tolist() == [False, False]
    other = ComparedText("Курс доллара составил 90 рубля.").features
    assert texts.contradict(other.filled, other.word_count, DEFAULTS).tolist() == [False, True]
