"""Tests which origin an article names."""

import pytest

from pipelines.extraction.facts.attribution import choose_attribution
from pipelines.model import Article, Evidence
from tests.bridge_article import PARAGRAPHS, read_article


def article(after: str) -> Article:
    """Return the article of a page with this markup after the text."""
    html = f"<html><meta charset=utf-8><h1>В Зареченске мост</h1>{PARAGRAPHS}{after}</html>"
    return read_article(html)


@pytest.mark.parametrize(
    ("line", "credit", "origin"),
    [
        ("Источник: РИА «Сурск»", "РИА «Сурск»", None),
        ("Источник: <a href=https://sursk.example/7>Сурск</a>", "Сурск", "https://sursk.example/7"),
        ("Источник: Сурск Просмотров: 356 Теги: мост", "Сурск", None),
        ("Источник: vesti.example", None, None),
        ("Джерело: Укрінформ", "Укрінформ", None),
        ("Дереккөз: ҚазАқпарат", "ҚазАқпарат", None),
        ("Источник: <a href='http://a.example, b.example'>Азия</a>", "Азия", None),
    ],
)
def test_a_credit_line_after_the_text_names_the_origin(
    line: str, credit: str | None, origin: str | None
) -> None:
    credited = article(f"<div>{line}</div>")
    assert (credited.credit_text, credited.is_based_on) == (credit, origin)
    assert "Источник" not in credited.article_body


@pytest.mark.parametrize(
    "line",
    ["Picture: PA", "Fot. archiwum redakcji", "Zdjęcie: Jan Nowak", "Bild: Stadt Passau"],
)
def test_the_credit_of_a_picture_is_no_text_in_other_languages(line: str) -> None:
    assert line not in article(f"<p><em>{line}</em></p>").article_body


def test_removed_credit_lines_name_the_stage_that_removed_them() -> None:
    removed = article("<p>Источник: РИА Новости</p>").removed
    removals = [(removal.text, removal.stage) for removal in removed]
    assert removals == [("Источник: РИА Новости", "attribution")]


def test_the_origin_of_a_picture_counts_only_without_an_origin_of_the_text() -> None:
    of_picture = Evidence("credit_text", "МЧС", "picture-credit")
    of_text = Evidence("credit_text", "Сурск", "attribution-phrase")
    assert choose_attribution([of_picture]) == ("МЧС", None)
    assert choose_attribution([of_picture, of_text]) == ("Сурск", None)
