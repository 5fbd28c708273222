"""Tests that words of two texts are compared by their stems."""

import pytest

from pipelines.extraction.lines.word_stems import shared_rare_words, shared_words, stems


@pytest.mark.parametrize(
    ("text", "other", "count"),
    [
        ("Вид с моста", "Проехали мостом", 1),  # forms of a short word
        ("Город ждёт", "Городских автобусов нет", 1),  # a short word and a long one
        ("Река Сура, год", "Река Сура, год", 0),  # words of fewer than five letters
        ("Ремонт, ремонтом, ремонта", "После ремонта", 1),
        ("Bridge repairs", "The bridge needs a repair", 2),
        ("Дорога закрыта", "Хлеб подорожал", 0),
        ("", "", 0),
    ],
)
def test_words_are_shared_if_they_begin_alike(text: str, other: str, count: int) -> None:
    assert shared_words(text, stems(other)) == count


@pytest.mark.parametrize(
    ("text", "other", "count"),
    [
        ("Этот мост ждали двадцать лет", "На Суре открыт мост", 1),
        ("Движение по мосту и под мост", "Открыт мост", 1),  # forms of one word
        ("The fire tore into a home", "Man dies in fire", 1),
        ("Этот день года был тёплым", "Этот день был году в пору", 0),  # frequent words
        ("They said this with ease", "They will have said this", 0),
        ("Вид на лес", "Лес шумит", 0),  # three letters
    ],
)
def test_short_words_count_on_demand_unless_they_are_frequent(
    text: str, other: str, count: int
) -> None:
    of_other = stems(other, has_short_words=True)
    assert shared_words(text, of_other, has_short_words=True) == count


def test_words_of_any_news_say_nothing_of_its_subject() -> None:
    line = "Сколько рублей сегодня в городе стоит третий билет?"
    assert shared_words(line, stems(line)) > shared_rare_words(line, stems(line))
    assert shared_rare_words(line, stems("Билеты подорожали сегодня в городе")) == 1
    assert shared_rare_words("Когда сегодня в городе?", stems("Когда сегодня в городе?")) == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Сколько стоит квартира в Балашове?", 0),
        ("Балашов и Хопёр. Мосты чинят.", 2),  # a capital begins the sentence
        ("Wann wird die Brücke gesperrt?", 1),
    ],
)
def test_names_of_places_say_nothing_of_the_subject(text: str, count: int) -> None:
    other = "В Балашове через Хопёр построят мосты. Die Brücke bei Hoyerswerda."
    assert shared_rare_words(text, stems(other)) == count
