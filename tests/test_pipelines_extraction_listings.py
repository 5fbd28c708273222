"""Tests which pages are listings by the linked headlines around their texts."""

import pytest

from pipelines.extraction.listings import is_listing, is_story_below_headline, page_texts
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.extraction.page_kind import PageSigns, refusal_of
from tests.page_blocks import blocks_of

HEADLINE = "Паром через реку остановили из-за тумана"
TEXT = (
    "Паромная переправа в районе посёлка не работает с утра, сообщили в речном порту города.",
    "Движение восстановят, как только туман над рекой рассеется, уточнили в диспетчерской.",
)
LATEST = "".join(
    f'<div class="item"><a href="/n/{number}">Новость номер {number} о жизни города</a></div>'
    for number in range(4)
)
ARTICLE = f"<h1>{HEADLINE}</h1>" + "".join(f"<p>{text}</p>" for text in TEXT)
LISTING = "<h1>Новости речного порта</h1>" + "".join(
    f'<h3><a href="/n/{number}">Новость номер {number} о жизни города</a></h3><p>{text}</p>'
    for number, text in enumerate(TEXT)
)


def is_refused_at(path: str, body: str, headline: str) -> bool:
    """Return whether a page without metadata, at a path of listings, is no article."""
    blocks = blocks_of(body)
    chosen = [block for block in blocks if block.text in TEXT]
    signs = PageSigns(
        structured=Structured(), blocks=blocks, chosen=chosen, headline=headline, title=headline,
        path=path, shown_headline=headline, is_dated=True,
    )  # fmt: skip
    return refusal_of(signs) is not None


@pytest.mark.parametrize("path", ["/search/item/33", "/archive/2026/33", "/category/port/33"])
def test_a_list_above_the_headline_makes_no_listing_of_an_article(path: str) -> None:
    assert not is_refused_at(path, LATEST + ARTICLE, HEADLINE)


@pytest.mark.parametrize("path", ["/search/item", "/archive/2026", "/category/port"])
def test_linked_headlines_below_the_headline_are_a_listing(path: str) -> None:
    assert is_refused_at(path, LATEST + LISTING, "Новости речного порта")


@pytest.mark.parametrize(
    ("is_marked", "is_home_page", "expected"),
    [(True, False, True), (False, True, True), (False, False, False)],
)
def test_two_teasers_are_a_listing_only_at_the_address_of_one(
    is_marked: bool, is_home_page: bool, expected: bool
) -> None:
    blocks = blocks_of(LISTING)
    chosen = [block for block in blocks if block.text in TEXT]
    page = page_texts(blocks, chosen, "Новости речного порта")
    text_chars = sum(map(len, TEXT))
    assert is_listing(page, text_chars, is_marked=is_marked, is_home_page=is_home_page) is expected


def test_consecutive_paragraphs_below_the_headline_are_a_story() -> None:
    long_article = f"<h1>{HEADLINE}</h1>" + "".join(f"<p>{text * 3}</p>" for text in TEXT)
    blocks = blocks_of(long_article)
    assert is_story_below_headline(page_texts(blocks, blocks[1:], HEADLINE))
    assert not is_story_below_headline(page_texts(blocks, blocks[1:], "Паром"))
    assert not is_story_below_headline(page_texts(blocks, [], HEADLINE))
