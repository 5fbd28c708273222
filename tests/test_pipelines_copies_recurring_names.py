"""Tests which names of places and authorities distinguish two reports of one template."""

from datetime import date

import pytest

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.tokens import fold
from pipelines.copies.values.known_names import is_before_place_type, is_locative
from pipelines.copies.verdict import compare

PUBLISHED = date(2026, 11, 13)
GRANT = (
    "Новый вокзал Кургана построят по программе, половину денег выделит {}. Подрядчик обязан "
    "закончить работы за полтора года. Депутат Рябцев считает, что площадь перед вокзалом тесна."
)
FLU = (
    "В Томске растёт число простуд. {} рекомендует носить маски и не откладывать прививку. Врачи "
    "принимают больных до восьми вечера, в школах отменили утренники и собрания родителей."
)
SCHOOL = (
    "{} қаласында жаңа мектеп ашылды. Құрылысқа бюджеттен қаражат бөлінді, мектепте спорт залы мен "
    "кітапхана бар. Балалар мұнда екі ауысымда оқиды, мұғалімдер толық жиналды."
)
HOSPITAL = (
    "{place} яңы дауахана асылды. Тантана {when} үтте, бинала рентген кабинеты һәм лаборатория "
    "урынлашҡан. Ауыл халҡы яңылыҡҡа бик шат, табиптар етерлек."
)
ROADS = (
    "{} район получил деньги на ремонт дорог. Асфальт уложат у школы и больницы, а летом сделают "
    "тротуар до рынка. Подрядчика уже выбрали, работы примет комиссия с участием жителей."
)


@pytest.mark.parametrize(
    ("report", "one", "other", "same"),
    [
        (GRANT, "Министерство транспорта РФ", "Министерство строительства РФ", False),
        (GRANT, "Министерство транспорта РФ", "Минтранс РФ", True),
        (GRANT, "Министерство транспорта РФ", "Министерство транспорта России", True),
        (GRANT, "СК", "СКР", True),
        (FLU, "Роспотребнадзор", "Росздравнадзор", False),
        (FLU, "Роспотребнадзор", "Управление Роспотребнадзора", True),
        (SCHOOL, "Тараз", "Тұрар", False),
        (ROADS, "Лысковский", "Кстовский", False),
        (ROADS, "Лысковский", "Наш", True),
    ],
)
def test_another_authority_or_place_makes_another_report(
    report: str, one: str, other: str, same: bool
) -> None:
    pair = ComparedText(report.format(one)), ComparedText(report.format(other))
    assert compare(*pair).same is compare(*pair[::-1]).same is same


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"place": "Сибайҙа"}, False), ({"place": "Учалыла"}, False),
        ({"when": "кесаҙнала"}, True), ({"when": "шаршамбыла"}, False),
        ({"when": "12 октябрҙә"}, False), ({"when": "12.11"}, True),
    ],
)  # fmt: skip
def test_bashkir_places_and_dates_are_values(changed: dict[str, str], same: bool) -> None:
    usual = {"place": "Баймаҡта", "when": "12 ноябрҙә"}
    pair = ComparedText(HOSPITAL.format(**usual)), ComparedText(HOSPITAL.format(**usual | changed))
    assert compare(*pair, published=(PUBLISHED, PUBLISHED)).same is same


def test_bashkir_words_for_any_place_are_no_names() -> None:
    assert is_locative(fold("Сибайҙа"))
    assert not is_locative(fold("ҡалала"))


def test_a_word_before_the_type_of_a_place_is_its_name() -> None:
    assert is_before_place_type(fold("Тұрар"), fold("қаласында"))
    assert is_before_place_type("лысковском", "районе")
    assert not is_before_place_type("наш", "район")
    assert not is_before_place_type("лысковский", "завод")
