"""Tests that numbers, dates and names distinguish copies from reports of one template."""

import itertools
import random

import pytest

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.passages import contradict
from pipelines.copies.thresholds import DEFAULTS
from pipelines.copies.values.name_forms import same_name
from pipelines.copies.verdict import Comparison, Reason, compare
from pipelines.model import Relation

MURAL = (
    "Художники из трёх городов расписали торец пятиэтажки на улице Гоголя в Кузнецке. "
    "Работа над росписью заняла две недели, на стене появился портрет ткачихи местной фабрики. "
    "Жители дома сами выбрали сюжет на общем собрании и помогали переносить эскиз. "
    "Краску оплатил городской фонд культуры, а леса на время работ бесплатно дали строители. "
    "Осенью художники обещают вернуться и украсить забор соседнего детского сада. "
    "Посмотреть на портрет уже приезжали гости из Никольска и Сердобска, рассказали в мэрии."
)
CLOSING_LINE = (
    " Больше новостей читайте в нашем сообществе. Сообщить о событии можно по телефону 8-900-1."
)
COLLISION = (
    "{day} около {hour} часов на {place} столкнулись два автомобиля. По предварительным данным, "
    "водитель машины «{car}» не выдержал безопасную дистанцию и совершил наезд на попутный "
    "транспорт. В аварии пострадали {hurt} человека, их доставили в больницу. На месте работали "
    "сотрудники дорожной инспекции, обстоятельства происшествия устанавливаются. Водителей просят "
    "соблюдать скоростной режим и быть внимательными на дорогах региона."
)
OUTAGE = (
    "Плановое отключение {what} пройдёт в {town} {day} с {hour} до 17 часов. Без коммунальной "
    "услуги останутся дома по улице {street}. Специалисты заменят изношенный участок сети и "
    "проверят оборудование. Жителей просят сделать запас заранее и отключить бытовые приборы. "
    "Телефон диспетчерской службы прежний, он работает круглосуточно."
)


def compared(one: str, other: str) -> Comparison:
    return compare(ComparedText(one), ComparedText(other))


def reworded(text: str, share: float, seed: int) -> str:
    """Return the text with this share of its words replaced or left out, at random."""
    rng = random.Random(seed)
    tokens = text.split()
    for place in rng.sample(range(len(tokens)), int(len(tokens) * share)):
        tokens[place] = rng.choice(["также", "этот", "затем", "", tokens[place - 1]])
    return " ".join(tokens)


@pytest.mark.parametrize(
    "copy",
    [
        MURAL.upper(),
        MURAL + CLOSING_LINE,
        "Как сообщили нашей редакции в администрации города, " + MURAL,
        ". ".join(reversed(MURAL.split(". "))),
        MURAL.replace("трёх", "3").replace("две", "2"),
        MURAL.replace("в Кузнецке", "в городе"),
        *(reworded(MURAL, 0.12, seed) for seed in range(5)),
    ],
    ids=[
        "capitals", "closing line", "credit", "other order", "numerals", "without a town",
        *(f"reworded {seed}" for seed in range(5)),
    ],
)  # fmt: skip
def test_a_syndicated_copy_is_the_same(copy: str) -> None:
    assert compared(MURAL, copy).same
    assert compared(copy, MURAL).same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            COLLISION.format(day="3 мая", hour=9, place="улице Мира", car="Лада", hurt=2),
            COLLISION.format(day="4 мая", hour=7, place="улице Чехова", car="Рено", hurt=3),
        ),
        (
            COLLISION.format(day="3 мая", hour=9, place="трассе", car="Лада", hurt=2),
            COLLISION.format(day="11 июня", hour=9, place="трассе", car="Лада", hurt=2),
        ),
        (
            OUTAGE.format(what="воды", town="Пензе", day="в среду", hour=9, street="Лунной"),
            OUTAGE.format(what="воды", town="Пензе", day="в пятницу", hour=9, street="Лунной"),
        ),
        (
            OUTAGE.format(what="газа", town="Пензе", day="в среду", hour=9, street="Лунной"),
            OUTAGE.format(what="газа", town="Кирове", day="в среду", hour=9, street="Лунной"),
        ),
    ],
    ids=["other collision", "date", "weekday", "town"],
)
def test_reports_of_one_template_about_different_events_are_no_copies(one: str, other: str) -> None:
    assert compared(one, other).reason is Reason.SLOTS
    assert compared(other, one).reason is Reason.SLOTS
    assert compared(one, one + CLOSING_LINE).same


def test_equal_sentences_conflict_in_a_number_that_the_other_text_has_elsewhere() -> None:
    report = (
        "За сутки, {} апреля, пожарные выезжали на тушение {} возгораний в области. " + MURAL[:60]
    )
    one, other = report.format(4, 6), report.format(6, 4)
    assert compared(one, other).reason is Reason.SLOTS
    assert contradict(ComparedText(one), ComparedText(other), DEFAULTS)
    assert not contradict(ComparedText(one), ComparedText(one + CLOSING_LINE), DEFAULTS)


