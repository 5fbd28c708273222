"""Tests which texts say that they, or a figure in them, were corrected."""

import time

import pytest

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.values.corrections import corrected_figures, tells_of_correction
from pipelines.copies.verdict import compare
from pipelines.model import Relation

BUS = (
    "На лесной дороге под Катайском перевернулся автобус с вахтовиками. Погибли {dead} человека, "
    "{hurt} получили травмы. Пострадавших доставили в районную больницу вертолётом. По словам "
    "очевидцев, автобус занесло на повороте. Следователи изъяли записи тахографа. {note}"
)


@pytest.mark.parametrize(
    "note",
    [
        "В первой версии новости говорилось о двух погибших.",
        "В предыдущей редакции этого текста было другое число.",
        "Внимание, исправлена ошибка: погибших трое.",
        "Ранее мы ошибочно сообщили о двух погибших.",
        "Приносим извинения за ошибку в числе погибших.",
        "Редакция исправила число погибших.",
        "У попередній версії новини йшлося про двох загиблих.",
        "This article was amended on Tuesday to give the right number.",
        "An earlier version said that two people died.",
        "In einer früheren Version hieß es, zwei Menschen seien gestorben.",
        "W poprzedniej wersji podaliśmy inną liczbę ofiar.",
        "This article was amended on 3 May to say five. The band is called «Москва» at home.",
        "В первой версии новости говорилось о двух погибших. The driver, he says, never rested.",
    ],
)
def test_a_correction_is_recognised_by_its_wording(note: str) -> None:
    assert tells_of_correction(note)


@pytest.mark.parametrize(
    "text",
    [
        "Данные уточняются. Ошибку в расчётах искали два дня.",
        "В первой версии проекта мост был деревянным, а опоры каменными.",
        "Новая редакция закона вступит в силу 1 марта.",
    ],
)
def test_other_texts_tell_of_no_correction(text: str) -> None:
    assert not tells_of_correction(text)


@pytest.mark.parametrize(
    "text",
    [
        "Погибли три, а не два человека, уточнили в больнице.",
        "В больнице уточнили, что погибли не двое, а трое.",
        "UPD. Погибших 3, а не 2.",
        "Three people died, not two, the hospital said.",
        "Es starben drei Menschen, nicht zwei.",
        "Nicht zwei, sondern drei Menschen starben.",
        "Zginęły trzy osoby, a nie dwie.",
    ],
)
def test_a_wrong_figure_may_be_named_beside_the_right_one(text: str) -> None:
    assert corrected_figures(f"Столкнулись две машины. {text} Дорогу перекрыли.") == {
        frozenset(["2", "3"])
    }


@pytest.mark.parametrize(
    "text",
    [
        "Ехали пятеро, а утром двое ушли пешком.",  # nothing is denied
        "Виноват дождь, а не водитель, считают 12 свидетелей.",  # no figure is denied
        "He was not hurt, but two passengers were.",
        "Этот магазин не закрыт, а в двух других ремонт.",
    ],
)
def test_other_contrasts_have_no_corrected_figures(text: str) -> None:
    assert not corrected_figures(text)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Цена выросла на 1,5, а не на 2,5 рубля.", ["1_5", "2_5"]),
        ("Прибавили не 1.5, а 2 рубля.", ["1_5", "2"]),
        ("Пришли 1 400, а не 1 200 человек.", ["1400", "1200"]),
    ],
)
def test_a_corrected_number_of_several_parts_is_one_figure(text: str, pair: list[str]) -> None:
    assert corrected_figures(text) == {frozenset(pair)}
    assert set(pair) <= set(ComparedText(text).words)


def test_a_figure_of_two_words_is_not_read_as_one_of_them() -> None:
    assert not corrected_figures("Пришли двадцать пять, а не двадцать шесть человек.")
    assert not corrected_figures("Пришли двое, а не на двадцать шесть человек больше.")


CLINIC = (
    "В больнице Катайска уточнили итоги аварии{note}. На трассе у деревни Боровая перевернулся "
    "автобус с вахтовиками, дорогу замело снегом. Всего погибли {dead} человека из бригады "
    "лесорубов. Среди погибших {dead} жителя соседнего района, их опознали родные. Родственникам "
    "{dead} погибших обещали выплаты до конца недели. Дорогу перекрыли до вечера, движение пустили "
    "в объезд. Дело ведёт следователь Андрей {name}, материалы передали в областное управление."
)


@pytest.mark.parametrize(("name", "same"), [("Кузнецов", True), ("Мельников", False)])
def test_a_corrected_figure_that_recurs_hides_no_other_conflict(name: str, same: bool) -> None:
    note = ": погибли трое, а не двое"
    one = ComparedText(CLINIC.format(note=note, dead="три", name="Кузнецов"))
    other = ComparedText(CLINIC.format(note="", dead="два", name=name))
    assert compare(one, other).same is compare(other, one).same is same
    assert compare(one, other, every_conflict=True).same is same


def test_a_contrast_of_both_texts_allows_no_other_figure() -> None:
    note = "Пожарные потушили не два, а три очага."
    one, other = (
        ComparedText(BUS.format(dead=dead, hurt=11, note=note)) for dead in ("два", "три")
    )
    assert not compare(one, other).same
    assert not compare(other, one).same


def test_a_corrected_figure_is_an_update_and_another_figure_is_not() -> None:
    note = "Погибли трое, а не двое, уточнили в больнице."
    first = ComparedText(BUS.format(dead="два", hurt=11, note=""))
    corrected = ComparedText(BUS.format(dead="три", hurt=11, note=note))
    assert compare(first, corrected).relation() is Relation.UPDATE
    assert compare(first, corrected).same
    assert compare(corrected, first).same
    for dead, hurt, of_other in (("три", 11, ""), ("три", 17, note), ("пять", 11, note)):
        other = ComparedText(BUS.format(dead=dead, hurt=hurt, note=of_other))
        assert not compare(first, other).same


def test_a_contrast_of_figures_allows_no_other_name() -> None:
    note = "Пассажиров было пятеро, а не шестеро."
    first = ComparedText(BUS.format(dead="два", hurt=11, note=note))
    other = ComparedText(first.text.replace("Катайском", "Шадринском"))
    assert not compare(first, other).same


def test_only_the_first_contrasts_of_a_text_are_read() -> None:
    assert not corrected_figures("Дождь, а не снег. " * 100 + "Двое, а не трое.")
    assert corrected_figures("Дождь, а не снег. " * 99 + "Двое, а не трое.")


@pytest.mark.parametrize("repeated", [". ", "!? ", "\n", "за ошибк извин", "извин", ", а не 1"])
def test_repeated_marks_and_words_are_read_in_linear_time(repeated: str) -> None:
    text = f"за ошибк {repeated * 4000}"
    start = time.process_time()
    assert not tells_of_correction(text)
    corrected_figures(text)
    assert time.process_time() - start < 1.0  # s; 0.02 s are usual, 4 s if each stop is read on
