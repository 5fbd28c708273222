"""Tests what counts as taken from a press release, and what as added."""

from math import inf
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.releases.printing import MAX_ADDED, MAX_FRAMING_WORDS, printing_of

LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
MAX_SECONDS = 5  # of processor time, for hostile texts
RELEASE = (
    "Прокуратура проверила школы\n"
    "Прокуратура Кузнецкого района проверила 14 сельских школ и нашла нарушения в девяти из них."
    " В трёх школах не работала пожарная сигнализация, в двух не было врача.\n"
    "Директорам внесены представления, виновных накажут, сообщил прокурор района Олег Белов."
)


def test_a_whole_reprint_adds_nothing() -> None:
    printing = printing_of(RELEASE, f"{RELEASE}\nОб этом сообщает пресс-служба ведомства.")
    assert printing.is_whole
    assert printing.taken == 1
    assert printing.adds_nothing
    assert printing.own_words == 5


def test_quotes_numbers_and_names_beyond_the_release_are_added() -> None:
    own = (
        f"{RELEASE}\n«Сигнализацию обещали починить ещё летом, но денег не дали», — сказала нашему"
        " корреспонденту директор школы Марина Крюкова. Ремонт обойдётся в 340 тысяч рублей."
    )
    printing = printing_of(RELEASE, own)
    assert printing.is_whole
    assert not printing.adds_nothing
    assert printing.quotes == ("Сигнализацию обещали починить ещё летом, но денег не дали",)
    assert printing.numbers == ("340",)
    assert printing.names == ("Марина", "Крюкова")


@pytest.mark.parametrize(
    ("release", "own"),
    [
        (RELEASE, "По словам Белова, в Кузнецком районе нарушения есть в девяти из 14 школ."),
        (RELEASE, "Школы проверили, пишет «Сура Онлайн»."),
        (RELEASE.replace("14", "14,0"), "Итог проверки: 14.0 школ и «сельская школа»."),
    ],
    ids=["names in other cases", "name of the outlet", "spelling of a number, and a quoted term"],
)
def test_a_retelling_of_the_release_adds_nothing(release: str, own: str) -> None:
    printing = printing_of(release, own, "Сура Онлайн")
    assert (printing.quotes, printing.numbers, printing.names) == ((), (), ())


def test_own_sentences_without_quotes_numbers_and_names_are_an_addition() -> None:
    own = (
        "Крюкова с выводами не согласна. Директор показала работающую сигнализацию и сказала, что"
        " врач принимает каждый день. Проверяющие, по её словам, не заходили в здание и говорили"
        " только со сторожем у ворот."
    )
    printing = printing_of(RELEASE, f"{RELEASE}\n{own}")
    assert (printing.quotes, printing.numbers, printing.names) == ((), (), ())
    assert printing.own_words > MAX_FRAMING_WORDS
    assert not printing.adds_nothing


def test_only_a_part_is_taken() -> None:
    first = RELEASE.split("\n")[1]
    printing = printing_of(RELEASE, first)
    assert not printing.is_whole
    assert 0.5 < printing.taken < 0.8
    assert printing.own_words == 0


def test_direct_speech_after_a_dash_is_a_quote() -> None:
    own = f"{RELEASE}\n— Мы узнали о проверке только из газет, — сказал учитель."
    assert len(printing_of(RELEASE, own).quotes) == 1


@given(st.text(max_size=300), st.text(max_size=300))
def test_the_shares_of_any_texts_are_between_zero_and_one(release: str, article: str) -> None:
    printing = printing_of(release, article)
    assert 0 <= printing.taken <= 1
    assert 0 <= printing.own_share <= 1
    assert printing_of(release, release).numbers == ()


def test_hostile_texts_are_compared_in_bounded_time() -> None:
    names = " ".join(f"Аб{LETTERS[n % 32]}{LETTERS[n // 32 % 32]}в" for n in range(4_000))
    began = process_time()
    printing_of("и " + names[:20_000], "а " + names[::-1])
    printing_of("«" * 20_000, "«а " * 7_000)
    assert process_time() - began < MAX_SECONDS


def test_a_word_that_an_article_repeats_is_compared_once() -> None:
    """All words of the release begin like «Пенза», and the last one is a form of it."""
    others = [f"пен{LETTERS[n % 32]}{LETTERS[n // 32]}жщ" for n in range(198)]
    release = " и ".join([*others, "пензой"])
    began = process_time()
    once = printing_of(release, "а Пенза")
    seconds_for_one = process_time() - began
    seconds_for_many = inf
    for _ in range(3):  # the least of three, since garbage collection may take half a second
        began = process_time()
        often = printing_of(release, "а Пенза " * 2_500)
        seconds_for_many = min(seconds_for_many, process_time() - began)
    assert once.names == often.names == ()
    assert seconds_for_many < 20 * seconds_for_one + 0.2


def test_texts_of_many_quotes_and_names_are_compared_in_bounded_time() -> None:
    """Each word is compared with a bounded number of others, whatever the texts hold."""
    names = [f"Абв{LETTERS[n % 32]}{LETTERS[n // 32 % 32]}" for n in range(2_000)]
    release = " и ".join(names)
    article = " и ".join(name + "щюя" for name in names) + "«раз два три четыре» " * 300
    began = process_time()
    printing = printing_of(release, article)
    assert process_time() - began < MAX_SECONDS
    assert len(printing.quotes) <= MAX_ADDED
    assert len(printing.names) <= MAX_ADDED
