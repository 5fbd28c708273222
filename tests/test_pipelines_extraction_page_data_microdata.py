"""Tests that microdata is read only from the item of the page's own article."""

import pytest
from lxml.html import fromstring

from pipelines.extraction.page_data.microdata import article_microdata

TITLE = "В Зареченске открыли пешеходный мост — Вести"
ARTICLE = "itemscope itemtype=https://schema.org/NewsArticle"
OWN = (
    f"<main {ARTICLE}><h1 itemprop=headline>В Зареченске открыли пешеходный мост</h1>"
    "<meta itemprop=datePublished content=2026-11-20><span itemprop=author itemscope "
    "itemtype=https://schema.org/Person><b itemprop=name>Олег Сомов</b></span>{inside}</main>"
)
TEASER = (
    f"<div {ARTICLE}><b itemprop=headline>Автобусы изменят расписание</b>"
    "<meta itemprop=datePublished content=2026-11-19><i itemprop=author>Чужой Автор</i></div>"
)
COMMENT = (
    "<div itemprop=comment itemscope itemtype=https://schema.org/Comment>"
    "<meta itemprop=dateCreated content=2026-11-21><b itemprop=author>Гость</b></div>"
)


@pytest.mark.parametrize(
    ("body", "dates", "authors"),
    [
        (OWN, ["2026-11-20"], ["Олег Сомов"]),
        (TEASER + OWN, ["2026-11-20"], ["Олег Сомов"]),
        (OWN + TEASER + TEASER, ["2026-11-20"], ["Олег Сомов"]),
        (OWN.replace("{inside}", TEASER), ["2026-11-20"], ["Олег Сомов"]),
        (OWN.replace("{inside}", COMMENT), ["2026-11-20"], ["Олег Сомов"]),
        (TEASER + TEASER, [], []),
        (TEASER, [], []),
        ("<b itemprop=author>Олег Сомов</b><time itemprop=datePublished datetime=2026-11-20>",
         ["2026-11-20"], ["Олег Сомов"]),
    ],
    ids=[
        "article", "below a teaser", "above teasers", "around a teaser", "around a comment",
        "teasers", "teaser", "no item",
    ],
)  # fmt: skip
def test_only_properties_of_the_page_s_own_article_are_read(
    body: str, dates: list[str], authors: list[str]
) -> None:
    tree = fromstring(f"<html><body>{body.replace('{inside}', '')}</body></html>")
    properties = article_microdata(tree, TITLE)
    assert properties.get("datePublished", []) == dates
    assert properties.get("author", []) == authors
    assert properties.get("dateCreated", []) == []
