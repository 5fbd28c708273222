"""Tests that a page which a menu leads to by its headline is known, and news in a list is not."""

import pytest
from lxml import html

from pipelines.extraction.blocks.segment import read_blocks
from pipelines.extraction.menus import is_in_menu
from pipelines.extraction.read_page import read_page
from pipelines.model import Outcome, Page
from pipelines.parsing.text import normalized_line

LABELS = ["Новости", "Спорт", "Пресс-центр", "Афиша"]
HEADLINES = ["Дождь смыл мост", "Мороз ударит в выходные", "Заведующей вручили орден в Пензе"]


def menu(labels: list[str], *, is_joined: bool = False, target: str = "/{}/") -> str:
    links = [f'<a href="{target.format(index)}">{label}</a>' for index, label in enumerate(labels)]
    return f"<div>{''.join(links)}</div>" if is_joined else f"<ul><li>{'<li>'.join(links)}</ul>"


def is_linked(markup: str, headline: str) -> bool:
    return is_in_menu(read_blocks(html.document_fromstring(markup), normalized_line), headline)


@pytest.mark.parametrize("is_joined", [False, True])
def test_a_headline_may_be_a_label_of_a_menu(is_joined: bool) -> None:
    markup = f"<body>{menu(LABELS, is_joined=is_joined)}<h1>Пресс-центр</h1></body>"
    assert is_linked(markup, "Пресс-центр")
    assert not is_linked(markup, "Редакция")


@pytest.mark.parametrize("target", ["/news/{}512", "/a/{}-most-cherez-suru-otkryli"])
def test_a_list_of_news_is_no_menu(target: str) -> None:
    assert not is_linked(f"<body>{menu(HEADLINES, target=target)}</body>", HEADLINES[0])


def test_two_links_are_no_menu() -> None:
    assert not is_linked(f"<body>{menu(LABELS[:2])}</body>", LABELS[0])


def test_a_page_of_a_menu_is_no_article_unless_it_has_a_date() -> None:
    page = (
        "<html lang=ru><title>{0} — Край</title><body><header>{1}</header><main><h1>{0}</h1>{2}"
        "<p>Аккредитация журналистов проходит по понедельникам и средам в большом зале на втором"
        " этаже, заявки собирает секретарь.</p></main>{1}</body></html>"
    )

    def outcome(date: str) -> Outcome:
        body = page.format("Пресс-центр", menu(LABELS), date)
        return read_page(Page("https://kray.example/p/", body.encode())).outcome

    assert outcome("") is Outcome.NOT_ARTICLE
    assert outcome("<p>20 ноября 2026, 14:35</p>") is Outcome.STORED


def test_many_links_take_little_time() -> None:
    labels = [f"раздел {index}" for index in range(3_000)]
    assert not is_linked(f"<body>{menu(labels, is_joined=True)}</body>", "раздел 2999")
