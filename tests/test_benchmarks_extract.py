"""Tests that texts and facts of the development pages score as high as they did.

The block model was fitted to these pages. So a low score means that features or rules have changed
since it was fitted. ``benchmarks/results/extract.md`` has its scores on other pages.
"""

from functools import cache

import pytest

from benchmarks.extraction.facts import fact_shares
from benchmarks.extraction.gold import GoldPage, load
from benchmarks.extraction.scoring import average, score_page
from pipelines.extraction.read_page import read_page
from pipelines.model import Article, Page

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),  # seconds; up to 274 pages are read while other tests run
]
_MAX_PAGES = 230  # of a set; of a larger set, pages at equal distances are read


@cache
def articles(name: str) -> list[tuple[GoldPage, Article | None]]:
    pages = load(name, _MAX_PAGES)
    if not pages:
        pytest.skip("no gold pages: name their folder in SVODKA_SHARED")
    return [(page, read_page(Page(url=page.url, body=page.body)).article) for page in pages]


@pytest.mark.parametrize(
    ("name", "f1", "precision", "exact"),
    [
        ("russian", 0.959, 0.960, 0.45),
        ("newspapers", 0.966, 0.954, 0.48),
        ("benchmark", 0.984, 0.979, 0.55),
        ("polish", 0.948, 0.955, 0.46),
        ("guides", 0.960, 0.947, 0.22),
        ("regional", 0.998, 0.998, 0.95),
    ],
)
def test_texts_are_read_at_least_as_well_as_recorded(
    name: str, f1: float, precision: float, exact: float
) -> None:
    score = average(
        score_page(article.article_body if article else "", page.text)
        for page, article in articles(name)
    )
    assert score.f1 >= f1, score
    assert score.precision >= precision, score
    assert score.exact >= exact, score


@pytest.mark.parametrize(("fact", "share"), [("headline", 0.90), ("day", 0.98), ("authors", 0.87)])
def test_facts_are_read_at_least_as_well_as_recorded(fact: str, share: float) -> None:
    assert fact_shares(articles("newspapers"))[fact] >= share
