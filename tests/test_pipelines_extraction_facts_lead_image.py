"""Tests that the lead image has the caption and the credit that are beside it."""

import pytest

from pipelines.extraction.facts.lead_image import split_caption
from pipelines.model import Article
from tests.bridge_article import PARAGRAPHS, read_article


def article(pictures: str, head: str = "", after: str = "") -> Article:
    """Return the article of a page with this markup above the text, in its head and after it."""
    html = (
        f"<html><head><meta charset=utf-8><title>В Зареченске открыли мост</title>{head}</head>"
        f"<body><h1>В Зареченске открыли мост</h1>{pictures}{PARAGRAPHS}{after}</body></html>"
    )
    return read_article(html)


def picture(extracted: Article) -> tuple[str | None, str | None]:
    """Return the caption and the credit of the lead image."""
    return extracted.main_image_caption, extracted.main_image_credit


@pytest.mark.parametrize(
    ("figure", "credit"),
    [
        ("<figure><img src=/most.jpg><figcaption>Мост утром. Фото: Иван Петров</figcaption>"
         "</figure>", "Иван Петров"),
        ("<figure><img src=/most.jpg><figcaption><span>Мост утром</span> "
         "<span class=credit>Иван Петров</span></figcaption></figure>", "Иван Петров"),
        ("<div class=detail-picture><img src=/most.jpg><div class=picture-caption>Мост утром<br>"
         "© Иван Петров</div></div>", "Иван Петров"),
        ("<div class=photo><img src=/most.jpg><div class=photo-desc>Мост утром</div><div "
         "class=photo-author>Фото: Иван Петров</div></div>", None),
    ],
    ids=["one caption", "credit in a span", "credit in a line", "credit in a box of its own"],
)  # fmt: skip
def test_a_caption_and_its_credit_are_separated_and_are_no_text(
    figure: str, credit: str | None
) -> None:
    extracted = article(figure)
    assert picture(extracted) == ("Мост утром", credit)
    assert "Мост утром" not in extracted.article_body
    assert "Петров" not in extracted.article_body


def test_json_ld_states_the_caption_of_its_image() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"В Зареченске '
        'открыли мост","image":{"@type":"ImageObject","url":"/most.jpg","caption":"Мост утром",'
        '"creditText":"Иван Петров"}}</script>'
    )
    assert picture(article("", head)) == ("Мост утром", "Иван Петров")


def test_the_caption_beside_the_lead_image_is_preferred_to_the_first_caption() -> None:
    other = "<figure><img src=/other.jpg><figcaption>Другой снимок</figcaption></figure>"
    lead = "<figure><img src=/i/most-utrom.jpg><figcaption>Мост утром</figcaption></figure>"
    head = '<meta property="og:image" content="https://cdn.example/x/most-utrom.jpg?w=1200">'
    assert picture(article(other + lead, head)) == ("Мост утром", None)


def test_a_caption_far_below_is_not_that_of_the_lead_image() -> None:
    late = "<figure><img src=/other.jpg><figcaption>Другой снимок</figcaption></figure>"
    assert picture(article("", after=late)) == (None, None)


def test_a_line_that_names_the_photographer_is_a_credit_and_no_text() -> None:
    extracted = article("", after="<p>Фото: https://penzasmi.ru</p>")
    assert extracted.main_image_credit == "https://penzasmi.ru"
    assert "penzasmi" not in extracted.article_body


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Мост утром. Фото: Иван Петров", ("Мост утром", "Иван Петров")),
        ("Мост утром (фото: ТАСС)", ("Мост утром", "ТАСС")),
        ("Мост утром / © РИА Новости", ("Мост утром", "РИА Новости")),
        ("Фото - vesti.example", ("", "vesti.example")),
        ("The bridge. Photo by Ann Lee", ("The bridge", "Ann Lee")),
        ("Мост утром", ("Мост утром", "")),
    ],
)
def test_a_credit_at_the_end_of_a_caption_is_split_off(text: str, parts: tuple[str, str]) -> None:
    assert split_caption(text) == parts
