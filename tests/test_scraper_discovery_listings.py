"""Tests the page numbers of listings, and the page that follows."""

import pytest

from scraper.discovery.documents import DocumentContext
from scraper.discovery.listings import page_number, read_listing

HOME = "https://penza.example"


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/news/page/3/", 3),
        ("/news/page-12.html", 12),
        ("/news?PAGEN_1=4", 4),
        ("/news?start=20", 20),
        ("/news", None),
        ("/news?page=99999999", None),
        ("/homepage/3x/", None),
    ],
)
def test_a_page_number_is_read_from_the_address(path: str, number: int | None) -> None:
    assert page_number(HOME + path) == number


@pytest.mark.parametrize(
    ("markup", "following"),
    [
        ('<a rel="next" href="/news?p=older">вперёд</a>', ("/news?p=older",)),
        (
            '<div class="pagination"><a href="/news/page/2/">2</a>'
            '<a href="/news/page/3/">3</a></div>',
            ("/news/page/2/",),
        ),
        ('<p class="pager"><a href="/news/archive">Следующая страница</a></p>', ("/news/archive",)),
        ('<p><a href="/about">О нас</a></p>', ()),
    ],
    ids=["rel", "number", "words", "none"],
)
def test_the_next_page_is_found(markup: str, following: tuple[str, ...]) -> None:
    document = read_listing(f"<body>{markup}</body>".encode(), DocumentContext(f"{HOME}/news"))
    assert document.next_pages == tuple(HOME + path for path in following)
