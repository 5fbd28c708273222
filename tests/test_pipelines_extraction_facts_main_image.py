"""Tests that the main image is a picture of the article and no logo."""

import pytest

from pipelines.extraction.facts.main_image import is_picture
from pipelines.model import Hints
from tests.bridge_article import PARAGRAPHS, joined_values, read_article

SITE = "https://vesti.example"
OG = '<meta property="og:image" content="{}">'


def image(head: str = "", top: str = "", after: str = "", above: str = "", feed: str = "") -> str:
    """Return the path of the main image of a page with this markup, or "".

    ``feed`` is the image that the feed names.
    """
    html = (
        f"<html><head><meta charset=utf-8><title>Открыли мост</title>{head}</head><body>"
        f"<header><img src=/logo.png>{above}</header><main><h1>В Зареченске открыли мост</h1>"
        f"<div>{top}{PARAGRAPHS}</div>{after}</main></body></html>"
    )
    hints = Hints(main_image=feed or None)
    article = read_article(html, f"{SITE}/1", hints=hints)
    return (article.main_image or "").removeprefix(SITE)


@pytest.mark.parametrize(
    "parts",
    [
        {"head": OG.format("/most.jpg")},
        {"head": OG.format("/img/logo.png"), "top": "<img src=/most.jpg>"},
        {"head": OG.format("/wp-content/themes/news/share.png"), "top": "<img src=/most.jpg>"},
        {"head": OG.format("/i/no_foto.jpg"), "top": "<img src=/most.jpg>"},
        {"head": OG.format("/i/net-foto.png"), "top": "<img src=/most.jpg>"},
        {"head": OG.format("/logo.png") + OG.format("/most.jpg")},
        {"head": OG.format("/logo.png"), "feed": "/most.jpg"},
        {"top": "<img src=/most.jpg alt=Мост>"},
        {"top": "<figure><img src=/most.jpg><figcaption>Мост утром</figcaption></figure>"},
        {"top": "<img data-src=/most.jpg src=data:image/gif;base64,R0lGOD>"},
        {"top": "<img srcset='/most.jpg 640w, /m2.jpg 1280w'>"},
        {"top": "<img src=/i/icon.png width=24 height=24><img src=/most.jpg>"},
        {"top": "<img src=//mc.yandex.ru/watch/1><img src=/most.jpg>"},
        {"top": "<div class=author><img src=/somov.jpg></div><img src=/most.jpg>"},
        {"above": "<img src=/header.jpg>", "top": "<img src=/most.jpg>"},
    ],
    ids=joined_values,
)
def test_the_first_picture_that_is_no_logo_is_the_main_image(parts: dict[str, str]) -> None:
    assert image(**parts) == "/most.jpg"


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"head": OG.format("/local/templates/main/img/logo.png")},
        {"above": "<img src=/header.jpg>"},
        {"after": "<div class=related><a href=/2><img src=/other.jpg></a></div>"},
    ],
    ids=joined_values,
)
def test_a_page_without_a_picture_has_none(parts: dict[str, str]) -> None:
    assert image(**parts) == ""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/upload/most.jpg", True),
        ("/upload/logopedicheskij-centr.jpg", True),
        ("/upload/katalogo.jpg", True),
        ("/img/logo.png", False),
        ("/img/site-logo-2026.png", False),
        ("/local/templates/main/img/og.png", False),
        ("/upload/no-photo.jpg", False),
        ("/favicon.ico", False),
        ("data:image/png;base64,AAAA", False),
    ],
)
def test_logos_and_placeholders_are_no_pictures(address: str, expected: bool) -> None:
    assert is_picture(address) is expected


def test_a_picture_above_the_headline_inside_the_article_is_the_main_image() -> None:
    html = (
        "<meta charset=utf-8><title>Открыли мост</title><img src=/header.jpg>"
        f"<article><img src=/most.jpg><h1>В Зареченске открыли мост</h1>{PARAGRAPHS}</article>"
    )
    assert read_article(html).main_image == f"{SITE}/most.jpg"
