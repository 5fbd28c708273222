"""Tests that an article is a roundup if several of its parts have different subjects."""

import pytest

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.roundups import is_roundup, may_be_part

BRIDGE = (
    "Новый мост через реку открыли утром после двух лет ремонта. Первыми проехали автобусы и"
    " пожарные машины, затем пустили легковые автомобили. Строители закончили работу раньше срока."
)
RINK = (
    "Каток площадью с футбольное поле залили возле стадиона. Коньки выдают в павильоне, там же"
    " работает буфет с горячим чаем. Тренеры приглашают школьников на бесплатные занятия хоккеем."
)
PLAY = (
    "Драматический театр показал премьеру комедии Островского. Режиссёр перенёс действие в"
    " провинциальную гостиницу наших дней. Художник одел актёров в костюмы из старого гардероба."
)


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        (f"{BRIDGE} {RINK}", [BRIDGE, RINK], True),
        (f"{BRIDGE} {RINK} {PLAY}", [BRIDGE, PLAY], True),
        (f"{BRIDGE} {RINK}", [BRIDGE], False),
        (f"{BRIDGE} {RINK}", [BRIDGE, BRIDGE], False),
        (BRIDGE, [], False),
    ],
    ids=["two", "two of three", "one", "one twice", "none"],
)
def test_a_roundup_holds_parts_of_several_subjects(
    text: str, parts: list[str], expected: bool
) -> None:
    assert is_roundup(ComparedText(text), map(ComparedText, parts)) is expected


@pytest.mark.parametrize(("share", "expected"), [(0.3, True), (0.8, True), (0.81, False)])
def test_a_part_covers_four_fifths_at_most(share: float, expected: bool) -> None:
    assert may_be_part(share) is expected
