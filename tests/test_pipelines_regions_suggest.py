"""Tests which regions are suggested for a text, and the places that show them."""

import time

import pytest

from pipelines.regions.suggest import MAX_CHARS, suggest_regions
from pipelines.regions.tokens import LEAD_CHARS, Part, tokens

MAX_SECONDS = 1.5  # of processor time; 0.1 s are usual


def codes(headline: str, body: str = "") -> list[str]:
    """Return the codes of the regions that are suggested for an article."""
    return [region.code for region in suggest_regions(headline, body)]


@pytest.mark.parametrize(
    ("headline", "code"),
    [
        ("В Пензе открыли мост", "RU-PNZ"),
        ("Жители Химок собрали подписи", "RU-MOS"),
        ("Ярмарка открылась в Набережных Челнах", "RU-TA"),
        ("Поезд пришёл из Комсомольска-на-Амуре", "RU-KHA"),
        ("Депутаты Пензенской области приняли бюджет", "RU-PNZ"),
        ("Пензенские депутаты приняли бюджет", "RU-PNZ"),
        ("Омичка победила на олимпиаде по физике", "RU-OMS"),
        ("Саратовцы вышли на субботник", "RU-SAR"),
        ("В Кузбассе открыли музей", "RU-KEM"),
        ("На Дону убрали пшеницу", "RU-ROS"),
        ("В Марий Эл построят школу", "RU-ME"),
        ("Дороги Владивостока обработали", "RU-PRI"),
        ("Пожар потушили в Орле", "RU-ORL"),
        ("На юге Москвы отключили воду", "RU-MOW"),
        ("В Иванове открыли парк", "RU-IVA"),
        ("Паром приплыл в Керчь", "UA-43"),
    ],
)
def test_a_place_in_any_form_suggests_its_region(headline: str, code: str) -> None:
    assert codes(headline) == [code]


@pytest.mark.parametrize(
    "headline",
    [
        "Сергей Киров прочёл лекцию",
        "Пожар на улице Кирова",
        "Поезд прибыл на Казанский вокзал",
        "Москва и Вашингтон не договорились",
        "Президент отправится с визитом в Москву",
        "В Петровском разводят войска",
        "Артём Чех получил премию",
        "Матч Казань — Уфа перенесён",
        "Газета «Саратов» закрылась",
        "Игрок перешёл из «Локомотива» («Локомотив», Ярославль)",
        "Чемпион Олимпийских игр в Сочи вернулся в Алма-Ату",
        "В Октябрьском районе нашли клад",
        "Посол ЕС Питер Семнеби выступил с речью",
    ],
)
def test_a_name_of_something_else_suggests_nothing(headline: str) -> None:
    assert codes(headline) == []


@pytest.mark.parametrize(
    "headline",
    [
        "Роман Брянский выпустил альбом",
        "Андрей Курский победил на турнире",
        "Ирина Томская возглавила театр",
        "Романа Брянского наградили за альбом",
        "Ирине Томской вручили премию",
        "Роман Тверской вышел на лёд",
        "Спектакль закрыли. Вера Пензенская ушла из театра",
    ],
)
def test_a_first_name_before_an_adjective_makes_it_a_surname(headline: str) -> None:
    assert codes(headline) == []
    assert codes("Люди недели", f"{headline}.") == []


@pytest.mark.parametrize(
    ("headline", "code"),
    [
        ("Полиция Томской области отчиталась", "RU-TOM"),
        ("Первый Пензенский фестиваль открылся", "RU-PNZ"),
        ("Вчера Омская область встретила гостей", "RU-OMS"),
        ("Как Томский университет встретил осень", "RU-TOM"),
        ("Роман Брянского автора перевели", "RU-BRY"),
        ("Надежда Курской области на урожай", "RU-KRS"),
        ("Лев Пензенской области умер", "RU-PNZ"),
    ],
)
def test_an_adjective_after_a_word_that_is_no_first_name_suggests_its_region(
    headline: str, code: str
) -> None:
    assert codes(headline) == [code]


def test_an_uncertain_name_counts_if_its_region_is_named_elsewhere() -> None:
    assert codes("Мирный готовится к празднику") == []
    body = "Жители Архангельской области приедут на праздник."
    (region,) = suggest_regions("Мирный готовится к празднику", body)
    assert region.evidence == "headline: Мирный; lead: Архангельской области"


def test_a_dateline_suggests_no_region() -> None:
    assert codes("Выборы прошли", "КАЗАНЬ, 5 мая. /ТАСС/. Выборы прошли спокойно.") == []
    assert codes("Выборы прошли", "Самара, 5 мая. Выборы прошли спокойно.") == []
    assert codes("Выборы прошли", "В Самаре 5 мая прошли выборы.") == ["RU-SAM"]


def test_a_mention_only_far_below_suggests_nothing() -> None:
    start = "Учёные рассказали о новом способе хранения зерна в больших хранилищах. " * 5
    assert codes("Учёные рассказали о зерне", f"{start} Опыты прошли в Пензе и в Пензе.") == []


@pytest.mark.parametrize("surname", ["Пермякова", "Тверякова", "Томилина", "Уфимцева"])
def test_a_word_across_the_end_of_the_lead_or_of_the_text_is_whole(surname: str) -> None:
    for limit in (LEAD_CHARS, MAX_CHARS):
        for cut in range(1, len(surname)):  # so many letters of the word are before the limit
            body = ("я " * limit)[: limit - cut - 1] + f" {surname} пришла."
            assert codes("Люди пришли", body) == [], (limit, cut)


def test_a_word_across_the_end_of_a_dateline_is_whole() -> None:
    words = [(token.text, token.part) for token in tokens("", "ТОМСК — ПЕРМЯКОВА приехала.")]
    assert words == [("ТОМСК", Part.TEXT), ("ПЕРМЯКОВА", Part.TEXT), ("приехала", Part.LEAD)]


def test_regions_are_ordered_by_their_mentions() -> None:
    body = "Делегация из Самары осмотрела заводы. Завтра в Пензе подпишут договор."
    assert codes("В Пензу приехали самарские промышленники", body) == ["RU-PNZ", "RU-SAM"]


def test_a_text_about_many_regions_is_about_none() -> None:
    places = "в Пензе, в Самаре, в Казани, в Уфе, в Томске"
    assert codes(f"Штормовое предупреждение объявили {places}") == []


@pytest.mark.parametrize("unit", ["Пенза ", "«", "А", "В Кирове — Москва ", "а-", "- ", "Нижний "])
def test_the_time_is_bounded_for_hostile_texts(unit: str) -> None:
    codes("Пенза")  # reads the tables
    began = time.process_time()
    suggest_regions(unit * 100, unit * (5 * MAX_CHARS))
    assert time.process_time() - began < MAX_SECONDS
