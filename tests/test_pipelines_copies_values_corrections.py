"""Tests which texts say that they, or a figure in them, were corrected."""

import pytest

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.values.corrections import tells_of_correction
from pipelines.copies.verdict import compare

BUS = (
    "На лесной дороге под Катайском перевернулся автобус с вахтовиками. Погибли {dead} человека, "
    "{hurt} получили травмы. Пострадавших доставили в районную больницу вертолётом. По словам "
    "очевидцев, автобус занесло на повороте. Следователи изъяли записи тахографа. {note}"
)


@pytest.mark.parametrize(
    "note",
    [
        "Погибли три, а не два человека, уточнили в больнице.",
        "В больнице уточнили, что погибли не двое, а трое.",
        "UPD. Погибших 3, а не 2.",
        "В первой версии новости говорилось о двух погибших.",
        "В предыдущей редакции этого текста было другое число.",
        "Внимание, исправлена ошибка: погибших трое.",
        "Ранее мы ошибочно сообщили о двух погибших.",
        "Приносим извинения за ошибку в числе погибших.",
        "Редакция исправила число погибших.",
        "У попередній версії новини йшлося про двох загиблих.",
        "This article was amended on Tuesday to give the right number.",
        "An earlier version said that two people died.",
        "Three people died, not two, the hospital said.",
        "In einer früheren Version hieß es, zwei Menschen seien gestorben.",
        "Es starben drei Menschen, nicht zwei.",
        "Nicht zwei, sondern drei Menschen starben.",
        "W poprzedniej wersji podaliśmy inną liczbę ofiar.",
        "Zginęły trzy osoby, a nie dwie.",
    ],
)
def test_a_correction_is_recognised_by_its_wording(note: str) -> None:
    assert tells_of_correction(f"Столкнулись две машины. {note} Дорогу перекрыли.")


@pytest.mark.parametrize(
    "text",
    [
        "Данные уточняются. Ошибку в расчётах искали два дня.",
        "В первой версии проекта мост был деревянным, а опоры каменными.",
        "Ехали пятеро, а утром двое ушли пешком.",  # nothing is denied
        "Виноват дождь, а не водитель, считают 12 свидетелей.",  # no figure is denied
        "He was not hurt, but two passengers were.",
        "Этот магазин не закрыт, а в двух других ремонт.",
        "Новая редакция закона вступит в силу 1 марта.",
    ],
)
def test_other_texts_tell_of_no_correction(text: str) -> None:
    assert not tells_of_correction(text)


def test_a_corrected_figure_is_an_update_and_two_other_figures_are_not() -> None:
    note = "Погибли трое, а не двое, уточнили в больнице."
    first = ComparedText(BUS.format(dead="два", hurt=11, note=""))
    corrected = ComparedText(BUS.format(dead="три", hurt=11, note=note))
    assert compare(first, corrected).same
    assert compare(corrected, first).same
    assert not compare(first, ComparedText(BUS.format(dead="три", hurt=11, note=""))).same
    note = "Погибли пятеро, а не четверо, уточнили в больнице."
    assert not compare(first, ComparedText(BUS.format(dead="пять", hurt=17, note=note))).same


def test_only_the_first_contrasts_of_a_text_are_read() -> None:
    assert not tells_of_correction("Дождь, а не снег. " * 100 + "Двое, а не трое.")
    assert tells_of_correction("Дождь, а не снег. " * 99 + "Двое, а не трое.")
