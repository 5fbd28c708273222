"""Tests the names of persons in bylines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.facts.person_names import (
    clean_names,
    is_news_agency,
    is_organisation,
    is_person,
    leading_person,
    persons,
)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Олег Сомов", ["Олег Сомов"]),
        ("Автор: Олег Сомов", ["Олег Сомов"]),
        ("ByTravis Haney", ["Travis Haney"]),
        ("By Travis Haney and Ann Lee", ["Travis Haney", "Ann Lee"]),
        ("VonAnna Meier", ["Anna Meier"]),
        ("Олег Сомовкорреспондент отдела новостей", ["Олег Сомов"]),
        ("Анна Лиспециальный корреспондент", ["Анна Ли"]),
        ("Олег Сомов, корреспондент отдела новостей", ["Олег Сомов"]),
        ("Олег Сомов редактор", ["Олег Сомов"]),
        ("Олег СОМОВ", ["Олег Сомов"]),
        ("ОЛЕГ СОМОВ-ПЕТРОВ", ["Олег Сомов-Петров"]),
        ("Jean DUPONT", ["Jean Dupont"]),
        ("Олег Сомов (О. С.)", ["Олег Сомов"]),
        ("Ann Lee (al)", ["Ann Lee"]),
        ("О. Сомов, П. Ильин", ["О. Сомов", "П. Ильин"]),
        ("Олег Сомов и Анна Ли", ["Олег Сомов", "Анна Ли"]),
        ("Олег Сомов; Олег СОМОВ", ["Олег Сомов"]),
        ("Олег СомовГлавный редактор", ["Олег Сомов"]),
        ("Олег Сомовстажёр", ["Олег Сомов"]),
        ("Олег СомовФото автора", ["Олег Сомов"]),
        ("Олег Сомов. Фото автора", ["Олег Сомов"]),
        ("Олег Сомов20 ноября 2026", ["Олег Сомов"]),
        ("20.11.2026Олег Сомов", ["Олег Сомов"]),
        ("Травис Ли редакторка стрічки", ["Травис Ли"]),
        ("Олена Петренкокореспондентка", ["Олена Петренко"]),
        ("Автори: Олена Петренко та Іван Коваль", ["Олена Петренко", "Іван Коваль"]),
        ("Підготувала Олена ПЕТРЕНКО", ["Олена Петренко"]),
        ("Travis HaneyStaff Writer", ["Travis Haney"]),
        ("by Travis Haney, Staff Writer", ["Travis Haney"]),
        ("Written byTravis Haney", ["Travis Haney"]),
        ("Travis Haney @thaney", ["Travis Haney"]),
        ("John Falstaff", ["John Falstaff"]),
        ("AutorHans Müller", ["Hans Müller"]),
        ("Hans MüllerRedakteurin Lokales", ["Hans Müller"]),
        ("Ein Beitrag von Hans Müller", ["Hans Müller"]),
        ("Ольга ЛИ", ["Ольга Ли"]),
        ("Мария О'КОННОР", ["Мария О'Коннор"]),
        ("Олена ЗНАМ'ЯНСЬКА", ["Олена Знам'янська"]),
        ("Урсула ФОН ДЕР ЛЯЙЕН", ["Урсула фон дер Ляйен"]),
        ("BR24 Redaktion", ["BR24 Redaktion"]),
        ("admin", []),
        ("https://vesti.example/olegsomov", []),
        ("20.11.2026 14:35", []),
        ("", []),
    ],
)
def test_a_byline_is_split_into_its_names(value: str, names: list[str]) -> None:
    assert clean_names([value]) == names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Олег Сомов", True),
        ("О. Сомов", True),
        ("О.П. Сомов", True),
        ("Анна ван дер Берг", True),
        ("Мария Ли-Петрова", True),
        ("Олег", False),
        ("мост через реку", False),
        ("РИА Новости", False),
        ("ООО «Ромашка»", False),
        ("Пресс-служба администрации", False),
        ("ИА REGNUM", False),
        ("Вебстудия Ромашка", False),
        ("Associated Press", False),
        ("Deutsche Presse-Agentur", False),
        ("Наша Пенза", False),
        ("Вечерний Саранск", False),
        ("Радио Свобода", False),
        ("News Desk", False),
        ("Олег Правдин", True),
    ],
)
def test_names_of_persons_are_distinguished_from_names_of_organisations(
    name: str, expected: bool
) -> None:
    assert is_person(name) is expected


@pytest.mark.parametrize(
    ("name", "organisation", "agency"),
    [
        ("ТАСС", True, True),
        ("РИА Новости", True, True),
        ("Интерфакс", True, True),
        ("Газета «Волжские зори»", True, True),
        ("ООО «Вебстудия Ромашка»", True, False),
        ("Associated Press", False, True),
        ("Татар-информ", True, True),
        ("БелТА", True, True),
        ("Укрінформ", True, True),
        ("Анна Новикова", False, False),
        ("Олег Вестник", False, False),
    ],
)
def test_agencies_and_organisations_are_recognised_by_their_names(
    name: str, organisation: bool, agency: bool
) -> None:
    assert (is_organisation(name), is_news_agency(name)) == (organisation, agency)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Олег СОМОВ, фото автора", "Олег СОМОВ"),
        ("Олег Сомов. Фото Петра Ильина", "Олег Сомов"),
        ("Мост открыли утром", ""),
        ("РИА Новости сообщает", ""),
    ],
)
def test_a_person_at_the_start_of_a_line_is_found(text: str, person: str) -> None:
    assert leading_person(text) == person


@given(st.lists(st.text(max_size=120), max_size=5))
def test_persons_in_any_text_are_among_its_clean_names(values: list[str]) -> None:
    names = clean_names(values)
    assert set(persons(values)) <= set(names)
    assert all(name == name.strip() and len(name) > 1 for name in names)
