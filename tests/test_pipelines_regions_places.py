"""Tests the tables of places, and the forms of their names."""

import pytest

from pipelines.regions.declension import adjective_forms, inhabitant_forms, noun_forms
from pipelines.regions.make_towns import TABLE, table
from pipelines.regions.places import Certainty, places
from scraper.sources.regions import region, russian_regions


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("пенза", "пензы пензе пензу пензой"),
        ("казань", "казани казанью"),
        ("ярославль", "ярославля ярославлю ярославлем ярославле"),
        ("елец", "ельца ельцу ельцом ельце"),
        ("череповец", "череповца"),
        ("владивосток", "владивостока владивостоке"),
        ("химки", "химок химкам химках"),
        ("чебоксары", "чебоксар чебоксарах"),
        ("грозный", "грозного грозному грозным грозном"),
        ("видное", "видного видном"),
        ("ростов-на-дону", "ростова-на-дону ростове-на-дону"),
        ("йошкар-ола", "йошкар-олы йошкар-оле"),
        ("бурятия", "бурятии бурятию бурятией"),
    ],
)
def test_the_cases_of_a_name_are_among_its_forms(name: str, forms: str) -> None:
    assert {name, *forms.split()} <= noun_forms(name)


def test_forms_of_other_words_are_left_out() -> None:
    assert "пушкина" not in noun_forms("пушкино")
    assert "ленинском" not in noun_forms("ленинск")


def test_an_adjective_and_the_inhabitants_are_made_of_one_stem() -> None:
    assert {"пензенский", "пензенской", "пензенские"} <= adjective_forms("пензенск")
    assert {"пензенцы", "пензенцев"} <= inhabitant_forms("пензенск")
    assert {"омичи", "омичка", "омичей"} <= inhabitant_forms("омич")


def test_every_region_of_russia_has_a_certain_name_or_town() -> None:
    certain = {
        place.region
        for places_of_form in places().values()
        for place in places_of_form
        if place.certainty is not Certainty.NEEDS_STRONG_EVIDENCE
    }
    assert set(russian_regions()) <= certain
    assert all(region(code) for code in certain)


def test_the_table_of_towns_names_its_source_and_licence() -> None:
    head = TABLE.read_text(encoding="utf-8")[:500]
    assert "GeoNames" in head
    assert "CC BY 4.0" in head


def test_the_table_keeps_towns_of_russia_by_their_russian_names() -> None:
    town = {"countrycode": "RU", "admin1code": "73", "name": "Kazan", "population": 1_243_500}
    cities = [
        town | {"alternatenames": ["Kazan", "Казан", "Казань", "Қазан"]},
        town | {"name": "Small", "alternatenames": ["Малый"], "population": 900},
        town | {"countrycode": "KZ", "name": "Astana", "alternatenames": ["Астана"]},
        town | {"name": "Nameless", "alternatenames": ["Nameless"]},
    ]
    lines = [line for line in table(cities).splitlines() if not line.startswith("#")]
    assert lines == ["Казань | RU-TA | 1244"]
