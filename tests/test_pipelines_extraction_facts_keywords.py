"""Tests that the keywords of an article come from one place, each once."""

import pytest

from pipelines.extraction.facts.keywords import choose_keywords
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.model import Hints, Page


@pytest.mark.parametrize(
    ("meta", "article", "feed", "keywords"),
    [
        ({"keywords": ["сайт"]}, {"keywords": ["мост", "Сура"]}, (), ("мост", "Сура")),
        ({}, {"keywords": "мост, Сура, мост"}, (), ("мост", "Сура")),
        ({"article:tag": ["мост"], "news_keywords": ["Сура"]}, {}, (), ("мост", "Сура")),
        ({"article:tag": ["мост"], "keywords": ["сайт"]}, {}, ("лента",), ("мост",)),
        ({"keywords": ["#мост, Сура."]}, {}, ("лента",), ("мост", "Сура")),
        ({}, {}, ("лента",), ("лента",)),
        ({"keywords": ["я, " + "ю" * 101]}, {}, (), ()),
    ],
    ids=[
        "list of json-ld", "text of json-ld", "one tag and news keywords", "tag before the feed",
        "keywords before the feed", "feed", "one letter, and 101 letters",
    ],
)  # fmt: skip
def test_keywords_come_from_the_first_place_that_has_any(
    meta: dict[str, list[str]],
    article: dict[str, object],
    feed: tuple[str, ...],
    keywords: tuple[str, ...],
) -> None:
    page = Page("https://penza.example/1", b"", hints=Hints(keywords=feed))
    assert choose_keywords(Structured(meta=meta, article=article), page) == keywords


def test_at_most_fifty_keywords_are_returned() -> None:
    article = {"keywords": [f"слово {number}" for number in range(80)]}
    page = Page("https://penza.example/1", b"")
    assert len(choose_keywords(Structured(article=article), page)) == 50
