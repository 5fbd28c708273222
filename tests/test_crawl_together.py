"""Tests a crawl, a rebuild, backups and readers that use one database at the same time."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from tests.newsroom import ROOT, Newsroom, findings
from tests.servers import free_port
from tests.two_outlets import TwoOutlets, publish_two_outlets
from tests.web_site import Site

pytestmark = pytest.mark.slow
PAGES = ("/", "/search?q=мост", "/syndication", "/sources", "/index.atom", "/news/articles.json")


def start(outlets: TwoOutlets, *command: str) -> "subprocess.Popen[str]":
    """Start a command of Scrapy in a new interpreter, and keep its errors but those of browse."""
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", *command, *outlets.newsroom.settings()],
        cwd=ROOT,
        text=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if command[0] != "browse" else subprocess.DEVNULL,
    )


@contextmanager
def served(outlets: TwoOutlets) -> Iterator[str]:
    """Browse the database with Datasette and yield its address."""
    port = free_port()
    process = start(outlets, "browse", "--port", str(port))
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            try:
                urlopen(address + "/-/versions.json").close()
                break
            except URLError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def status(url: str) -> int:
    """Return the status of a page, after its whole answer has arrived."""
    try:
        with urlopen(quote(url, safe=":/?=&"), timeout=90) as answer:
            answer.read()
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_no_program_fails_because_the_database_is_locked(
    newsroom: Newsroom, start_site: Callable[[], Site], tmp_path: Path
) -> None:
    outlets = publish_two_outlets(newsroom, start_site, 70)
    first = newsroom.crawl("-s", "NEWS_MAX_ARTICLES=10")
    assert (first.returncode, first.stderr) == (0, "")
    statuses = []
    rounds = 0
    with served(outlets) as address:
        crawl = start(outlets, "crawl", "news")
        while crawl.poll() is None:
            target = tmp_path / f"copy-{rounds}.db"
            others = [
                start(outlets, "dedupe", "--rebuild"),
                start(outlets, "backup", str(target)),
            ]
            while any(other.poll() is None for other in others):
                statuses += [(page, status(address + page)) for page in PAGES]
            for other in others:
                _, errors = other.communicate()
                assert (other.returncode, errors) == (0, "")
            assert findings(target) == []
            rounds += 1
        _, errors = crawl.communicate()
        assert (crawl.returncode, errors) == (0, "")
    assert rounds
    assert [(page, code) for page, code in statuses if code != 200] == []
    assert outlets.findings() == []
    assert {url for url, _ in outlets.committed()} == outlets.articles


def test_a_second_crawl_of_a_database_ends_with_code_75_and_the_first_succeeds(
    newsroom: Newsroom, start_site: Callable[[], Site]
) -> None:
    # The first crawl takes several seconds for them, so the second starts while it is at work.
    outlets = publish_two_outlets(newsroom, start_site, 120)
    first = outlets.start()
    outlets.wait_for_pages(3, first)
    second = newsroom.crawl()
    assert second.returncode == 75
    assert second.stderr.count("\n") == 1
    assert "another run" in second.stderr
    assert first.poll() is None, "the first should still be at work"
    _, errors = first.communicate()
    assert (first.returncode, errors) == (0, "")
    assert {url for url, _ in outlets.committed()} == outlets.articles
