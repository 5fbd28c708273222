"""Tests a crawl, a rebuild, backups and readers that use one database at the same time."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from storage.database.checks import check
from storage.database.sqlite import open_database
from tests.newsroom import ROOT, Newsroom
from tests.two_outlets import TwoOutlets, publish_two_outlets
from tests.web_site import Site

pytestmark = pytest.mark.slow
PAGES = ("/", "/search?q=мост", "/syndication", "/sources", "/index.atom", "/news/articles.json")


def start(outlets: TwoOutlets, *command: str) -> "subprocess.Popen[str]":
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
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
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
    try:
        with urlopen(re.sub("[а-я]+", "%D0%BC", url), timeout=90) as answer:
            answer.read()
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_no_program_fails_because_the_database_is_locked(
    newsroom: Newsroom, sites: Callable[[], Site], tmp_path: Path
) -> None:
    outlets = publish_two_outlets(newsroom, sites, 70)
    first = newsroom.crawl("-s", "NEWS_MAX_ARTICLES=10")
    assert (first.returncode, first.stderr) == (0, "")
    statuses, runs = [], 0
    with served(outlets) as address:
        crawl = start(outlets, "crawl", "news")
        others: list[subprocess.Popen[str]] = []
        while crawl.poll() is None:
            target = str(tmp_path / f"copy-{runs}.db")
            others = [
                start(outlets, "dedupe", "--rebuild"),
                start(outlets, "backup", target),
            ]
            while any(other.poll() is None for other in others):
                statuses += [(page, status(address + page)) for page in PAGES]
            for one in others:
                _, errors = one.communicate()
                assert (one.returncode, errors) == (0, "")
            with closing(open_database(target)) as copy:
                assert [finding.text for finding in check(copy)] == []
            runs += 1
        _, errors = crawl.communicate()
        assert (crawl.returncode, errors) == (0, "")
    assert runs
    assert {status for _, status in statuses} == {200}, statuses
    assert outlets.findings() == []
    assert {url for url, _ in outlets.committed()} == outlets.articles


def test_a_second_crawl_of_a_database_ends_with_code_75_and_the_first_succeeds(
    newsroom: Newsroom, sites: Callable[[], Site]
) -> None:
    # The first crawl takes several seconds for them, so the second starts while it is at work.
    outlets = publish_two_outlets(newsroom, sites, 120)
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
