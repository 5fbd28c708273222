"""Tests that the section of an article comes from the first place that names one."""

import pytest

from pipelines.extraction.facts.section import choose_section
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.model import Hints, Page


@pytest.mark.parametrize(
    ("article", "meta", "microdata", "feed", "section"),
    [
        ({"articleSection": ["Спорт", "Хоккей"]}, {}, {}, "Лента", "Спорт"),
        ({"articleSection": "https://penza.example/sport"}, {}, {}, "Лента", "Лента"),
        ({}, {"article:section": ["Город"]}, {"articleSection": ["Спорт"]}, None, "Город"),
        ({}, {}, {"articleSection": ["Спорт  и отдых"]}, "Лента", "Спорт и отдых"),
        ({}, {}, {}, None, None),
    ],
    ids=["json-ld", "feed, not an address", "meta tag", "microdata", "none"],
)
def test_the_section_is_the_first_name(
    article: dict[str, object],
    meta: dict[str, list[str]],
    microdata: dict[str, list[str]],
    feed: str | None,
    section: str | None,
) -> None:
    structured = Structured(article=article, meta=meta, microdata=microdata)
    page = Page("https://penza.example/1", b"", hints=Hints(article_section=feed))
    assert choose_section(structured, page) == section
