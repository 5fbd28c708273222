"""Tests which numerals, ordinals and units of several languages distinguish two reports."""

import pytest

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.tokens import fold
from pipelines.copies.values.numeral_words import (
    COMPARED_NUMERALS,
    NUMERALS,
    NUMERALS_OF_TWO_WORDS,
)
from pipelines.copies.values.units import unit_of
from pipelines.copies.verdict import compare

CONTEST = (
    "На областном конкурсе пекарей в Шадринске команда комбината заняла {} место. Судьи оценивали "
    "вкус, форму и рецепт каравая. Пекари благодарят болельщиков и готовятся к новым встречам."
)
HOUSE = (
    "Bei einem Brand in Miesbach brach das Feuer im {} Stock aus, eine Nachbarin rief die "
    "Feuerwehr. Die Bewohner kamen in einem Hotel unter, der Schaden ist noch nicht beziffert."
)
TENEMENT = (
    "Strażacy ewakuowali z kamienicy w Prudniku {} osób, ogień zauważyła sąsiadka z parteru. "
    "Budynek nie nadaje się do zamieszkania, rodziny trafiły do hotelu robotniczego."
)
BUS = (
    "На трасі біля Хорола зіткнулися мікроавтобус і вантажівка. Загинули {} людей, решту "
    "госпіталізовано до лікарні. Рух у бік Полтави перекрили, автомобілі пускали через село."
)
GIFT = (
    "Меценат передал музею Кургана {}, деньги пойдут на ремонт крыши и новые витрины. Директор "
    "поблагодарил дарителя и показал ему запасники, где хранятся ткани и старинная посуда."
)


@pytest.mark.parametrize(
    ("report", "one", "other", "same"),
    [
        (CONTEST, "пятое", "5-е", True),
        (CONTEST, "пятое", "шестое", False),
        (CONTEST, "третье", "4-е", False),
        (CONTEST, "двадцать первое", "21-е", True),
        (HOUSE, "dritten", "3.", True),
        (HOUSE, "dritten", "vierten", False),
        (HOUSE, "dritten", "5.", False),
        (TENEMENT, "czternaście", "14", True),
        (TENEMENT, "czternaście", "piętnaście", False),
        (TENEMENT, "dwunastu", "13", False),
        (BUS, "п'ятеро", "5", True),
        (BUS, "п’ятеро", "четверо", False),
        (BUS, "дев'ять", "пʼять", False),
        (GIFT, "три миллиона долларов", "три миллиона евро", False),
        (GIFT, "три миллиона рублей", "3 млн руб.", True),
        (GIFT, "три килограмма серебра", "три грамма серебра", False),
        (GIFT, "три километра ткани", "3 км ткани", True),
        (GIFT, "30 м ткани", "30 см ткани", False),
        (GIFT, "30 млн руб. и ткани", "30 млн долл. и ткани", False),
        (GIFT, "12 процентов дохода", "12% дохода", True),
    ],
)
def test_another_number_or_unit_makes_another_report(
    report: str, one: str, other: str, same: bool
) -> None:
    pair = ComparedText(report.format(one)), ComparedText(report.format(other))
    assert compare(*pair).same is compare(*pair[::-1]).same is same


@pytest.mark.parametrize(
    ("word", "digits"),
    [
        ("шестого", "6"), ("третью", "3"), ("сороковая", "40"), ("перший", "1"),
        ("dreiundzwanzig", "23"), ("zwölfte", None), ("trzecią", "3"), ("eighth", "8"),
        ("икенсе", "2"), ("үшінші", "3"), ("первых", None), ("десятых", None), ("second", None),
        ("сотрудник", None), ("пятак", None), ("шести", None), ("пʼять", "5"),
        ("шеста", None), ("шесту", None), ("пята", None), ("пяту", None), ("пяте", None),
        ("сота", None), ("соту", None), ("соте", None), ("вторим", None), ("шестом", "6"),
        ("шоста", "6"), ("першу", "1"), ("сьоме", "7"), ("сотую", "100"), ("пятой", "5"),
        ("czwarty", "4"), ("fünfte", "5"),
    ],
)  # fmt: skip
def test_ordinals_are_compared_by_their_digits(word: str, digits: str | None) -> None:
    assert COMPARED_NUMERALS.get(fold(word)) == digits


def test_a_german_numeral_is_a_noun_in_an_english_text() -> None:
    assert "11" in ComparedText("Bei dem Brand wurden elf Menschen verletzt.").words
    assert "11" not in ComparedText("The elf was painted by a pupil of the school.").words


def test_numerals_that_are_stored_in_templates_are_not_compared_otherwise() -> None:
    assert COMPARED_NUMERALS.keys().isdisjoint(NUMERALS)
    assert NUMERALS_OF_TWO_WORDS[fold("он")][fold("екі")] == "12"


@pytest.mark.parametrize("text", ["В пʼяти дворах", "В п'яти дворах", "Он три раза пел"])
def test_a_numeral_of_two_words_is_two_words(text: str) -> None:
    words = ComparedText(text).words
    assert len(words) == len(ComparedText(text).word_hashes)


CRASH = (
    "На выезде из Шадринска столкнулись две машины. В аварии погибли {} человека, водитель выжил. "
    "По словам спасателей, дорогу очистили за три часа. Раньше здесь случилось уже две аварии, "
    "поэтому на повороте обещают поставить отбойник и повесить новый знак."
)


def test_a_number_in_the_place_of_another_conflicts_even_if_both_recur() -> None:
    one, other = ComparedText(CRASH.format("два")), ComparedText(CRASH.format("три"))
    assert not compare(one, other).same
    assert compare(one, ComparedText(CRASH.format("2"))).same


def test_a_date_may_begin_with_its_month() -> None:
    text = "A man was arrested in Ripon on {}. The inspector said that the search had ended."
    one, other = ComparedText(text.format("12 November")), ComparedText(text.format("November 12"))
    assert compare(one, other).same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("сутки", "дней", True), ("грамм", "килограммов", False), ("метров", "метрів", True),
        ("kilometers", "Kilometern", True), ("долларов", "евро", False), ("годин", "часов", False),
        ("km", "Kilometer", True), ("m", "metrów", True), ("м", "км", False),
    ],
)  # fmt: skip
def test_forms_of_a_unit_are_one_unit(one: str, other: str, same: bool) -> None:
    assert unit_of(fold(one))
    assert (unit_of(fold(one)) == unit_of(fold(other))) is same
