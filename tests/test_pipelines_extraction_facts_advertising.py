"""Tests that marks of advertising are recognised, and removed from the text."""

import json

import pytest

from pipelines.extraction.facts.advertising import mark_in, without_marks
from pipelines.model import Article
from tests.bridge_article import PARAGRAPHS, joined_values, read_article

AD_NODE = {"@type": "AdvertiserContentArticle", "headline": "Открыли мост"}
END = ", автобусы вернутся на маршруты."  # the end of the last sentence of PARAGRAPHS


def article(
    above: str = "",  # between the headline and the text
    below: str = "",  # behind the paragraphs
    ending: str = ".",  # replaces END
    in_head: str = "",
    beside: str = "",  # behind the main part of the page
) -> Article:
    """Return the article of a page with this markup."""
    html = (
        f"<html><head><meta charset=utf-8><title>Открыли мост</title>{in_head}</head><body><main>"
        f"<h1>В Зареченске открыли мост</h1>{above}<div class=text>"
        f"{PARAGRAPHS.replace(END, ending)}{below}</div></main>{beside}</body></html>"
    )
    return read_article(html)


@pytest.mark.parametrize(
    "parts",
    [
        {"above": "<div>На правах рекламы</div>"},
        {"above": "<span class=label>Партнёрский материал</span>"},
        {"below": "<p>Реклама. ООО «Ромашка», ИНН 1234567890</p>"},
        {"below": "<p>Реклама. Рекламодатель: ИП Сомов О. П. erid: 2VtzqwXYZ123</p>"},
        {"below": "<p><em>Материал на правах рекламы</em></p>"},
        {"ending": ". Реклама. АО «Заря», erid: 2VtzqwXYZ123"},
        {"ending": ", <a href='https://zarya.example/?erid=2VtzqwXYZ123'>сообщает застройщик</a>."},
        {"below": "<p>Материал опубликован на правах рекламы.</p>"},
        {"below": "<p>18+ Реклама. ООО «Ромашка»</p>"},
        {"below": "<p>ООО «Ромашка». Реклама.</p>"},
        {"below": "<p>Реклама. Самозанятый О. П. Сомов, ИНН 583600000000</p>"},
        {"below": "<p>Реклама. Есть противопоказания, спросите врача. ООО «Клиника»</p>"},
        {"below": "<p>Рекламодатель: ООО «Ромашка», ИНН 5836000000</p>"},
        {"ending": ".Реклама. ООО «Ромашка», ИНН 5836000000"},
        {"ending": ". Имеются противопоказания. Реклама."},
        {"in_head": "<meta property='article:section' content='Партнёрские материалы'>"},
        {"in_head": f"<script type=application/ld+json>{json.dumps(AD_NODE)}</script>"},
    ],
    ids=joined_values,
)  # fmt: skip
def test_a_mark_makes_an_article_advertising_and_is_cut(
    parts: dict[str, str],
) -> None:
    extracted = article(**parts)
    assert extracted.is_advertising
    assert any(statement.fact == "is_advertising" for statement in extracted.evidence)
    assert "еклам" not in extracted.article_body  # Реклама, реклама
    assert "2Vtzqw" not in extracted.article_body
    assert "Движение транспорта по набережной восстановят к вечеру" in extracted.article_body


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"below": "<p>Материал подготовлен при поддержке областного фонда.</p>"},
        {"below": "<p>Реклама банка на фасаде возмутила жителей соседнего дома.</p>"},
        {"beside": "<aside><p>Реклама. ООО «Ромашка», ИНН 1234567890</p></aside>"},
        {"beside": "<div class=banner><a href='/?erid=2VtzqwXYZ123'>Реклама. ООО «Заря»</a></div>"},
        {"beside": "<footer><a href=/adv/>Реклама</a></footer>"},
    ],
    ids=joined_values,
)
def test_an_article_about_or_beside_advertising_is_none(parts: dict[str, str]) -> None:
    assert not article(**parts).is_advertising


def test_a_line_that_thanks_a_supporter_is_kept() -> None:
    extracted = article(below="<p>Материал подготовлен при поддержке областного фонда.</p>")
    assert "при поддержке областного фонда" in extracted.article_body


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("На правах рекламы", "На правах рекламы"),
        ("На правах рекламы. 16+", "На правах рекламы. 16+"),
        ("Реклама 16+ ООО «Ромашка»", "Реклама 16+ ООО «Ромашка»"),
        ("Реклама | ООО «Ромашка» | ИНН 123", "Реклама | ООО «Ромашка» | ИНН 123"),
        ("Мост открыли. (На правах рекламы)", "(На правах рекламы)"),
        ("Мост открыли. Реклама. ИП Сомов", "Реклама. ИП Сомов"),
        ("Sponsored content", "Sponsored content"),
        ("Реклама", None),
        ("Реклама «Ромашки» возмутила жителей", None),
        ("Реклама ООО «Ромашка» признана нарушением закона", None),
        ("Рекламный проект отменили", None),
        ("При поддержке фонда", None),
        ("", None),
    ],
)
def test_the_mark_in_a_line_is_found(text: str, mark: str | None) -> None:
    assert mark_in(text) == mark


def test_whole_lines_and_last_sentences_are_cut() -> None:
    lines = ["На правах рекламы", "Мост открыли. Реклама. ООО «Заря»", "Движение пустят вечером."]
    kept_lines, marks = without_marks(lines)
    assert kept_lines == ["Мост открыли.", "Движение пустят вечером."]
    assert [mark.text for mark in marks] == ["На правах рекламы", "Реклама. ООО «Заря»"]


def test_an_invalid_link_with_erid_is_no_mark() -> None:
    assert not article(ending=", <a href='http://[x?erid=1'>сообщили</a>.").is_advertising


@pytest.mark.parametrize(
    "line",
    [
        "Публикация оплачена из средств избирательного фонда кандидата О. Сомова",
        "Спонсор публикации: ООО «Ромашка»",
        "Gesponserter Beitrag",
        "Materiał sponsorowany",
        "На правах рэкламы",
    ],
)
def test_marks_in_other_wordings_and_languages_are_found(line: str) -> None:
    assert mark_in(line) == line


@pytest.mark.parametrize(
    "line",
    [
        "При поддержке Фонда президентских грантов",
        "Реклама",
        "Рекламодатель ушёл с рынка уличных щитов.",
        "Партнёрский материал вызвал споры в соцсетях",
        "Генеральный партнёр фестиваля — ООО «Ромашка»",
        "Токен подорожал вдвое",  # «токен» may stand for erid
    ],
)
def test_a_line_that_only_resembles_a_mark_is_none(line: str) -> None:
    assert mark_in(line) is None
