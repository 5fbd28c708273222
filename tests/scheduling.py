"""Distributes the tests among the processes of pytest-xdist, the longest files first.

The tests of a file share its fixtures, so they run in one process. The tests of a file in ``APART``
share little and take long, so each of them goes to the next free process. The tests of all files
of a group in ``TOGETHER`` run in one process, one after the other. The longest files start first,
so that at the end no process waits long for another.

``--dist loadgroup`` could keep files together as well. But pytest 9.2 overlooks the marks of groups
that pytest-xdist 3.8 sets, so each test would be distributed by itself.
"""

from pathlib import PurePosixPath
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

MAX_SLOW_SECONDS = 900  # of a slow test; the limit of other tests is in pyproject.toml
APART = {
    "test_alert_delivery", "test_crawl_days", "test_crawl_durability", "test_scraper_runs",
    "test_scraper_cluster_worker", "test_storage_postgres_publishing",
}  # fmt: skip
# A browser uses all cores for a moment, and the pages of these tests have limits of wall time. So
# one browser at a time renders pages for crawls, and one opens the pages of the site. Tests also
# count the folders of the browsers that crawls have started.
TOGETHER = {
    "test_scraper_rendering_renderer": "rendering",
    "test_scraper_rendering_page_limits": "rendering",
    "test_crawl_rendering": "rendering",
    "test_scraper_sources_rendering": "rendering",
    "test_browser_layout": "site",
    "test_browser_walk": "site",
}
# Files in order of their seconds on a busy machine, as measured; the others take less.
LONGEST = (
    "test_scraper_rendering_renderer", "test_browser_walk", "test_pipelines_archive",
    "test_browser_layout", "test_crawl_durability", "test_bad_input",
    "test_storage_postgres_connection",
    "test_benchmarks_extract", "test_hostile_documents", "test_docs_commands",
    "test_pipelines_archive_input", "test_crawl_rendering", "test_scraper_cluster_worker",
    "test_scraper_rendering_page_limits", "test_scraper_commands_extract",
    "test_storage_postgres_changes", "test_storage_postgres_publishing", "test_demo_crawl",
    "test_crawl_channel_pages", "test_scraper_network", "test_storage_schema_upgrade",
    "test_crawl_days", "test_svodka_wheel", "test_benchmarks_dedup", "test_crawl_together",
    "test_scraper_spiders_news", "test_scraper_early_start", "test_ordinary_pages",
    "test_kill_moments", "test_alert_receivers", "test_scraper_commands_reextract",
    "test_alert_delivery", "test_storage_search_ranking", "test_crawl_network",
    "test_scraper_sources_proposed_change", "test_scraper_runs", "test_fuzz",
    "test_scraper_politeness", "test_storage_browse_tools", "test_scraper_commands_sources",
    "test_crawl_clock", "test_pipelines_stories_keeper", "test_svodka_cli",
)  # fmt: skip
_PLACES = {name: place for place, name in enumerate(LONGEST)}


def unit(nodeid: str) -> str:
    """Return a text that is equal for all tests that run in one process."""
    path, _, _ = nodeid.partition("::")
    return nodeid if _stem(path) in APART else TOGETHER.get(_stem(path), path)


def in_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests with those of the longest files first."""
    return sorted(items, key=lambda item: _PLACES.get(item.path.stem, len(_PLACES)))


def give_slow_tests_time(items: list[pytest.Item]) -> None:
    """Let slow tests take MAX_SLOW_SECONDS, but for those with a limit of their own."""
    for item in items:
        if item.get_closest_marker("slow") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(MAX_SLOW_SECONDS))


class Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Distributes files, groups of TOGETHER and tests of APART, in the order of collection."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)


def _stem(path: str) -> str:
    return PurePosixPath(path).stem
