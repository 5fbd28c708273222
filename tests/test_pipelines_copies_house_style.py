"""Tests reports that differ in the spelling of values, and reports that differ in the values."""

from datetime import date

import pytest

from pipelines.copies.background import background_passages
from pipelines.copies.compared_text import ComparedText
from pipelines.copies.conflicts import conflicts_of
from pipelines.copies.headlines import headlines_agree
from pipelines.copies.sides import Side
from pipelines.copies.subjects import share_subject, subject_stems
from pipelines.copies.tokens import fold, hash_words
from pipelines.copies.values.calendar_words import calendar_value_of, may_be_one_day
from pipelines.copies.values.name_forms import abbreviated, same_name
from pipelines.copies.values.named_days import are_one_day, named_days
from pipelines.copies.values.numerals import are_one_quantity, quantity_at
from pipelines.copies.values.slots import OPENING, Slot, Tokens, slot_of
from pipelines.copies.verdict import Reason, compare
from tests.bridge_article import joined_values

REPORT = (
    "В Каменске завершили ремонт котельной на улице Садовой. Об этом рассказал {name}, который "
    "отвечает за подготовку к зиме. {when} оборудование проверили сотрудники {office}, замечаний "
    "они не нашли. На работы потратили {sum} из областного бюджета. Тепло получат жители {homes} "
    "квартир, две школы и поликлиника. Прежние котлы отслужили тридцать лет и часто ломались."
)
USUAL = {
    "name": "Алексей Громов",
    "when": "13 ноября",
    "office": "МЧС",
    "sum": "1 400 рублей",
    "homes": "320",
}
FRIDAY = date(2026, 11, 13)


def report(**changed: str) -> ComparedText:
    return ComparedText(REPORT.format(**USUAL | changed))


def verdicts(changed: dict[str, str]) -> list[bool]:
    """Return whether the report is a copy of itself with changed values, in both orders."""
    one, other, days = report(), report(**changed), (FRIDAY, FRIDAY)
    return [compare(*pair, published=days).same for pair in ((one, other), (other, one))]


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "А. Громов"},
        {"name": "Алексей Гpомов"},  # a Latin p
        {"when": "В пятницу"},
        {"when": "В ноябре"},
        {"office": "Министерства по чрезвычайным ситуациям"},
        {"sum": "1400 рублей"},
        {"sum": "1,4 тысячи рублей"},
        {"sum": "1.400 рублей"},
    ],
    ids=joined_values,
)
def test_another_spelling_of_a_value_makes_no_other_report(changed: dict[str, str]) -> None:
    assert verdicts(changed) == [True, True]


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Б. Громов"},
        {"name": "Александр Громов"},
        {"name": "Алексей Громенко"},
        {"when": "В субботу"},
        {"when": "14 ноября"},
        {"when": "13 декабря"},
        {"office": "МВД"},
        {"sum": "1 500 рублей"},
        {"homes": "230"},
    ],
    ids=joined_values,
)
def test_another_value_makes_another_report(changed: dict[str, str]) -> None:
    assert verdicts(changed) == [False, False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("пенза", "пензе", True), ("павел", "павла", True), ("а.", "алексей", True),
        ("киров", "кирова", True), ("киров", "кировск", False), ("а.", "борис", False),
        ("краснодар", "красноярск", False), ("иванов", "иваненко", False),
        ("алексей", "александр", False), ("белова", "белкова", False),
    ],
)  # fmt: skip
def test_a_name_equals_its_other_cases_and_no_other_name(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same_name(other, one) is same


def test_an_abbreviation_stands_for_its_words() -> None:
    words = ["министерство", "по", "чрезвычайным", "ситуациям"]
    assert abbreviated("мчс", words) == range(4)
    assert not abbreviated("мвд", words)
    assert abbreviated("минздрава", ["министерства", "здравоохранения"]) == range(2)


# In a token, «_» stands for the decimal comma.
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1_2 млн", "1200000", True),
        ("двадцать пять", "25", True),
        ("1400", "1500", False),
        ("5 тысяч", "5 миллионов", False),
        ("1_2 млн", "1234567", True),
        ("120 тысяч", "121000", False),
    ],
)
def test_numbers_are_compared_as_quantities(one: str, other: str, same: bool) -> None:
    def tokens(text: str) -> list[str]:
        slots_and_values = (slot_of(word, opens_sentence=False) for word in text.split())
        return [value for _, value in slots_and_values]

    quantity, other_quantity = quantity_at(tokens(one), 0), quantity_at(tokens(other), 0)
    assert quantity
    assert other_quantity
    assert are_one_quantity(quantity, other_quantity) is same


