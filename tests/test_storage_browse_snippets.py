"""Tests that the words of a query are marked in their forms, and text is escaped."""

import pytest

from storage.browse.snippets import MAX_SNIPPET_CHARS, marked, snippet
from storage.search.query_tree import Term


@pytest.mark.parametrize(
    ("term", "text", "shown"),
    [
        (Term(("мост",)), "У моста <b>", "У <mark>моста</mark> &lt;b&gt;"),
        (Term(("мост",), exact=True), "У моста мост", "У моста <mark>мост</mark>"),
        (Term(("мос",), prefix=True), "У моста", "У <mark>моста</mark>"),
        (Term(("река",)), "У моста", "У моста"),
    ],
)
def test_asked_words_are_marked(term: Term, text: str, shown: str) -> None:
    assert str(marked(text, [term], "ru")) == shown


def test_snippet_is_the_passage_with_the_words() -> None:
    text = "Начало. " * 100 + "Открыт мост. " + "Конец. " * 100
    passage = str(snippet(text, [Term(("мост",))], "ru"))
    assert "<mark>мост</mark>" in passage
    assert passage.startswith("… ")
    assert passage.endswith(" …")
    assert len(passage) < MAX_SNIPPET_CHARS + 60


def test_snippet_of_other_words_is_the_beginning() -> None:
    assert str(snippet("Открыт мост.", [Term(("река",))], "ru")) == "Открыт мост."
