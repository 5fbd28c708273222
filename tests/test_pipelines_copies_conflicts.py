"""Tests which values of two reports conflict: numbers, units, surnames and names of places."""

from datetime import date

import pytest

from pipelines.copies.background import background_passages
from pipelines.copies.compared_text import ComparedText
from pipelines.copies.values.known_names import is_locative
from pipelines.copies.values.name_forms import may_be_other_surname
from pipelines.copies.values.numerals import quantity_at
from pipelines.copies.values.units import unit_of
from pipelines.copies.verdict import compare

PUBLISHED = date(2026, 11, 13)
BRIDGE = (
    "В Мценске сдали в эксплуатацию мост через Зушу. Первым по нему проехал водитель рейсового "
    "автобуса Степан Лукьянов. Стоимость работ составила {sum}, длина переправы 320 метров. По "
    "обеим сторонам сделали тротуары и поставили {lamps} фонарей. Старый мост служил {age} и не "
    "выдерживал грузовики тяжелее {load}."
)
POOL = (
    "A new swimming pool has opened in Whitby after three years of work. Manager Helen Marsh said "
    "the centre expects many visitors in its first month. The project cost {sum} and was paid for "
    "by the county. Pensioners swim free of charge every weekday morning."
)
LIBRARY = (
    "In Passau ist nach dem Umbau die Stadtbibliothek wieder geöffnet. Leiterin {who} erwartet "
    "viele Besucher. Die Arbeiten kosteten {sum}, die Hälfte zahlte das Land. Der Eintritt ist für "
    "Schüler kostenlos, am Freitag liest dort ein Kinderbuchautor aus seinem neuen Roman."
)
FIRE = (
    "На центральном рынке загорелся павильон с одеждой. Огонь охватил 60 квадратных метров, его "
    "тушили 18 пожарных. {who}, хозяйка соседней лавки, первой заметила дым и вызвала помощь. По "
    "предварительной версии, причиной стало замыкание проводки."
)
PARK = (
    "{town} жаңа саябақ ашылды. Әкім Серік Омаров сөзінше, онда 500 ағаш отырғызылды. Саябақта "
    "балалар алаңы, велосипед жолы және шағын көл бар. Тұрғындар мұнда күн сайын серуендей алады."
)
HALL = (
    "{town} яңа спорт залы ачылды. Җитәкче Марат Хәсәнов әйтүенчә, залда 300 урын бар. Балалар "
    "биредә көрәш һәм волейбол белән шөгыльләнә алачак, ә кичләрен зал олыларга да ачык булачак."
)
RESCUE = (
    "{who} спасателей приехала на берег Суры {at}. Под лёд провалились двое рыбаков, один из них "
    "выбрался сам. Второго искали до темноты, помогали жители соседнего села. {note} Поиски "
    "собираются продолжить утром, сообщили в областном управлении."
)
TOLL = (
    "На трассе под Каменкой столкнулись автобус и грузовик. Погибли {dead} человека, движение в "
    "сторону Тамбова закрыли. Число погибших уточнили в областном управлении МЧС. Причины "
    "аварии выясняют, водитель грузовика не пострадал."
)
CREW = {"who": "Команда", "at": "в 2 часа", "note": "Спасли одного."}
USUAL = {
    "sum": "1 250 миллионов рублей", "lamps": "сорок", "age": "тридцать лет", "load": "5 тонн",
}  # fmt: skip

Values = dict[str, str]


def verdicts(text: str, usual: Values, changed: Values) -> list[bool]:
    """Return for both orders whether a report and itself with changed values are copies."""
    changed_values = usual | changed
    one = ComparedText(text.format(**usual))
    other = ComparedText(text.format(**changed_values))
    days = PUBLISHED, PUBLISHED
    pairs = [(one, other), (other, one)]
    return [compare(*pair, published=days).same for pair in pairs]


def names(cases: list[tuple[str, Values, Values]]) -> list[str]:
    """Return the changed values of each case, as its id."""
    return [" ".join(changed.values()) for _, _, changed in cases]


OTHER_SPELLINGS = [
    (BRIDGE, USUAL, {"sum": "1.25 млрд руб."}),
    (BRIDGE, USUAL, {"sum": "1,25 миллиарда рублей"}),
    (BRIDGE, USUAL, {"lamps": "40"}),
    (BRIDGE, USUAL, {"age": "30 лет"}),
    (POOL, {"sum": "£2.5 million"}, {"sum": "£2.5m"}),
    (POOL, {"sum": "£2.5 million"}, {"sum": "£2,500,000"}),
    (POOL, {"sum": "£2.25bn"}, {"sum": "£2.25 billion"}),
    (LIBRARY, {"who": "Sabine Huber", "sum": "4,5 Millionen Euro"}, {"sum": "4.500.000 Euro"}),
    (FIRE, {"who": "Марина Колчина"}, {"who": "Марина Калчина"}),
    (RESCUE, CREW, {"who": "Бригада"}),
    (RESCUE, CREW, {"at": "в 2 дня"}),
]


