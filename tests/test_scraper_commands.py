"""Tests that a command accepts the example of its help, and how refused pages are listed."""

import shlex
from types import ModuleType

import pytest

from pipelines.model import Outcome
from scraper.commands import (
    alerts,
    boilerplate,
    browse,
    crawl,
    digest,
    export,
    reextract,
    refused,
    story,
    sync,
)
from storage.articles.refused_pages import Refused


@pytest.mark.parametrize(
    ("module", "positional"),
    [
        (alerts, []),
        (boilerplate, ["penza-vesti"]),
        (browse, []),
        (crawl, ["news"]),
        (digest, []),
        (export, ["articles"]),
        (reextract, []),
        (refused, ["penza-vesti"]),
        (story, ["5f1c0e9a77d2b364"]),
        (sync, ["news.db"]),
    ],
)
def test_the_example_has_the_arguments_that_the_command_takes(
    module: ModuleType, positional: list[str]
) -> None:
    name = module.__name__.rpartition(".")[2]
    words = shlex.split(module.Command.example)
    expected = ["scrapy", name, *positional]
    assert words[: len(expected)] == expected
    assert len(positional) <= module.Command.max_arguments


@pytest.mark.parametrize(
    ("reason", "next_check", "line"),
    [
        (
            "too little text",
            "2026-11-21T09:30:00Z",
            "2026-11-20 09:00  vesti  too little text  again after 2026-11-21 09:30  https://v.example/1",
        ),
        (None, None, "2026-11-20 09:00  vesti  not_article  not again  https://v.example/1"),
    ],
)
def test_a_refused_page_is_one_line(reason: str | None, next_check: str | None, line: str) -> None:
    page = Refused(
        "vesti",
        "https://v.example/1",
        Outcome.NOT_ARTICLE,
        reason,
        checked_at="2026-11-20T09:00:00Z",
        next_check_at=next_check,
    )
    assert refused.line_of(page) == line