HORSES = (
    "Ұрланған {} жылқы табылды. Күдікті көрші ауданның тұрғыны екені анықталды, оған қатысты "
    "қылмыстық іс қозғалды. Жылқылар иесіне қайтарылды, тергеу жалғасып жатыр."
)
WELLS = "У вёсцы адрамантавалі {} калодзежаў. Работы аплаціў раён, іх завяршылі да канца тыдня."


@pytest.mark.parametrize(
    ("report", "one", "other", "same"),
    [
        (HORSES, "он екі", "12", True),
        (HORSES, "он екі", "он үш", False),
        (HORSES, "он екі", "2", False),
        (HORSES, "қырық бес", "45", True),
        (WELLS, "пяць", "5", True),
        (WELLS, "шэсць", "пяць", False),
        ("За вечар он {} разы выходил на поклон, сообщили в театре Вологды.", "3", "4", False),
    ],
    ids=["12 kk", "12 and 13 kk", "12 and 2 kk", "45 kk", "5 be", "6 and 5 be", "3 and 4 be"],
)
def test_numerals_of_other_languages_are_numbers(
    report: str, one: str, other: str, same: bool
) -> None:
    pair = ComparedText(report.format(one)), ComparedText(report.format(other))
    assert compare(*pair).same is same


def test_he_is_no_numeral() -> None:
    assert ComparedText("Вчера он два раза пел").words[1] == "он"


def test_a_weekday_is_the_date_near_the_publication() -> None:
    friday, month = calendar_value_of("пятницу"), calendar_value_of("ноября")
    assert friday
    assert month
    assert may_be_one_day(friday, month, "13", FRIDAY)
    assert not may_be_one_day(friday, month, "14", FRIDAY)
    assert may_be_one_day(friday, month, "14", None)  # the day of publication is unknown


def test_latin_look_alikes_and_spaces_in_numbers_make_no_other_word() -> None:
    assert list(hash_words("Гpомов 1 400")) == list(hash_words("Громов 1400"))


def test_a_stretch_with_other_values_conflicts() -> None:
    one, other = ComparedText("Горел дом 5"), ComparedText("Горел дом 7")
    (conflict,) = conflicts_of(Side(one, 2, 3), Side(other, 2, 3))
    assert conflict.slot is Slot.NUMBER
    assert (conflict.values, conflict.other_values) == (("5",), ("7",))


def test_a_value_in_the_place_of_another_conflicts_even_if_it_recurs() -> None:
    text = "Прокуратура проверила {} дворов и нашла нарушения. Из них 14 убирает одна компания."
    one, other = ComparedText(text.format(14)), ComparedText(text.format(15))
    place = one.words.index("14")
    (conflict,) = conflicts_of(Side(one, place, place + 1), Side(other, place, place + 1))
    assert (conflict.values, conflict.other_values) == (("14",), ("15",))


MEETING = (
    "Совещание о подготовке к зиме пройдёт {} в здании администрации Каменска. Отчёты управляющих "
    "компаний примут до 4 ноября, паспорта готовности домов подпишут до 20 ноября."
)


@pytest.mark.parametrize(
    ("other", "same"),
    [("в пятницу", True), ("в четверг", False), ("в ноябре", True), ("в октябре", False),
     ("13.11", True), ("14.11", False)],
)  # fmt: skip
def test_a_date_is_compared_as_a_whole_even_if_its_month_recurs(other: str, same: bool) -> None:
    pair = ComparedText(MEETING.format("13 ноября")), ComparedText(MEETING.format(other))
    assert compare(*pair, published=(FRIDAY, FRIDAY)).same is same


def test_a_range_of_numbers_is_no_date() -> None:
    words = ["ветер", "6", "11", "метров"]
    slots = [Slot.NONE, Slot.NUMBER, Slot.NUMBER, Slot.NONE]
    (wind,) = named_days(words, slots, range(4))
    (other,) = named_days(["7", "12"], slots[1:3], range(2))
    assert are_one_day(wind, other, (None, None))


def test_a_known_first_name_that_opens_a_sentence_is_a_name() -> None:
    slots = []
    for word in ("Алексея", "Погода", "Тарасов"):
        slot, _ = slot_of(word, opens_sentence=True)
        slots.append(slot)
    assert slots == [Slot.NAME, Slot.OPENING, Slot.OPENING]


