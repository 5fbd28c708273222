"""Tests that the authors are the persons a page names, and agencies its credit."""

import pytest

from pipelines.extraction.facts.authors import author_credit, choose_authors
from pipelines.model import Article, Evidence
from tests.bridge_article import PARAGRAPHS, TITLE, joined_values, read_article


def article(top: str = "", head: str = "", after: str = "") -> Article:
    """Return the article of a page of «Вести Зареченска» with this markup."""
    html = (
        f"<html><head><meta charset=utf-8><title>{TITLE} — Вести Зареченска</title>"
        f'<meta property="og:site_name" content="Вести Зареченска">{head}</head><body><main>'
        f"<h1>{TITLE}</h1>{top}{PARAGRAPHS}{after}</main></body></html>"
    )
    return read_article(html)


@pytest.mark.parametrize(
    "parts",
    [
        {"top": "<div class=author>Олег Сомов</div>"},
        {"top": "<div class=author><a>Олег Сомов</a><i>корреспондент отдела новостей</i></div>"},
        {"top": "<div class=autors><b>Олег СОМОВ</b></div>"},
        {"top": "<div class=meta>20.11.2026 14:35 | Автор: Олег Сомов</div>"},
        {"top": "<div>Текст: Олег Сомов. Фото: Пётр Ильин</div>"},
        {"top": "<div>Текст и фото: Олег Сомов</div>"},
        {"after": "<p>Беседу вёл Олег СОМОВ</p>"},
        {"after": "<p>Олег Сомов, специальный корреспондент</p>"},
        {"after": "<p>Олег СОМОВ, фото авторки</p>"},
        {"after": "<p><em>Олег СОМОВ, фото автора</em></p>"},
        {"after": "<p>Олег СОМОВ.</p>"},
        {"after": "<p>Олег СОМОВ.<br>Фото автора.</p>"},
        {"after": "<p><b>Олег СОМОВ</b><br>20 ноября 2026 г.</p>"},
        {"after": "<p align=right>Олег Сомов</p>"},
        {"after": "<p>Олег Сомов, «Вести Зареченска»</p>"},
        {"after": "<p class=sign>Олег Сомов</p>"},
        {"head": "<meta name=author content='Олег Сомов'>"},
        # The author whom the page shows is preferred to the maker of the site.
        {"head": "<meta name=author content='ООО «Вебстудия Ромашка»'>",
         "top": "<div class=author>Олег Сомов</div>"},
        {"head": "<meta name=author content='Ромашка Плюс'>",
         "top": "<div class=author>Олег Сомов</div>"},
        # Names beside comments, pictures and quotations are no authors.
        {"top": "<figure><img src=/m.jpg><figcaption class=photo-author>Пётр Ильин</figcaption>"
         "</figure><div class=author>Олег Сомов</div>"},
        {"after": "<p class=sign>Олег Сомов</p><div class=comments><b class=comment-author>Анна Ли"
         "</b></div>"},
    ],
    ids=joined_values,
)  # fmt: skip
def test_the_person_whom_the_page_names_is_the_author(parts: dict[str, str]) -> None:
    assert article(**parts).authors == ("Олег Сомов",)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"after": "<blockquote>Спасибо строителям!</blockquote><p>Анна Кузнецова, жительница</p>"},
        {"after": "<p>Анна Кузнецова выступила последней.</p>"},
        {"after": "<p>Анна Кузнецова рассказала журналистам о планах.</p>"},
        {"after": "<p>Текст и фото Анны Кузнецовой</p>"},
        {"top": "<div class=author>admin</div>"},
        {"head": "<meta name=author content='Вебстудия «Ромашка»'>"},
    ],
    ids=joined_values,
)
def test_no_author_is_found(parts: dict[str, str]) -> None:
    assert article(**parts).authors == ()


@pytest.mark.parametrize(
    ("parts", "credit"),
    [
        ({"top": "<div class=author>РИА Новости</div>"}, "РИА Новости"),
        ({"top": "<div class=author>ИА REGNUM</div>"}, "ИА REGNUM"),
        ({"head": "<meta name=author content='Интерфакс'>"}, "Интерфакс"),
        ({"head": "<meta name=author content='Вести Зареченска'>"}, "Вести Зареченска"),
        ({"top": "<div class=author>Олег Сомов, ТАСС</div>"}, None),
        ({"head": "<meta name=author content='ООО «Вебстудия Ромашка»'>"}, None),
        # An origin that the text names is preferred to the byline.
        ({"top": "<div class=author>ТАСС</div>", "after": "<p>Источник: Сурск-Информ</p>"},
         "Сурск-Информ"),
    ],
    ids=str,
)  # fmt: skip
def test_an_agency_is_the_credit_if_no_author_is_named(
    parts: dict[str, str], credit: str | None
) -> None:
    extracted = article(**parts)
    assert not any("ТАСС" in name or "Новости" in name for name in extracted.authors)
    assert extracted.credit_text == credit


def stated(**values: str) -> list[Evidence]:
    """Return evidence of authors by place, such as json_ld for the place json-ld."""
    return [Evidence("authors", value, place.replace("_", "-")) for place, value in values.items()]


@pytest.mark.parametrize(
    ("evidence", "names"),
    [
        (stated(json_ld="Олег Сомов", byline="Анна Ли"), ("Олег Сомов",)),
        (stated(json_ld="Вести", byline="Анна Ли"), ("Анна Ли",)),
        (stated(json_ld="dpa"), ("dpa",)),
        (stated(json_ld="Вести"), ()),
        (stated(meta="Олег Сомов"), ("Олег Сомов",)),
        (stated(json_ld_page="Олег Сомов"), ("Олег Сомов",)),
        ([], ()),
    ],
    ids=[
        "json-ld before byline", "person before the site", "no person", "site", "meta tag",
        "json-ld of the page", "none",
    ],
)  # fmt: skip
def test_authors_are_chosen_among_the_statements(
    evidence: list[Evidence], names: tuple[str, ...]
) -> None:
    assert choose_authors(evidence, ["Вести"], "") == names


def test_the_credit_of_a_byline_has_evidence_of_its_place() -> None:
    credit = author_credit(stated(byline="РИА Новости"), ["Вести"])
    assert credit == [Evidence("credit_text", "РИА Новости", "byline")]
