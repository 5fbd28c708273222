"""Tests the words of pages for relations, kinds, facts and languages."""

import pytest

from pipelines.model import Relation, SourceKind
from storage.browse.i18n.languages import ENGLISH, LANGUAGES
from storage.browse.i18n.words import fact_words, kind_words, language_words, relation_words

RUSSIAN = LANGUAGES["ru"]


@pytest.mark.parametrize("relation", Relation)
def test_each_relation_has_a_word_in_both_languages(relation: Relation) -> None:
    assert relation_words(RUSSIAN, relation) != relation_words(ENGLISH, relation)


def test_an_article_without_a_relation_is_an_original() -> None:
    assert relation_words(ENGLISH, None) == "original"


@pytest.mark.parametrize("kind", SourceKind)
def test_each_kind_of_source_has_a_word_in_both_languages(kind: SourceKind) -> None:
    assert kind_words(RUSSIAN, kind) != kind_words(ENGLISH, kind)


def test_a_fact_without_a_word_is_shown_by_its_name() -> None:
    assert fact_words(RUSSIAN, "reading_time") == "reading time"


@pytest.mark.parametrize(
    ("code", "words"),
    [("ru", "русский"), ("tt", "татарский"), ("en-GB", "английский (Великобритания)"),
     ("zz-broken-code", "zz-broken-code"), ("", "—"), (None, "—")],
)  # fmt: skip
def test_a_language_is_shown_by_its_name_if_it_has_one(code: str | None, words: str) -> None:
    assert language_words(RUSSIAN, code) == words
