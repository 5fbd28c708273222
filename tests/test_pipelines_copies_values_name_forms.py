"""Tests which names are forms or spellings of one name, and which are misprints of it."""

import pytest

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.tokens import fold
from pipelines.copies.values.name_forms import may_be_other_surname, same_name
from pipelines.copies.verdict import compare

FLU = (
    "Санитарный врач {name} сообщила, что в Северске растёт число простуд. Она советует носить "
    "маски, чаще проветривать классы и не откладывать прививку. Больницы работают "
    "до восьми вечера, в школах отменили утренники и собрания."
)
SEIZURE = (
    "На трассе под Ишимом инспекторы остановили машину «{car}», за рулём был житель соседнего "
    "села. В багажнике нашли сети и живого осетра. Рыбу выпустили в реку, снасти изъяли."
)
GRANT = (
    "Нове відділення лікарні в Лубнах обладнало {}. Перших пацієнтів приймуть за тиждень, стару "
    "котельню розібрали ще торік, тепло подає нова котельня поруч зі школою."
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Полтава", "Полтаві", True), ("Полтава", "Полтавської", True),
        ("Сумщини", "Сумської", True), ("Іван", "Іванові", True),
        ("Полтава", "Полтавенко", False), ("Черкаси", "Чернігів", False),
        ("Литвин", "Литвиненко", False), ("Київ", "Київщина", True),
    ],
)  # fmt: skip
def test_a_ukrainian_name_equals_its_other_cases(one: str, other: str, same: bool) -> None:
    assert same_name(fold(one), fold(other)) is same_name(fold(other), fold(one)) is same


@pytest.mark.parametrize(
    ("one", "other", "is_other"),
    [
        ("Шихова", "Шилова", True), ("Копысов", "Копылов", True), ("Ellison", "Allison", True),
        ("Колчина", "Калчина", False), ("Артамонов", "Артаомнов", False),
        ("Громов", "Гомов", False), ("Müller", "Möller", False),
    ],
)  # fmt: skip
def test_another_consonant_or_first_letter_may_make_another_surname(
    one: str, other: str, is_other: bool
) -> None:
    assert may_be_other_surname(fold(one), fold(other)) is is_other


@pytest.mark.parametrize(
    ("other", "same"), [("Людмила Шихава", True), ("Людмила Шилова", False), ("Л. Шихова", True)]
)
def test_another_surname_makes_another_short_report(other: str, same: bool) -> None:
    one = ComparedText(FLU.format(name="Людмила Шихова"))
    assert compare(one, ComparedText(FLU.format(name=other))).same is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Лада Гранта", "LADA Granta", True), ("Тойота Камри", "Toyota Camry", True),
        ("Лада Гранта", "Lada Vesta", False), ("Тойота Камри", "Toyota Corolla", False),
        ("Ладе Гранте", "Lada Granta", True), ("Ладина", "Ладыгина", False),
        ("Киа Рио", "Kia Rio", True), ("Киа Рио", "Lada Granta", False),
    ],
)  # fmt: skip
def test_a_brand_is_one_name_in_both_alphabets(one: str, other: str, same: bool) -> None:
    pair = ComparedText(SEIZURE.format(car=one)), ComparedText(SEIZURE.format(car=other))
    assert compare(*pair).same is compare(*pair[::-1]).same is same


@pytest.mark.parametrize(
    ("other", "same"), [("МОЗ", True), ("Міністерство внутрішніх справ", False), ("МВС", False)]
)
def test_ukrainian_authorities_are_known_by_their_names(other: str, same: bool) -> None:
    one = ComparedText(GRANT.format("Міністерство охорони здоров'я"))
    assert compare(one, ComparedText(GRANT.format(other))).same is same
