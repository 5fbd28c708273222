"""Tests that the summary of an article comes from the first place that has one."""

import pytest

from pipelines.extraction.facts.description import choose_description
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.model import Hints, Page

OPENGRAPH = {"og:description": ["из OpenGraph"]}
META = {"description": ["из  метатега"]}
JSON_LD = {"description": "из JSON-LD"}


@pytest.mark.parametrize(
    ("meta", "article", "feed", "description"),
    [
        (OPENGRAPH | META, JSON_LD, "из ленты", "из OpenGraph"),
        (META, JSON_LD, "из ленты", "из метатега"),
        ({}, JSON_LD, "из ленты", "из JSON-LD"),
        ({}, {}, "из\nленты", "из ленты"),
        ({"description": [""]}, {}, None, None),
        ({"description": ["д" * 2_000]}, {}, None, "д" * 1_000),
    ],
    ids=["opengraph", "meta tag", "json-ld", "feed", "none", "cut at 1000 letters"],
)
def test_the_description_is_one_line_from_the_first_place(
    meta: dict[str, list[str]], article: dict[str, object], feed: str | None, description: str
) -> None:
    page = Page("https://penza.example/1", b"", hints=Hints(description=feed))
    assert choose_description(Structured(meta=meta, article=article), page) == description
