"""Tests when ``scrapy add-source`` tries a browser, and what it prints about it."""

from dataclasses import replace

import pytest

from pipelines.model import Source
from scraper.sources.trial_crawl import Sample, TrialResult
from scraper.sources.trial_run import may_be_drawn
from scraper.sources.trial_wording import (
    GUESSED_REGION,
    lines_on_articles,
    lines_with_block,
    what_was_needed,
)
from tests.newsroom import Newsroom
from tests.script_pages import SHELL, headline_of
from tests.web_site import Site

SOURCE = Source("penza", "Пенза", "https://penza.example/", "RU-PNZ", "Europe/Moscow")
SAMPLE = Sample("https://penza.example/1", "Мост открыли", None, "Движение открыли.")
NOTHING = TrialResult(
    SOURCE,
    feeds=(),
    sitemaps=(),
    listings=(),
    samples=(),
    status="unreadable",
    detail="none of the pages could be read",
)
READ = replace(NOTHING, samples=(SAMPLE,), status="working", detail=None)
DRAWN = replace(READ, source=replace(SOURCE, render=True))


@pytest.mark.parametrize("status", ["unreadable", "no_links", "working"])
def test_a_browser_may_find_what_no_crawl_found(status: str) -> None:
    assert may_be_drawn(replace(NOTHING, status=status))


@pytest.mark.parametrize(
    "result",
    [
        READ,
        replace(NOTHING, status="dns_error"),
        replace(NOTHING, status="robots_denied"),
        replace(NOTHING, status="challenge"),
        replace(NOTHING, source=replace(SOURCE, home="https://t.me/penza")),
        replace(NOTHING, source=replace(SOURCE, render=True)),
    ],
)
def test_a_browser_is_not_tried_if_it_cannot_help(result: TrialResult) -> None:
    assert not may_be_drawn(result)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (replace(READ, text_found_in=("json-ld",)), "is read from JSON-LD; no browser is needed"),
        (
            replace(READ, text_found_in=("page-data", "json-ld")),
            "is read from JSON-LD and the data of its scripts; no browser is needed",
        ),
        (DRAWN, r"a browser reads them (render = true); this takes about"),
    ],
)
def test_the_output_names_what_was_needed(result: TrialResult, words: str) -> None:
    assert words in (what_was_needed(result) or "")


@pytest.mark.parametrize("result", [READ, replace(READ, text_found_in=("feed",))])
def test_nothing_is_said_of_pages_that_need_nothing(result: TrialResult) -> None:
    assert what_was_needed(result) is None


@pytest.mark.parametrize(
    ("browser", "end"),
    [
        (None, "none of the pages could be read"),
        ("tried", "none of the pages could be read; a browser found none either"),
        ("no chromium", "none of the pages could be read; a browser was not tried: no chromium"),
    ],
)
def test_a_refusal_is_one_line_and_mentions_the_browser(browser: str | None, end: str) -> None:
    (line,) = lines_with_block(replace(NOTHING, browser=browser))
    assert line == f"https://penza.example/: no articles found: {end}"


def test_the_block_of_a_drawn_outlet_asks_for_the_browser() -> None:
    assert "render = true\n" in lines_with_block(DRAWN)[-1]
    assert "render = true\n" not in lines_with_block(READ)[-1]


def test_the_lines_on_articles_have_no_block_even_where_the_region_is_a_guess() -> None:
    guessed = replace(READ, source=replace(SOURCE, region=GUESSED_REGION))
    assert "[[source]]" in "\n".join(lines_with_block(guessed))
    lines = "\n".join(lines_on_articles(guessed))
    assert SAMPLE.headline in lines
    assert "[[source]]" not in lines
    assert "guess" not in lines


def test_data_within_the_pages_is_read_without_a_browser(newsroom: Newsroom, site: Site) -> None:
    """The pages show nothing without scripts, but state their text as JSON-LD."""
    links = ""
    for number in range(3):
        path = f"/news/{4000 + number}-novost-goroda"
        headline = headline_of(number)
        text = f"Движение открыли, рассказали в мэрии. Работы номер {number} вели с весны. " * 8
        data = (
            '<script type="application/ld+json">{"@type": "NewsArticle", "headline":'
            f' "{headline}", "datePublished": "2026-11-2{number}T10:00:00+03:00",'
            f' "articleBody": "{text}"}}</script>'
        )
        site.put(path, SHELL.replace("<div id=root>", f"{data}<div id=root>"))
        links += f'<h2><a href="{path}">{headline}</a></h2>'
    site.put("/", f"<html><head><title>Сура</title></head><body>{links}</body></html>")
    newsroom.sources.write_text("# none yet\n")
    add = newsroom.run("add-source", f"{site.url}/", "--region", "RU-PNZ", *newsroom.settings())
    assert add.returncode == 0, add.stdout + add.stderr
    assert "The text of its pages is read from JSON-LD; no browser is needed." in add.stdout
    assert "render" not in newsroom.sources.read_text()
