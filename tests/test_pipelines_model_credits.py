"""Tests whether a credit names an outlet, in any grammatical case."""

import pytest

from pipelines.model import credit_names_outlet


@pytest.mark.parametrize(
    ("credit", "outlet", "is_named"),
    [
        ("«Уральской линии»", "Уральская линия", True),
        ("по данным «Пензенской правды»", "Пензенская правда", True),
        ("сообщает «Самарская газета»", "Самарская газета", True),
        ("Волгоградской правдой", "Волгоградская правда", True),
        ("за даними «Волинських новин»", "Волинські новини", True),
        ("«Волинські новини»", "Волинські новини", True),
        ("ПензаИнформ", "Пенза", False),
        ("Пензенская правда", "Пензенские вести", False),
        ("УМВД по Пензе", "Пенза", False),
        ("прокуратура Пензы", "Пенза", False),
        ("по данным «Волги»", "Волга", True),
        ("Волга", "Волга", True),
        ("МЧС Волга", "Волга", False),
        ("УМВД Пенза", "Пенза", False),
        ("ТАСС", "ТАСС", True),
        ("Penza Times via Reuters", "Reuters", True),
        ("Газета 22", "Газета 2", False),
        ("", "Волга", False),
        ("Волга", "", False),
        ("«»", "«»", False),
    ],
)
def test_a_credit_names_an_outlet_in_any_case(credit: str, outlet: str, is_named: bool) -> None:
    assert credit_names_outlet(credit, outlet) is is_named