def test_a_corrected_figure_in_a_long_text_is_an_update_of_the_same_event() -> None:
    long = (
        MURAL + " На портрет ушло 40 литров краски. " + COLLISION.replace("{", "").replace("}", "")
    )
    comparison = compared(long, long.replace("40 литров", "45 литров"))
    assert comparison.same
    assert comparison.relation() is Relation.UPDATE


def test_the_first_sentences_are_an_excerpt_and_the_whole_text_a_reprint() -> None:
    lead = ". ".join(MURAL.split(". ")[:3])
    assert compared(MURAL, lead).relation() is Relation.EXCERPT
    assert compared(MURAL, MURAL).relation() is Relation.REPRINT


def test_equal_texts_around_different_news_make_no_copy() -> None:
    frame = (
        "Редакция портала следит за событиями в регионе и рассказывает о главном. {}"
        + CLOSING_LINE * 2
    )
    one = frame.format(". ".join(MURAL.split(". ")[:2]))
    other = frame.format(". ".join(OUTAGE.split(". ")[1:4]))
    assert not compared(one, other).same


def test_common_sentences_are_no_evidence() -> None:
    beginning, end = MURAL[:150], MURAL[310:]
    one = ComparedText(beginning + CLOSING_LINE * 3)
    other = ComparedText(end + CLOSING_LINE * 3)
    common = frozenset(sentence.template for sentence in ComparedText(CLOSING_LINE).sentences)
    assert not compare(one, other, common).same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("пенза", "пензе", True),
        ("кирова", "кировской", True),
        ("курск", "курган", False),
        ("самара", "саратов", False),
    ],
)
def test_a_name_is_known_in_another_case(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same_name(other, one) is same


def test_an_empty_text_is_no_copy_of_anything() -> None:
    assert not compared("", "").same
    assert not compared("", MURAL).same


def test_texts_in_a_broken_encoding_are_no_copies_of_each_other() -> None:
    letters = random.Random(7)

    def random_text() -> str:
        words = ["".join(letters.choices("бвгджзклмнпрстфх", k=9)) for _ in range(60)]
        return " ".join(letters.choices(words, k=600)).encode().decode("latin-1")

    texts = [ComparedText(random_text()) for _ in range(6)]
    pairs = itertools.combinations(texts, 2)
    assert not any(compare(one, other).same for one, other in pairs)
    assert compare(texts[0], ComparedText(texts[0].text)).same


BERTH = (
    "В Магадане завершили ремонт причала, который закрыли после октябрьского шторма. Подрядчик "
    "заменил {piles} свай и уложил новый настил длиной {length} метров. Первым к причалу подошёл "
    "сухогруз с углём. Начальник порта сообщил, что второй причал закроют на ремонт весной. До "
    "этого времени суда будут разгружать в две смены, чтобы не задерживать завоз продуктов."
)


@pytest.mark.parametrize(
    "note",
    [
        " Исправлено: в первой версии было указано неверное число.",
        " Уточнение: число приведено по данным порта.",
        " Correction: an earlier version gave a wrong number.",
        " Виправлено: у першій версії було інше число.",
    ],
)
def test_a_note_on_a_correction_allows_one_other_figure_in_a_short_text(note: str) -> None:
    first, corrected = BERTH.format(piles=38, length=120), BERTH.format(piles=36, length=120)
    assert compared(first, corrected).reason is Reason.SLOTS
    assert compared(first, corrected + note).same
    assert compared(corrected + note, first).same
    assert not compared(first, BERTH.format(piles=54, length=210) + note).same


@pytest.mark.parametrize(
    ("report", "two_words", "same"),
    [
        ("Водитель {} в Твери потерял сознание за рулём.", "трамвая автобуса", False),
        ("A stolen {} was found burnt out near Penrith on Sunday.", "van car", False),
        ("На окраине Кирова загорелся жилой {} из бруса.", "дом двор", False),
        ("Спасатели вытащили из колодца рыжего {} без ошейника.", "кота кот", True),
        ("Памятник открыли {} жителей посёлка и гостей.", "для ради", True),
        ("Кошка пробыла на дереве {} суток без еды.", "пять 5", True),
    ],
    ids=["vehicles", "three letters", "buildings", "forms", "prepositions", "numeral"],
)
def test_short_reports_that_differ_in_one_word_of_content_are_apart(
    report: str, two_words: str, same: bool
) -> None:
    last_sentence = " Свидетели вызвали помощь по телефону, никто из людей не пострадал."
    one, other = (ComparedText(report.format(word) + last_sentence) for word in two_words.split())
    assert compare(one, other, headlines=("Происшествие", "Происшествие")).same == same