LIBRARIAN = (
    "Библиотека Каменска получила в дар собрание старых открыток. Его передала учительница "
    "географии {}, которая собирала открытки сорок лет. Самую старую из них отправили из Вологды "
    "ещё до постройки железной дороги. Летом открытки покажут в читальном зале."
)
GIVER = "Марина Колчинская"  # who gave the collection in one of the texts


@pytest.mark.parametrize(
    ("other", "same"),
    [("Марина Колчинская", True), ("Марина Калчинская", True), ("Марина Ключевская", False),
     ("Мария Калчинская", False)],
)  # fmt: skip
def test_one_letter_of_a_surname_beside_the_same_first_name_is_a_misprint(
    other: str, same: bool
) -> None:
    pair = ComparedText(LIBRARIAN.format(GIVER)), ComparedText(LIBRARIAN.format(other))
    assert compare(*pair).same is same


def test_one_misspelt_name_that_recurs_is_not_a_text_misread_by_a_scanner() -> None:
    text = "Слесарь {0} нашёл щенка. Вечером {0} отвёз щенка в приют. Утром {0} купил ему корм."
    assert not compare(ComparedText(text.format("Белов")), ComparedText(text.format("Белков"))).same


@pytest.mark.parametrize(
    ("word", "slot", "value"),
    [
        ("листопада", Slot.DATE, "month 11"), ("қарашада", Slot.DATE, "month 11"),
        ("Donnerstag", Slot.DATE, "weekday 3"), ("piątek", Slot.DATE, "weekday 4"),
        ("җиде", Slot.NUMBER, "7"), ("шість", Slot.NUMBER, "6"), ("acht", Slot.NUMBER, "8"),
    ],
)  # fmt: skip
def test_dates_and_numerals_are_known_in_other_languages(word: str, slot: Slot, value: str) -> None:
    assert slot_of(word, opens_sentence=False) == (slot, value)


@pytest.mark.parametrize("word", ["Алексей", "листопада", "шість"])
def test_templates_of_sentences_keep_words_whose_slots_were_added_later(word: str) -> None:
    assert OPENING[word].masked == fold(word)


def test_another_scale_of_a_number_conflicts() -> None:
    one, other = ComparedText("Собрали 5 тысяч рублей"), ComparedText("Собрали 5 миллионов рублей")
    (conflict,) = conflicts_of(Side(one, 2, 3), Side(other, 2, 3))
    assert conflict.slot is Slot.NUMBER


BORDER = (
    "{country} готова передать соседям два пожарных поезда. Об этом сообщил {person} на встрече в "
    "{town}. Поезда стоят в депо под {city} и ждут разрешения. В сборной {team} по тушению пожаров "
    "служат сорок человек, тренирует их Олег Жаров. Анна Смирнова готовит договор с министерством, "
    "его текст одобрили в {office} ещё весной. {country} и раньше помогала соседям."
)
BORDER_USUAL = {
    "country": "Финляндия",
    "person": "Сергей Лапин",
    "town": "Выборге",
    "city": "Каменском",
    "team": "Финляндии",
    "office": "Минсельхозе",
}


def is_border_copy(changed: dict[str, str]) -> bool:
    """Return whether the report BORDER is a copy of itself with changed values."""
    one = ComparedText(BORDER.format(**BORDER_USUAL))
    other = ComparedText(BORDER.format(**BORDER_USUAL | changed))
    return compare(one, other, published=(FRIDAY, FRIDAY)).same


@pytest.mark.parametrize(
    "changed",
    [
        {"country": "Эстония"},
        {"person": "Олег Лапин"},  # another Олег is in both texts
        {"person": "С. Лапин", "team": "Эстонии"},
        {"person": "Сергей Жаров"},  # this surname is in both texts
        {"office": "Министерстве строительства"},  # the word «министерство» is in both texts
    ],
    ids=joined_values,
)
def test_another_name_conflicts_though_it_recurs_or_opens_a_sentence(
    changed: dict[str, str],
) -> None:
    assert not is_border_copy(changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"person": "С. Лапин"},
        {"person": "Сергей Петрович Лапин"},
        {"office": "Министерстве сельского хозяйства"},
        {"city": "посёлком Каменским"},
    ],
    ids=joined_values,
)
def test_the_same_name_in_another_form_is_no_conflict(changed: dict[str, str]) -> None:
    assert is_border_copy(changed)


