"""Tests that the difference of two texts holds each word of both."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from storage.browse.diff import Piece, difference

texts = st.lists(st.sampled_from(["мост", "река", "день", "\n"]), max_size=12).map(" ".join)


def test_added_and_cut_words_are_marked() -> None:
    text = difference("мост открыли утром", "мост открыли вечером в пятницу")
    assert text.paragraphs == (
        (
            Piece("same", "мост открыли"),
            Piece("added", "вечером в пятницу"),
            Piece("cut", "утром"),
        ),
    )
    assert (text.added, text.cut) == (3, 1)
    assert text.kept == 2 / 3


def test_paragraphs_of_the_second_text_stay_apart() -> None:
    text = difference("раз", "раз\nдва")
    assert [[piece.text for piece in paragraph] for paragraph in text.paragraphs] == [
        ["раз"],
        ["два"],
    ]


@given(texts, texts)
def test_pieces_join_to_both_texts(before: str, after: str) -> None:
    pieces = [*chain.from_iterable(difference(before, after).paragraphs)]
    not_added = " ".join(piece.text for piece in pieces if piece.kind != "added")
    not_cut = " ".join(piece.text for piece in pieces if piece.kind != "cut")
    assert not_added.split() == before.split()
    assert not_cut.split() == after.split()