@pytest.mark.parametrize(("text", "usual", "changed"), OTHER_SPELLINGS, ids=names(OTHER_SPELLINGS))
def test_one_value_may_be_written_in_several_ways(
    text: str, usual: Values, changed: Values
) -> None:
    assert verdicts(text, usual, changed) == [True, True]


OTHER_VALUES = [
    (BRIDGE, USUAL, {"sum": "1.35 млрд руб."}),
    (BRIDGE, USUAL, {"lamps": "сорок два"}),
    (BRIDGE, USUAL | {"lamps": "сорок три"}, {"lamps": "сорок два"}),
    (BRIDGE, USUAL, {"age": "тридцать месяцев"}),
    (POOL, {"sum": "£2.5m"}, {"sum": "£3.5m"}),
    (POOL, {"sum": "£2.5m"}, {"sum": "£2.5bn"}),
    (POOL, {"sum": "£2,500,000"}, {"sum": "£2,600,000"}),
    (LIBRARY, {"who": "Sabine Huber", "sum": "4,5 Millionen Euro"}, {"sum": "5.500.000 Euro"}),
    (LIBRARY, {"who": "Sabine Huber", "sum": "einen Betrag"}, {"who": "Sabine Hubert"}),
    (FIRE, {"who": "Марина Белова"}, {"who": "Марина Белкова"}),
    (PARK, {"town": "Таразда"}, {"town": "Түркістанда"}),
    (PARK, {"town": "Сарыағашта"}, {"town": "Жаңаөзенде"}),
    (HALL, {"town": "Чистайда"}, {"town": "Минзәләдә"}),
    (TOLL, {"dead": "три"}, {"dead": "четыре"}),
    (BRIDGE, USUAL, {"load": "5 килограммов"}),
]


@pytest.mark.parametrize(("text", "usual", "changed"), OTHER_VALUES, ids=names(OTHER_VALUES))
def test_another_value_makes_another_report(text: str, usual: Values, changed: Values) -> None:
    assert verdicts(text, usual, changed) == [False, False]


@pytest.mark.parametrize(
    ("number_words", "value"),
    [
        ("2 500 0", 2_500_000),  # «2,500,000», whose words lose their leading zeros
        ("2 5м", 2_500_000),  # «2.5m», whose Latin m is folded to the Cyrillic м
        ("1 25 млрд", 1_250_000_000),  # «1.25 млрд»
    ],
)
def test_the_words_of_one_number_are_joined(number_words: str, value: float) -> None:
    quantity = quantity_at(number_words.split(), 0)
    assert quantity is not None
    assert quantity.value == value


@pytest.mark.parametrize(
    ("words", "first_value"),
    [
        ("12 30 часов", 12),  # «12:30 часов»
        ("50 60 тысяч", 50),  # «50–60 тысяч»
    ],
)
def test_two_numbers_in_a_row_are_not_joined(words: str, first_value: float) -> None:
    quantity = quantity_at(words.split(), 0)
    assert quantity is not None
    assert quantity.value == first_value


def test_a_word_without_digits_is_no_number() -> None:
    assert quantity_at(["сорок"], 0) is None


def test_forms_of_a_unit_have_one_unit() -> None:
    assert unit_of("лет") == unit_of("года")
    assert unit_of("лет") != unit_of("месяца")


def test_a_word_that_is_no_unit_has_none() -> None:
    assert unit_of("домов") == ""


def test_a_letter_may_make_another_surname() -> None:
    assert may_be_other_surname("белова", "белкова")  # «к» before the ending of a surname
    assert may_be_other_surname("hubert", "huber")  # a letter at the end


def test_a_surname_with_a_misprint_is_no_other_surname() -> None:
    assert not may_be_other_surname("колчина", "калчина")  # a vowel in the place of another
    assert not may_be_other_surname("колчина", "кочина")  # without «л»
    assert not may_be_other_surname("артамонов", "артамоов")  # without «н»
    assert not may_be_other_surname("тишковец", "тишовец")  # «овец» is no ending of a surname


def test_words_that_end_as_names_of_places_do_are_locatives() -> None:
    assert is_locative("таразда", "жаңаөзенде", "чистайда")


@pytest.mark.parametrize("word", ["қалада", "соңында"])  # in the town; at its end
def test_common_nouns_in_the_locative_are_no_names_of_places(word: str) -> None:
    assert not is_locative(word)
    assert not is_locative("таразда", word)  # all words must be names


@pytest.mark.parametrize(
    "opening",
    [
        "Нагадаємо, торік",
        "Нагадаем, летась",
        "Еске салайық, былтыр",
        "Przypomnijmy, że",
        "Wie berichtet",
    ],
)
def test_background_is_recognised_in_other_languages(opening: str) -> None:
    passage = f"{opening} розпочалася перебудова старої пивоварні."
    assert list(background_passages(f"Новина дня.\n{passage}\nКінець.")) == [passage]


@pytest.mark.parametrize(
    "note", ["Позже данные уточнили: погибли трое.", "Уточнение: погибли трое, а не двое."]
)
def test_a_note_of_a_correction_is_recognised(note: str) -> None:
    assert ComparedText(f"Столкнулись два автомобиля. {note}").tells_of_correction
    assert not ComparedText("Столкнулись два автомобиля. Данные уточняются.").tells_of_correction
