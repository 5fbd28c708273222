"""Tests that SECURITY.md is true: its files, tests and limits are those of the project."""

import re
from dataclasses import dataclass

import pytest

from pipelines.extraction.posts.preview import MAX_MESSAGES
from pipelines.parsing.urls import MAX_URL_CHARS
from pipelines.workers.pool import Limits
from scraper import settings
from scraper.crawl.indexes import traversal
from scraper.discovery import feeds, sitemaps
from tests.newsroom import ROOT

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = PAGE.partition("## What is promised")[2].partition("\n## ")[0]


@dataclass
class Promise:
    """A promise of the page, the paths of its code, and the names of its tests by their file."""

    text: str
    code: list[str]
    tests: dict[str, list[str]]


def promises() -> list[Promise]:
    """Return the promises, each of which is an item of a list with paragraphs."""
    items = re.split(r"^- ", PROMISES, flags=re.MULTILINE)[1:]
    return [promise_of(re.sub(r"\n### .*", "", item)) for item in items]


def promise_of(item: str) -> Promise:
    """Return the promise of an item: its text, a paragraph with its code, a line for each file."""
    text, _, proof = item.partition("\n\n  Code: ")
    code, *lines = proof.split("\n  - ")
    tests: dict[str, list[str]] = {}
    for line in lines:
        file, _, names = line.partition(":")
        tests.setdefault(file.strip("`"), []).extend(re.findall(r"`(test_\w+)`", names))
    return Promise(" ".join(text.split()), re.findall(r"`([^`]+)`", code), tests)


def test_each_promise_names_its_code_and_its_tests() -> None:
    assert len(promises()) > 25
    for promise in promises():
        assert promise.code, promise.text
        assert promise.tests, promise.text
        for path in promise.code:
            assert (ROOT / path).exists(), path
        for path, names in promise.tests.items():
            program = (ROOT / path).read_text(encoding="utf-8")
            defined = set(re.findall(r"^(?:async )?def (test_\w+)", program, re.MULTILINE))
            assert names, path
            assert set(names) <= defined, path


@pytest.mark.parametrize(
    "words",
    [
        f"may have {settings.DOWNLOAD_MAXSIZE // 1_000_000} MB after",
        f"sitemaps {traversal._MAX_BYTES // 1_000_000} MB)",
        f"take {settings.DOWNLOAD_TIMEOUT} seconds",
        f"after {Limits().cpu_seconds:.0f} s of processor time",
        f"{Limits().wall_seconds:.0f} s of wall time",
        f"{Limits().memory_bytes // 1024**3} GB of address space",
        f"{feeds._MAX_ENTRIES:,} entries of a feed",
        f"{sitemaps._MAX_LINKS:,} addresses of a sitemap",
        f"at most {MAX_MESSAGES} messages",
        f"more than {MAX_URL_CHARS:,} characters",
    ],
)
def test_the_limits_that_the_page_names_are_those_of_the_code(words: str) -> None:
    assert words in " ".join(PROMISES.split())
