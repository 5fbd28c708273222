"""Tests the package ``svodka``: ``extract`` and ``group``."""

import doctest
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

import svodka
from svodka import Article, NoArticleError, Outcome, Page, Relation, extract, group

PAGE = """<html lang="ru"><head><meta charset="windows-1251"><title>Каток открыли в парке</title>
</head><body><article><h1>Каток открыли в парке</h1><time>сегодня, 14:20</time>
<p>В парке на набережной открыли каток, лёд на нём заливали три ночи подряд.</p>
<p>Вход свободный, прокат коньков стоит двести рублей в час, рассказали в дирекции.</p>
</article></body></html>"""
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_the_tutorial_in_the_docstring_is_true() -> None:
    assert doctest.testmod(svodka) == doctest.TestResults(failed=0, attempted=12)


def test_each_name_in_all_exists() -> None:
    assert [name for name in svodka.__all__ if not hasattr(svodka, name)] == []


@pytest.mark.parametrize(
    "html",
    [
        PAGE,
        PAGE.encode(),
        PAGE.encode("windows-1251"),
        bytearray(PAGE.encode("windows-1251")),
        Page("", PAGE.encode("windows-1251"), encoding="windows-1251"),
    ],
    ids=["text", "utf-8", "windows-1251", "bytearray", "page"],
)
def test_text_and_bytes_yield_the_same_article(html: str | bytes | Page) -> None:
    article = extract(html)
    assert article.headline == "Каток открыли в парке"
    assert article.article_body.startswith("В парке на набережной открыли каток")


def test_a_lone_surrogate_in_text_is_no_error() -> None:
    assert "лёд" in extract(PAGE.replace("каток,", "каток \ud83d,")).article_body


def test_arguments_decide_the_facts_of_a_page() -> None:
    article = extract(
        PAGE.replace("<h1>Каток открыли в парке", "<h1>Каток открыли в парке | Пенза"),
        url="https://penza.example/1",
        timezone="Asia/Yekaterinburg",
        fetched_at=NOON,
        outlet="Пенза",
    )
    assert article.url == "https://penza.example/1"
    assert article.headline == "Каток открыли в парке"
    assert article.date_published == datetime(2026, 11, 20, 9, 20, tzinfo=UTC)


def test_the_error_of_a_page_without_an_article_gives_the_reason() -> None:
    with pytest.raises(NoArticleError) as caught:
        extract("<p>404</p>")
    assert caught.value.outcome is Outcome.NOT_ARTICLE
    assert str(caught.value) == f"not_article: {caught.value.reason}"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"timezone": "Moscow"}, ValueError, "timezone: expected an IANA name, got 'Moscow'"),
        ({"fetched_at": datetime(2026, 1, 1)}, ValueError, "expected an aware time"),
        ({"html": 1}, TypeError, "expected a page as str, bytes or Page, got int"),
        ({"html": Page("", b""), "url": "u"}, TypeError, "a Page holds its address"),
    ],
)
def test_wrong_arguments_are_named(
    arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        extract(**({"html": PAGE} | arguments))


BODY = (
    "Мост через Суру открыли для движения утром в пятницу, рассказали в мэрии Пензы.\n"
    "Его строили два года, и движение запустили на месяц раньше срока, сообщил подрядчик.\n"
    "На церемонию пришли сотни жителей, первыми по мосту проехали грузовики строителей."
)
OTHER = (
    "В детском саду на улице Мира открыли бассейн, в нём могут плавать двенадцать детей.\n"
    "Заниматься с ними будут два тренера, рассказала заведующая на открытии в понедельник."
)


def article(host: str, hour: int, body: str) -> Article:
    published = datetime(2026, 11, 20, hour, tzinfo=UTC)
    return Article(f"https://{host}/1", "Заголовок", body, date_published=published)


def test_each_article_is_in_one_story_whose_earliest_article_is_the_original() -> None:
    excerpt = BODY.partition("\n")[2]
    grouped_articles = group(
        [
            article("b.example", 9, BODY),
            article("c.example", 8, OTHER),
            article("a.example", 7, BODY),
            article("d.example", 10, excerpt),
        ]
    )
    # The ids are positions in the list.
    assert [(story.canonical_id, dict(story.relations)) for story in grouped_articles] == [
        (2, {0: Relation.REPRINT, 2: Relation.ORIGINAL, 3: Relation.EXCERPT}),
        (1, {1: Relation.ORIGINAL}),
    ]


def test_articles_without_an_address_are_not_taken_for_one_article() -> None:
    one = replace(article("a.example", 8, BODY), url="")
    grouped_articles = group(
        [one, replace(one, headline="Другой"), replace(one, article_body=OTHER)]
    )
    assert [sorted(story.relations) for story in grouped_articles] == [[0, 1], [2]]


def test_no_articles_form_no_story() -> None:
    assert group([]) == []
