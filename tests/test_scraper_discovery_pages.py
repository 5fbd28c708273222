"""Tests the links of a listing whose headline is beside them."""

import pytest

from scraper.discovery.documents import DocumentContext
from scraper.discovery.listings import read_listing
from scraper.discovery.pages import anchors, base_of, parse_page

HOME = "https://sura.example/"
TITLES = (
    "Новый мост через Суру открыли утром", "В школе появился кружок гребли",
    "Тарифы на тепло вырастут с января", "Музей показал письма прадедов",
)  # fmt: skip
MENU = (
    '<div class="top"><a href="/politika/">Политика</a> <a href="/news/">Новости</a>'
    ' <a href="/foto/">Фото</a> <a href="/video/">Видео</a></div>'
)


def listing(card: str) -> list[tuple[str, str | None]]:
    """Return the addresses and headlines found on a front page of four cards."""
    cards = "".join(
        card.format(url=f"/news/{20313 + number}.html", title=title)
        for number, title in enumerate(TITLES)
    )
    page = f"<html><body>{MENU}<div class=list>{cards}</div></body></html>"
    document = read_listing(page.encode(), DocumentContext(HOME, "text/html; charset=utf-8"))
    return [(link.url, link.hints.headline) for link in document.links]


@pytest.mark.parametrize(
    "card",
    [
        '<div><h2>{title}</h2><p>Работы шли три года.</p><a href="{url}">Подробнее</a></div>',
        '<div><a href="{url}"><img src="a.jpg" alt="{title}"></a></div>',
        '<div><a href="{url}" title="{title}"><img src="a.jpg"></a></div>',
        '<article><h3>{title}</h3><a class="cover" href="{url}"></a></article>',
        '<li><a href="{url}"><img src="a.jpg"></a><b>{title}</b><a href="{url}">Далее</a></li>',
        '<article><header><h2><a href="{url}">{title}</a></h2></header></article>',
    ],
)
def test_a_headline_may_be_beside_its_link(card: str) -> None:
    expected = [(f"{HOME}news/{20313 + n}.html", title) for n, title in enumerate(TITLES)]
    assert listing(card) == expected


def test_a_link_in_a_card_of_many_texts_has_no_headline() -> None:
    card = "<div><p>{title}</p>" + "<p>слово</p>" * 60 + '<a href="{url}">12:40</a></div>'
    assert listing(card) == []


def test_a_heading_above_several_links_is_the_headline_of_none() -> None:
    head = "<h2>Все новости нашего города за сегодня</h2>"
    page = "".join(f'<a href="/news/{20313 + n}.html">12:4{n}</a>' for n in range(4))
    document = read_listing(f"<div>{head}{page}</div>".encode(), DocumentContext(HOME))
    assert not document.links


def test_links_only_in_menus_are_left_out_if_others_are_articles() -> None:
    menu = '<a href="/kak-razmestit-reklamu-u-nas/">Как разместить рекламу у нас</a>'
    cards = "".join(f'<h2><a href="/news/{20313 + n}">{t}</a></h2>' for n, t in enumerate(TITLES))
    page = f"<main>{cards}</main><footer>{menu}</footer>"
    found = [link.url for link in read_listing(page.encode(), DocumentContext(HOME)).links]
    assert found == [f"{HOME}news/{20313 + n}" for n in range(len(TITLES))]


def test_links_are_absolute_and_know_their_place() -> None:
    body = b'<base href="/a/"><nav><a href="b" rel="Next">B</a></nav><a href="#x">X</a><a>Y</a>'
    origin = DocumentContext("https://penza.example/")
    tree = parse_page(body, origin)
    (found,) = anchors(tree, base_of(tree, origin))
    assert (found.url, found.text, found.rel) == ("https://penza.example/a/b", "B", "next")
    assert found.in_navigation
