"""Tests that daily reports of a series stay apart, although most of each is in other words."""

import pytest

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.verdict import Reason, compare
from pipelines.events.comparison import are_one_template, compare_events
from pipelines.events.features import event_features
from pipelines.events.keeper import events_of
from pipelines.events.thresholds import DEFAULTS
from tests.event_cases import story

FIRES = (
    (
        "За сутки в Пензенской области потушили четыре пожара",
        "За минувшие сутки в Пензенской области зарегистрировано четыре пожара, сообщает главное"
        " управление МЧС. В Лунинском районе сгорела баня, в Пензе на улице Пушанина горел балкон"
        " на шестом этаже.\n\nВ селе Грабово огонь повредил кровлю частного дома на площади 40"
        " квадратных метров. Погибших и пострадавших нет.\n\nСпасатели дважды выезжали на дорожные"
        " аварии. Дежурные смены напоминают: не оставляйте печи без присмотра и проверьте дымоходы"
        " до морозов.",
    ),
    (
        "За сутки в Пензенской области потушили семь пожаров",
        "За минувшие сутки в Пензенской области зарегистрировано семь пожаров, сообщает главное"
        " управление МЧС. В Каменке сгорел сарай, в Пензе на улице Ладожской горела кухня на втором"
        " этаже.\n\nВ селе Кижеватово огонь уничтожил гараж с автомобилем на площади 64 квадратных"
        " метра. Погиб один человек, ещё двое пострадали.\n\nСпасатели пять раз выезжали на"
        " дорожные аварии. Дежурные смены напоминают: не оставляйте печи без присмотра и проверьте"
        " дымоходы до морозов.",
    ),
)
RATES = (
    (
        "Банк России установил курсы валют: доллар подешевел",
        "Банк России установил официальные курсы валют на среду. Доллар подешевел на 31"
        " копейку и стоит 81 рубль 14 копеек.\n\nТрейдеры связывают это с продажей выручки"
        " экспортёров перед налоговыми выплатами. Индекс Московской биржи вырос на 0,4 процента."
        "\n\nСледующее заседание совета директоров по ключевой ставке назначено на декабрь.",
    ),
    (
        "Банк России установил курсы валют: доллар подорожал",
        "Банк России установил официальные курсы валют на четверг. Доллар подорожал на 58"
        " копеек и стоит 81 рубль 72 копейки.\n\nАналитики объясняют рост спросом импортёров и"
        " падением цен на нефть. Индекс Московской биржи снизился на 1,2 процента.\n\nСледующее"
        " заседание совета директоров по ключевой ставке назначено на декабрь.",
    ),
)
WEATHER = (
    (
        "Weather in Norwich on Tuesday",
        "A wet start on Tuesday: light rain moves in from the west before lunch. Forecasters expect"
        " up to 4 degrees in the county, and gusts of 45 miles an hour along the coast near Cromer."
        "\n\nFog is likely over the Broads until nine in the morning, so drivers should leave"
        " earlier.\n\nThe forecast is updated at six every morning; warnings are published on the"
        " site of the Met Office and read out in the local news.",
    ),
    (
        "Weather in Norwich on Friday",
        "The weekend begins early, with long sunny spells after a cold night. Forecasters expect"
        " up to 11 degrees in the county, and gusts of 20 miles an hour along the coast near"
        " Sheringham.\n\nRoads will stay dry, and the pollen count is low for the season.\n\n"
        "The forecast is updated at six every morning; warnings are published on the site of the"
        " Met Office and read out in the local news.",
    ),
)
Reports = tuple[tuple[str, str], tuple[str, str]]


@pytest.mark.parametrize("reports", [FIRES, RATES, WEATHER], ids=["fires", "rates", "weather"])
def test_reports_that_share_too_little_to_be_copies_fill_one_template(reports: Reports) -> None:
    one, other = (ComparedText(text) for _, text in reports)
    assert compare(one, other).reason is Reason.LITTLE_SHARED
    assert are_one_template(one, other, (None, None))
    assert are_one_template(other, one, (None, None))


@pytest.mark.parametrize("reports", [FIRES, RATES], ids=["fires", "rates"])
def test_reports_of_a_series_are_separate_events(reports: Reports) -> None:
    one, other = (event_features(*report) for report in reports)
    comparison = compare_events(one, other)
    assert comparison.cosine > DEFAULTS.min_cosine  # only the template shows two events
    stories = [
        story(f"s{number}", *report, f"2026-03-0{number + 2}T08:00:00Z")
        for number, report in enumerate(reports)
    ]
    assert events_of(stories) == {"s0": "s0", "s1": "s1"}


def test_reports_that_share_a_statement_and_agree_in_it_are_no_template() -> None:
    statement = (
        " Движение по мосту через Суру откроют 12 декабря, если пролёты выдержат нагрузку, обещает"
        " начальник управления дорог Виктор Лаптев. Разметку нанесут до 10 декабря, а освещение"
        " подключат на неделю позже."
    )
    one = "Гружёные самосвалы в воскресенье проверят мост: датчики покажут, сколько он прогнётся."
    other = "Жители Терновки ждут конца стройки, объезд занимает у них сорок минут."
    texts = ComparedText(one + statement), ComparedText(other + statement)
    assert compare(*texts).containment > 0.3  # they share a good part
    assert not are_one_template(*texts, (None, None))
