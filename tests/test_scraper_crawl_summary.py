"""Tests that the summary of a run adds up, and names the sources that failed."""

from dataclasses import replace

import pytest

from pipelines.model import Outcome
from pipelines.model.health import Status
from scraper.crawl.claimed_addresses import Claim
from scraper.crawl.health.verdicts import Report
from scraper.crawl.indexes.findings import IndexFindings
from scraper.crawl.summary import problem_lines
from scraper.crawl.tally import Tally
from scraper.network.proxy import is_same_proxy


def test_totals_are_the_sum_of_all_sources() -> None:
    tally = Tally()
    for source, outcome in (("a", Outcome.STORED), ("b", Outcome.STORED), ("b", Outcome.GONE)):
        tally.count(source, outcome)
    assert tally.by_source["b"] == {Outcome.STORED: 1, Outcome.GONE: 1}
    assert tally.total() == {Outcome.STORED: 2, Outcome.GONE: 1}


@pytest.mark.parametrize(
    ("named", "other", "is_same"),
    [
        ("http://proxy.example:3128", "http://user:secret@proxy.example:3128", True),
        ("proxy.example:3128", "http://proxy.example:3128", True),
        ("http://proxy.example:3128", "http://proxy.example:3129", False),
        ("http://proxy.example:3128", None, False),
    ],
)
def test_a_proxy_is_compared_by_host_and_port(named: str, other: str | None, is_same: bool) -> None:
    assert is_same_proxy(named, other) is is_same


def report(
    source: str, status: Status, *, has_gap: bool = False, detail: str | None = None
) -> Report:
    return Report(
        source,
        IndexFindings(has_gap=has_gap),
        visits=0,
        counts={},
        milliseconds=0,
        status=status,
        detail=detail,
    )


@pytest.mark.parametrize(
    ("report_of_source", "beginnings"),
    [
        (report("a", Status.WORKING), []),
        (report("a", Status.GONE, detail="404"), ["a: gone: 404"]),
        (report("a", Status.GONE), ["a: gone"]),
        (report("a", Status.WORKING, has_gap=True), ["a: a feed or listing showed nothing known"]),
    ],
)
def test_only_failed_sources_and_gaps_are_named(
    report_of_source: Report, beginnings: list[str]
) -> None:
    lines = list(problem_lines([report_of_source]))
    assert len(lines) == len(beginnings)
    assert all(map(str.startswith, lines, beginnings))


def test_a_page_that_names_an_address_of_another_source_is_reported() -> None:
    claims = tuple(
        Claim(f"https://town.example/samara/{n}", "https://town.example/penza/1", "penza")
        for n in (1, 2)
    )
    (line,) = problem_lines([replace(report("samara", Status.WORKING), address_claims=claims)])
    assert line == (
        "samara: https://town.example/samara/1 names an address of penza as its own:"
        " https://town.example/penza/1 (1 more pages do so); nothing there was changed"
    )
