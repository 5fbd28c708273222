"""Tests that the undated links of an archive are sampled from its newest end."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model import Hints
from pipelines.parsing.urls import address
from scraper.crawl.archive_sampling import FIRST_BATCH, batches, newest_first, undated_links
from storage.crawl.urls import FoundLink

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def link(path: str, hints: Hints | None = None) -> FoundLink:
    found = address(f"https://paper.example{path}")
    assert found is not None
    return FoundLink(found, hints or Hints())


def paths(links: list[FoundLink]) -> list[str]:
    return [one.address.url.removeprefix("https://paper.example") for one in links]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["/news/9", "/news/10", "/news/8"], ["/news/10", "/news/9", "/news/8"]),
        (["/2025/12/31/a", "/2026/01/02/b"], ["/2026/01/02/b", "/2025/12/31/a"]),
        (["/?p=7", "/?p=12"], ["/?p=12", "/?p=7"]),
        (["/a", "/b", "/c", "/d", "/e"], ["/a", "/e", "/b", "/d", "/c"]),
        ([], []),
    ],
)
def test_links_are_ordered_by_number_or_taken_from_both_ends_in_turn(
    found: list[str], expected: list[str]
) -> None:
    assert paths(newest_first([link(path) for path in found])) == expected


def test_a_time_of_today_that_all_links_share_is_no_date() -> None:
    stamped = [link(f"/news/{n}", Hints(date_modified=NOW)) for n in range(30)]
    assert len(undated_links(stamped, NOW)) == 30
    earlier = [link(f"/news/{n}", Hints(date_modified=NOW.replace(day=n + 1))) for n in range(19)]
    assert undated_links(earlier, NOW) == []
    assert undated_links([link("/news/1", Hints(date_published=NOW))], NOW) == []


@given(st.integers(0, 500))
def test_batches_hold_every_link_once_in_order(count: int) -> None:
    links = [link(f"/news/{n}") for n in range(count)]
    parts = list(batches(links))
    assert [one for part in parts for one in part] == links
    assert all(len(part) <= FIRST_BATCH * 3**n for n, part in enumerate(parts))


@given(st.lists(st.text("abc/0123456789?p=", max_size=12), max_size=30))
def test_ordering_loses_no_link(found: list[str]) -> None:
    links = [link(f"/{path}") for path in found]
    assert sorted(paths(newest_first(links))) == sorted(paths(links))
