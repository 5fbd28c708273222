"""Hands the tests out to the processes of pytest-xdist: long ones first, most files whole.

The tests of a file share what its fixtures prepare, so they run in one process. Tests of a file in
``APART`` share little and take long, so each goes to the process that is free. What takes longest
starts first, so that no process has to wait for the other at the end.

``--dist loadgroup`` would do the first, but pytest-xdist 3.8 marks groups in a way that pytest 9.2
overlooks, so that it hands out each test on its own.
"""

from pathlib import PurePosixPath
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

APART = {
    "test_alert_delivery", "test_crawl_days", "test_crawl_durability", "test_scraper_runs",
    "test_scraper_cluster_worker", "test_storage_postgres_publishing",
}  # fmt: skip
# Files in order of their seconds of processor time, as measured; the others take less.
LONGEST = (
    "test_pipelines_archive", "test_crawl_durability", "test_docs_commands",
    "test_hostile_documents", "test_benchmarks_extract", "test_scraper_cluster_worker",
    "test_crawl_days", "test_scraper_runs", "test_honest_pages", "test_crawl_together",
    "test_bad_input", "test_alert_delivery", "test_scraper_commands_reextract",
    "test_scraper_early_start", "test_demo_crawl", "test_scraper_network",
    "test_scraper_commands_extract", "test_svodka_wheel", "test_benchmarks_dedup", "test_fuzz",
    "test_crawl_clock", "test_browser_walk", "test_pipelines_stories_keeper",
    "test_scraper_spiders_news", "test_storage_search_ranking", "test_svodka_cli",
    "test_scraper_sources_proposed_change", "test_storage_schema_upgrade", "test_crawl_network",
    "test_scraper_commands_sources",
)  # fmt: skip
_PLACES = {name: place for place, name in enumerate(LONGEST)}


def unit(nodeid: str) -> str:
    """Return the name of the tests that this one shares a process with."""
    path, _, _ = nodeid.partition("::")
    return nodeid if _stem(path) in APART else path


def in_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests with those of the longest files first."""
    return sorted(items, key=lambda item: _PLACES.get(item.path.stem, len(_PLACES)))


class Scheduling(LoadScopeScheduling):
    """Hands out the units in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)


def _stem(path: str) -> str:
    return PurePosixPath(path).stem
