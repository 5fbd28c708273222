"""Tests that the undated links of an archive are sampled from its newest end."""

from datetime import UTC, datetime
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model import Hints
from pipelines.parsing.urls import address
from scraper.crawl.undated_links import FIRST_BATCH, batches, newest_first, undated_links
from storage.crawl.urls import FoundLink

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def link(path: str, hints: Hints | None = None) -> FoundLink:
    valid = address(f"https://paper.example{path}")
    assert valid is not None
    return FoundLink(valid, hints or Hints())


def paths(links: list[FoundLink]) -> list[str]:
    return [found.address.url.removeprefix("https://paper.example") for found in links]


@pytest.mark.parametrize(
    ("in_order_of_sitemap", "expected"),
    [
        (["/news/9", "/news/10", "/news/8"], ["/news/10", "/news/9", "/news/8"]),
        (["/2025/12/31/a", "/2026/01/02/b"], ["/2026/01/02/b", "/2025/12/31/a"]),
        (["/?p=7", "/?p=12"], ["/?p=12", "/?p=7"]),
        (["/a", "/b", "/c", "/d", "/e"], ["/a", "/e", "/b", "/d", "/c"]),
        ([], []),
    ],
)
def test_links_are_ordered_by_number_or_taken_from_both_ends_in_turn(
    in_order_of_sitemap: list[str], expected: list[str]
) -> None:
    assert paths(newest_first([link(path) for path in in_order_of_sitemap])) == expected


def test_a_time_of_today_that_all_links_share_is_no_date() -> None:
    of_today = [link(f"/news/{number}", Hints(date_modified=NOW)) for number in range(30)]
    assert len(undated_links(of_today, NOW)) == 30
    of_many_days = [
        link(f"/news/{day}", Hints(date_modified=NOW.replace(day=day))) for day in range(1, 20)
    ]
    assert undated_links(of_many_days, NOW) == []
    assert undated_links([link("/news/1", Hints(date_published=NOW))], NOW) == []


@given(st.integers(0, 500))
def test_batches_hold_every_link_once_in_order(count: int) -> None:
    links = [link(f"/news/{number}") for number in range(count)]
    in_batches = list(batches(links))
    assert list(chain(*in_batches)) == links
    for number, batch in enumerate(in_batches):
        assert len(batch) <= FIRST_BATCH * 3**number


@given(st.lists(st.text("abc/0123456789?p=", max_size=12), max_size=30))
def test_ordering_loses_no_link(texts: list[str]) -> None:
    links = [link(f"/{text}") for text in texts]
    assert sorted(paths(newest_first(links))) == sorted(paths(links))
