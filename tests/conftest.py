"""Fixtures of many tests: web servers, Scrapy in a process of its own, a database to crawl into."""

import importlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import new_databases, sql_statements
from tests.browser import browser, findings_sites, news_site, page  # noqa: F401, fixtures
from tests.cluster import (  # noqa: F401, fixtures
    cluster,
    empty_postgres,
    running_postgres,
    running_redis,
)
from tests.fork_server import ForkServer, fork_server
from tests.newsroom import Newsroom, Scrapy
from tests.scheduling import Scheduling, give_slow_tests_time, in_order
from tests.web_site import Site, starting_sites
from tests.workspace import Workspace, new_workspace

# Hypothesis sets no deadline, since the machine may be slow; pytest ends tests that take too long.
# The suite tries the same examples in each run, and `make fuzz` tries random ones.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
settings.register_profile(
    "svodka", deadline=None, derandomize=not EXAMPLES, max_examples=EXAMPLES or 100
)
settings.load_profile("svodka")
sql_statements.install()
new_databases.install()


def pytest_configure(config: pytest.Config) -> None:
    """Import in a process of pytest-xdist first what is slow to import after many other modules.

    This module of Scrapy defines deprecated classes. For each of them it searches all modules that
    are imported, which took two seconds after those of the tests.
    """
    if hasattr(config, "workerinput"):
        importlib.import_module("scrapy.core.downloader.contextfactory")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the longest files start first, and slow tests take longer than others."""
    items[:] = in_order(items)
    if config.getoption("timeout") is None:
        give_slow_tests_time(items)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Use the scheduling of ``tests/scheduling.py`` with every value of ``--dist``."""
    return Scheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def interrupts_arrive() -> None:
    """Restore SIGINT, which is ignored if the tests run in the background of a shell."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def start_site() -> Iterator[Callable[[], Site]]:
    """Return a function that starts a server; each server is a site with an address of its own."""
    with starting_sites() as start:
        yield start


@pytest.fixture(scope="session")
def scrapy_server() -> Iterator[ForkServer]:
    with fork_server() as server:
        yield server


@pytest.fixture(scope="session")
def scrapy(scrapy_server: ForkServer) -> Scrapy:
    """Return a function that runs a command of Scrapy in a process of its own."""
    return scrapy_server.run


@pytest.fixture
def newsroom(tmp_path: Path, scrapy_server: ForkServer) -> Newsroom:
    return Newsroom(tmp_path, scrapy_server)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, scrapy_server: ForkServer) -> Workspace:
    return new_workspace(tmp_path_factory.mktemp("workspace"), scrapy_server)