def test_a_country_or_town_that_opens_a_sentence_is_a_name() -> None:
    def slot(word: str) -> Slot:
        slot, _ = slot_of(word, opens_sentence=True)
        return slot

    for word in ("Украина", "Екатеринбургский", "Қазақстан", "Germany", "Kraków"):
        assert slot(word) is Slot.NAME
    for word in ("Того", "Погода", "Строители", "Wetter"):
        assert slot(word) is Slot.OPENING


@pytest.mark.parametrize(("digits", "same"), [("11.11", True), ("12.11", False), ("11.12", False)])
def test_a_date_in_digits_is_a_date_in_words_if_day_and_month_agree(
    digits: str, same: bool
) -> None:
    text = "Распродажа в книжном магазине Каменска началась {} и продлится до конца недели."
    one, other = ComparedText(text.format("11 ноября")), ComparedText(text.format(digits))
    assert compare(one, other, published=(FRIDAY, FRIDAY)).same is same


def test_a_name_after_a_dash_is_not_the_first_name_of_a_misspelt_surname() -> None:
    text = (
        "Первую партию сыграли {} — Крамник, она закончилась вничью после сорока ходов. Белые "
        "долго держали перевес, но потеряли его в ладейном окончании. Вечером соперники разобрали "
        "партию для зрителей и ответили на вопросы школьников из шахматного кружка."
    )
    one, other = ComparedText(text.format("Топалов")), ComparedText(text.format("Топаков"))
    assert not compare(one, other).same


STUB = "Подробности смотрите в нашем видеосюжете."


def test_a_stub_is_a_copy_only_under_an_agreeing_headline() -> None:
    one, other = ComparedText(STUB), ComparedText(STUB)
    verdict = compare(one, other, headlines=("Открыли новый мост", "Сгорел склад с мебелью"))
    assert verdict.reason is Reason.HEADLINES
    assert compare(one, other, headlines=("Открыли новый мост", "Новый мост открыли")).same
    assert headlines_agree("", "Сгорел склад")  # a missing headline contradicts nothing


OBITUARY = (
    "{name} скончался после долгой болезни. Коллеги вспоминают его как чуткого наставника. "
    "{last} проработал в районной больнице более сорока лет и спас сотни жизней. Прощание пройдёт "
    "в городском доме культуры. Родным и близким выражают соболезнования."
)


def test_names_that_only_begin_sentences_distinguish_obituaries() -> None:
    one = ComparedText(OBITUARY.format(name="Тарасов", last="Тарасов"))
    other = ComparedText(OBITUARY.format(name="Ежовский", last="Ежовский"))
    assert not compare(one, other).same


def test_a_background_paragraph_alone_makes_no_copy() -> None:
    background = (
        "Напомним, мост закрыли на ремонт прошлой весной, когда обследование показало трещины в "
        "двух опорах. Автобусы ходили в объезд через посёлок, и дорога до центра занимала почти "
        "час. Жители правого берега жаловались на переполненные маршрутки и опоздания на работу. "
        "Вторая бригада за зиму заменила балки, уложила плиты и отремонтировала подходы."
    )
    fined, injured = (
        "Суд отказал подрядчику во взыскании пени с мэрии, решение можно обжаловать за месяц. ",
        "Рабочий сорвался с лесов и сломал ногу, трудовая инспекция начала большую проверку. ",
    )
    assert list(background_passages(fined + background)) == [background]
    verdict = compare(ComparedText(fined + background), ComparedText(injured + background))
    assert verdict.reason is Reason.BACKGROUND


def test_texts_of_one_subject_share_its_rare_words_but_not_only_a_town() -> None:
    def stems(text: str) -> frozenset[str]:
        compared = ComparedText(text)
        return subject_stems(compared.words, compared.slots, [True] * len(compared.words))

    beginning = stems("Строители заменили балки моста через Серебрянку в Каменске.")
    assert share_subject(beginning, stems("Балки оказались дороже, строители просят доплату."))
    assert not share_subject(beginning, stems("В Каменске на улице Садовой украли самокат."))


def test_an_exact_copy_needs_no_agreeing_headline() -> None:
    verdict = compare(report(), report(), headlines=("Котлы заменили", "Новости недели"))
    assert verdict.reason is Reason.EXACT


def test_words_that_are_learnt_together_have_the_tokens_that_they_have_alone() -> None:
    words = ["ΟΔΟΣ", "ΟΔΟΣ", "İzmir", "А.", "12", "1_2", "Ёлка", "пять", "мая", "Пенза", "x"]
    together, alone = Tokens(opening=True), Tokens(opening=True)
    together.learn(words)
    together.learn(words[:3])
    assert together == {word: alone[word] for word in words}
