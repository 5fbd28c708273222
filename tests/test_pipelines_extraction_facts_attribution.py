"""Tests which origin an article names."""

import pytest

from pipelines.extraction.facts.attribution import is_credit_line, without_credits
from pipelines.model import Article
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
def test_credit_line_after_the_text_names_the_origin(
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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Источник: РИА Новости", True),
        ("По материалам портала Сурск", True),
        ("Источник воды обнаружили рабочие на окраине города в понедельник утром.", False),
        ("Мост открыли утром.", False),
        ("Source: AP", True),
        ("Фото ГУ МЧС по Пензенской области", True),
        ("Фото Sputnik", True),
        ("Фото с места происшествия", True),
        ("Фото с места пожара изучают дознаватели.", False),
        ("Архивное фото", True),
        ("Архивное фото нашли в подвале школы", False),
        ("Иван Петров/ТАСС", True),
        ("Пенза / Саратов", False),
        ("Source: an old cable", False),
        ("Quelle: eine alte Leitung", False),
        ("Photo de la mairie de Mâcon", True),
        ("Photo de classe sur le quai : les enfants ont dessiné les bateaux.", False),
        ("Foto del comune di Cremona", True),
        ("Foto de familia en el muelle", False),
        ("Foto gemeente Tiel", True),
        ("Фота прэс-службы гарвыканкама", True),
        ("Снимка: общината", True),
        ("Fotoğraf: belediye arşivi", True),
        ("", False),
    ],
)
def test_a_credit_line_holds_nothing_but_a_credit(line: str, expected: bool) -> None:
    assert is_credit_line(line) is expected


def test_removed_credit_lines_name_the_stage_that_removed_them() -> None:
    lines, removed = without_credits(["Мост открыли утром.", "Источник: РИА Новости"])
    assert lines == ["Мост открыли утром."]
    removals = [(removal.text, removal.stage) for removal in removed]
    assert removals == [("Источник: РИА Новости", "attribution")]
