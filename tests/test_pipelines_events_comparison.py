"""Tests which pairs of stories are about one event, and which contradictions keep them apart."""

import pytest

from pipelines.events.comparison import Veto, compare_events
from pipelines.events.features import event_features
from pipelines.events.keeper import events_of
from pipelines.events.packing import pack, unpack
from pipelines.events.thresholds import DEFAULTS
from tests.event_cases import story

BRIDGE = (
    "Новый мост через Суру в Пензе откроют 12 декабря",
    "Новый мост через Суру откроют для движения 12 декабря, рассказал начальник управления дорог"
    " Виктор Лаптев. Рабочим осталось нанести разметку и испытать пролёты под нагрузкой.",
)
ALIKE = [
    (
        "Лаптев: мост через Суру испытают самосвалами",
        "Начальник управления дорог Виктор Лаптев рассказал об испытаниях моста. Через Суру пойдут"
        " гружёные самосвалы, пролёты проверят под нагрузкой, и движение откроют.",
    ),
    (
        "Когда в Пензе поедут по новому мосту",
        "Разметку на мосту через Суру нанесут до 12 декабря. Виктор Лаптев обещает, что движение"
        " откроют в срок, когда пролёты выдержат нагрузку.",
    ),
]
APART = [
    (
        "Новый мост через Оку в Рязани откроют 12 декабря",
        "Мост через Оку открывают для движения, рассказал глава администрации. Рабочие нанесли"
        " разметку, пролёты испытали под нагрузкой.",
        Veto.PLACE,
    ),
    (
        "Новый мост через Суру откроют 20 ноября",
        "Мост через Суру откроют для движения 20 ноября, сообщил Виктор Лаптев. Разметку нанесли,"
        " пролёты испытали под нагрузкой.",
        Veto.DAY,
    ),
]


@pytest.mark.parametrize(("headline", "text"), ALIKE)
def test_reports_of_one_event_in_other_words_are_recognised(headline: str, text: str) -> None:
    comparison = compare_events(event_features(*BRIDGE), event_features(headline, text))
    assert comparison.same, comparison


@pytest.mark.parametrize(("headline", "text", "veto"), APART)
def test_another_place_or_day_is_another_event(headline: str, text: str, veto: Veto) -> None:
    comparison = compare_events(event_features(*BRIDGE), event_features(headline, text))
    assert veto in comparison.vetoes
    assert not comparison.same


@pytest.mark.parametrize(
    ("headline", "text"), [*ALIKE, *((headline, text) for headline, text, _ in APART)]
)
def test_the_order_of_two_stories_has_no_influence(headline: str, text: str) -> None:
    one, other = event_features(*BRIDGE), event_features(headline, text)
    assert compare_events(one, other) == compare_events(other, one)


@pytest.mark.parametrize(
    ("headlines", "texts"),
    [
        (
            ("В Пензенской области четыре пожара", "В Пензенской области семь пожаров"),
            (
                "За минувшие сутки в Пензенской области зарегистрировано четыре пожара, сообщает"
                " главное управление МЧС. Спасатели дважды выезжали на дорожные аварии. Дежурные"
                " смены напоминают: не оставляйте печи без присмотра.",
                "За минувшие сутки в Пензенской области зарегистрировано семь пожаров, сообщает"
                " главное управление МЧС. Спасатели пять раз выезжали на дорожные аварии. Дежурные"
                " смены напоминают: не оставляйте печи без присмотра.",
            ),
        ),
        (
            ("Доллар подешевел: курсы Банка России", "Доллар подорожал: курсы Банка России"),
            (
                "Банк России установил официальные курсы валют на среду. Доллар подешевел на 31"
                " копейку и стоит 81 рубль 14 копеек, евро подорожал на 12 копеек. Следующее"
                " заседание совета директоров по ключевой ставке назначено на декабрь.",
                "Банк России установил официальные курсы валют на четверг. Доллар подорожал на 58"
                " копеек и стоит 81 рубль 72 копейки, евро подешевел на 9 копеек. Следующее"
                " заседание совета директоров по ключевой ставке назначено на декабрь.",
            ),
        ),
    ],
    ids=["fires of a day", "rates of a day"],
)  # fmt: skip
def test_reports_of_two_days_from_one_template_are_two_events(
    headlines: tuple[str, str], texts: tuple[str, str]
) -> None:
    reports = list(zip(headlines, texts, strict=True))
    one, other = (event_features(*report) for report in reports)
    comparison = compare_events(one, other)
    # By their words alone, the reports would be about one event.
    assert comparison.cosine > DEFAULTS.min_cosine
    stories = [
        story(f"s{number}", *report, f"2026-03-0{number + 2}T08:00:00Z")
        for number, report in enumerate(reports)
    ]
    assert events_of(stories) == {"s0": "s0", "s1": "s1"}


@pytest.mark.parametrize(
    "text",
    [
        "Die neue Brücke über die Donau wird am Montag freigegeben, sagte der Leiter.",
        "Янги кўприк душанба куни очилади, деди бошқарма раҳбари. Ишчилар белгиларни чизиб бўлди.",
        "The new bridge will open to traffic on Monday, the head of the department said today.",
    ],
)  # fmt: skip
def test_a_text_in_a_language_without_weights_of_stems_has_no_weights(text: str) -> None:
    headline = text[:40]
    assert not event_features(headline, text).weights


@pytest.mark.parametrize(("headline", "text"), [BRIDGE, *ALIKE, ("", "")])
def test_packed_features_are_unpacked_unchanged(headline: str, text: str) -> None:
    features = event_features(headline, text)
    assert unpack(pack(features)) == features
