"""Tests that the dateline at the start of a text names its place and agency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.facts.dateline import dateline_evidence, read_dateline
from pipelines.model import Evidence
from tests.bridge_article import read_article


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("ПЕНЗА, 6 янв – РИА Новости. Мост открыли.", "Пенза", "РИА Новости"),
        ("ПЕНЗА, 6 янв – РИА", "Пенза", "РИА"),
        ("МОСКВА, 12 ноября. /ТАСС/. Мост открыли.", "Москва", "ТАСС"),
        ("Пенза. 6 января. ИНТЕРФАКС - Мост открыли.", "Пенза", "ИНТЕРФАКС"),
        ("ЧЕЛЯБИНСК, 20 ноя — РИА Новости, Олег Сомов. Мост", "Челябинск", "РИА Новости"),
        ("НИЖНИЙ НОВГОРОД, 3 мая — Мост открыли.", "Нижний Новгород", None),
        ("РОСТОВ-НА-ДОНУ, 5 марта - РИА Новости. Мост", "Ростов-на-Дону", "РИА Новости"),
        ("САРАНСК (Мордовия), 5 марта – РИА Новости. Мост", "Саранск", "РИА Новости"),
        ("Пенза, ИА REGNUM — Мост открыли.", "Пенза", "ИА REGNUM"),
        ("BERLIN (dpa) – Die Brücke ist offen.", "Berlin", "dpa"),
        ("PARIS, Nov 20 (Reuters) - The bridge opened.", "Paris", "Reuters"),
        ("США, 6 января – РИА Новости. Мост", "США", "РИА Новости"),
        ("САРАНСК. 12 ноября. ИНТЕРФАКС – Мост", "Саранск", "ИНТЕРФАКС"),
        ("УФА, 6 янв 2026. /Башинформ/. Мост", "Уфа", "Башинформ"),
        ("6 января, Минск /Корр. БЕЛТА/. Мост", "Минск", "БЕЛТА"),
        ("(Казань, 6 января, «Татар-информ», О. Сомов). Мост", "Казань", "Татар-информ"),
        ("Москва. 12 ноября. INTERFAX.RU - Мост", "Москва", "INTERFAX.RU"),
        ("КИЇВ, 6 січня (Укрінформ). Міст закрили.", "Київ", "Укрінформ"),
        ("АСТАНА. 6 қаңтар. ҚазАқпарат – Көпір жабылды.", "Астана", "ҚазАқпарат"),
        ("ПЕНЗА, 6 января 2026, 12:30 — REGNUM Мост открыли.", "Пенза", "REGNUM"),
        ("PENZA, Russia, Jan. 6 (AP) — The bridge opened.", "Penza", "AP"),
        ("PENZA, Russia (AP) — The bridge opened.", "Penza", "AP"),
        ("Мост открыли утром.\nПЕНЗА, 6 янв – РИА Новости. Мост", "Пенза", "РИА Новости"),
        ("Berlin (dpa/lby) - Die Brücke ist offen.", "Berlin", "dpa/lby"),
    ],
)
def test_a_dateline_names_place_and_agency(text: str, place: str, agency: str | None) -> None:
    dateline = read_dateline(text)
    assert dateline is not None
    assert (dateline.place, dateline.agency) == (place, agency)


@pytest.mark.parametrize(
    "text",
    [
        "Мост открыли 6 января – на месяц раньше.",
        "Олег Сомов, 20 лет – студент техникума.",
        "Пенза, 20 ноября – праздник города.",
        "Мэр – хозяин города.",
        "Пенза (областной центр) ждёт снега.",
        "ПЕНЗА, 45 янв – РИА Новости.",
        "ВНИМАНИЕ, 12 ноября – Мост закрыт.",
        "СЕГОДНЯ, 12 ноября – Мост закрыт.",
        "Мост открыли утром.\nПЕНЗА, 6 января – Мост открыли.",
        "ДТП, 12 ноября – двое пострадали.",
        "",
    ],
)
def test_prose_is_no_dateline(text: str) -> None:
    assert read_dateline(text) is None


def test_the_place_and_the_agency_are_evidence() -> None:
    dateline = read_dateline("ПЕНЗА, 6 янв – РИА Новости. Мост")
    assert dateline_evidence(dateline) == [
        Evidence("dateline", "ПЕНЗА, 6 янв – РИА Новости.", "dateline"),
        Evidence("credit_text", "РИА Новости", "dateline"),
    ]
    assert dateline_evidence(None) == []


def test_an_article_has_the_place_and_keeps_its_text() -> None:
    text = "ПЕНЗА, 6 янв – РИА Новости. Новый мост через реку Светлую открыли утром в Пензе."
    html = (
        f"<html><meta charset=utf-8><title>Открыли мост</title><h1>Открыли мост</h1><p>{text}</p>"
        "<p>Строительство шло два года, подрядчик сдал объект на месяц раньше срока.</p></html>"
    )
    article = read_article(html)
    assert (article.dateline, article.credit_text) == ("Пенза", "РИА Новости")
    assert text in article.article_body


@given(st.text(max_size=200))
def test_any_text_has_a_dateline_of_its_own_words_or_none(text: str) -> None:
    dateline = read_dateline(text)
    assert dateline is None or dateline.text in text
