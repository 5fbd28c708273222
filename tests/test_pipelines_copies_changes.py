"""Tests that added and cut passages of a copy are found, and rewordings are not."""

from pipelines.copies.changes import changes
from pipelines.copies.compared_text import ComparedText

START = "Мост через Суру открыли утром в пятницу после долгого ремонта опор и перил"
END = "движение по нему запустили на месяц раньше срока сообщили в мэрии города"
PASSAGE = "на открытие пришли строители и жители соседних улиц"


def text(*parts: str) -> ComparedText:
    return ComparedText(" ".join(parts))


def test_a_passage_of_the_second_text_was_added() -> None:
    difference = changes(text(START, END), text(START, PASSAGE, END))
    assert difference.added == (PASSAGE,)
    assert difference.cut == ()


def test_a_passage_of_the_first_text_was_cut() -> None:
    difference = changes(text(START, PASSAGE, END), text(START, END))
    assert difference.added == ()
    assert difference.cut == (PASSAGE,)


def test_a_few_other_words_are_no_passage() -> None:
    difference = changes(text(START, "и вот", END), text(START, "а потом", END))
    assert (difference.added, difference.cut) == ((), ())


def test_a_long_passage_is_shortened_and_counted() -> None:
    passage = " ".join(f"слово{number}" for number in range(20))
    (added,) = changes(text(START, END), text(START, passage, END)).added
    assert added.startswith("слово0 слово1")
    assert added.endswith("… (20 words)")
