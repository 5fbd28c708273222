"""Tests that dates near an article count, and dates of other texts on its page do not."""

import pytest
from lxml.html import HtmlElement, fromstring

from pipelines.extraction.blocks.segment import Block, read_blocks
from pipelines.extraction.facts.article_place import (
    ArticlePlace,
    is_in_embed_or_comment,
    is_teaser,
)
from pipelines.extraction.facts.time_elements import dates_of_time_elements
from pipelines.extraction.facts.visible_dates import visible_dates
from pipelines.parsing.text import normalized_line
from tests.bridge_article import URL

TEXT = (
    "<p>Новый пешеходный мост через реку Светлую открыли утром в Зареченске.</p>"
    "<p>Строительство шло два года, подрядчик сдал объект на месяц раньше срока.</p>"
)


def page(above: str = "", top: str = "", after: str = "") -> tuple[HtmlElement, ArticlePlace]:
    """Return the tree of a page and the place of its article, whose text is TEXT."""
    tree = fromstring(
        f"<html><body>{above}<div><h1>Открыли мост</h1>{top}{TEXT}</div>{after}</body></html>"
    )
    blocks: list[Block] = read_blocks(tree, normalized_line)
    start = next(block.index for block in blocks if block.heading == 1)
    chosen = [block for block in blocks if block.text in TEXT]
    return tree, ArticlePlace(blocks, start, chosen, URL)


@pytest.mark.parametrize(
    ("parts", "dates"),
    [
        ({"top": "<div>20.11.2026 14:35</div>"}, ["20.11.2026 14:35"]),
        ({"top": "<div>20.11.2026</div><div>14:35</div>"}, ["20.11.2026 14:35"]),
        ({"top": "<div>20.11.2026</div><div>Время: 14:35</div>"}, ["20.11.2026 14:35"]),
        ({"after": "<div>20 ноября 2026, Олег Сомов</div>"}, ["20 ноября 2026, Олег Сомов"]),
        ({"top": "<p>Лид</p><p>Олег Сомов</p><p>(20.11.2026) Мост</p>"}, ["(20.11.2026) Мост"]),
        ({"top": "<figure><figcaption>Мост, 3 мая 2024</figcaption></figure>"}, []),
        ({"after": "<div class=comments><p>Анна, 21.11.2026 08:01</p></div>"}, []),
        ({"above": "<header><div>21 ноября 2026</div></header>"}, []),
        ({"after": "<footer><p>Свидетельство от 12.05.2010</p></footer>"}, []),
        ({"after": "<p>Материал обновлён 21.11.2026</p>"}, ["обновлён 21.11.2026"]),
        ({"top": "<header><div>20.11.2026</div></header>"}, []),
        ({"above": "<div><a href=/9>21.11.2026 Гололёд в городе</a></div>"}, []),
    ],
    ids=str,
)
def test_dates_beside_the_article_are_visible_dates(
    parts: dict[str, str], dates: list[str]
) -> None:
    _, place = page(**parts)
    assert [date.value for date in visible_dates(place)] == dates


TIME = "<time datetime=2026-11-20T14:35+03:00>20 ноября</time>"


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        ({"top": TIME}, 1),
        ({"after": f"<aside>{TIME}</aside>"}, 0),
        ({"after": f"<div class=related>{TIME}</div>"}, 0),
        ({"after": f"<div class=comment>{TIME}</div>"}, 0),
        ({"above": f"<div>{TIME} <a href=/9>Гололёд в городе, будьте осторожны</a></div>"}, 0),
        ({"top": TIME * 9}, 4),
    ],
    ids=["top", "aside", "related articles", "comment", "teaser", "more than four"],
)
def test_the_time_elements_of_the_article_are_its_dates(parts: dict[str, str], count: int) -> None:
    tree, place = page(**parts)
    assert len(dates_of_time_elements(tree, place)) == count


def test_nearness_falls_with_the_distance_from_the_article() -> None:
    _, place = page(above="<p>Раздел</p>", after="<p>Подпись</p>" + "<p>Далеко</p>" * 9)
    above, headline, first, second, below, *_, last = [
        place.nearness(block.index) for block in place.blocks
    ]
    assert (above, headline, first, second) == (0.7, 1.0, 1.0, 1.0)
    assert (below, last) == (0.6, 0.0)


def test_teasers_and_embedded_posts_are_other_texts() -> None:
    link = "<p><a href=/news/{}>Гололёд в городе</a></p>"
    post = "<blockquote class=twitter-tweet><p>Мост!</p></blockquote>"
    _, place = page(after=link.format(9) + link.format(1) + post)
    other, own, embedded = place.blocks[-3:]
    assert (is_teaser(other, place), is_teaser(own, place)) == (True, False)
    assert is_in_embed_or_comment(embedded, place)
    assert not is_in_embed_or_comment(other, place)
