"""Tests that a source is visited again, and its change is shown before it is written."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.files.errors import BadInputError
from pipelines.model import Source
from scraper.sources.editing import change_source
from scraper.sources.loading import known_source
from scraper.sources.proposed_change import (
    changed_text,
    difference,
    moved_home,
    with_home_listing,
    without_indexes,
)
from tests.local_web import article_page, front, rss, rss_item
from tests.newsroom import Newsroom
from tests.web_site import Site

OUTLET = Source(
    "sura", "Сура", "https://old.example/", "RU-PNZ", "Europe/Moscow",
    feeds=("https://old.example/rss",),
)  # fmt: skip
TEXT = """# наши издания
[[source]]
id = "sura"  # районная газета
name = "Сура"
home = "https://old.example/"
region = "RU-PNZ"
feeds = ["https://old.example/rss"]

[[source]]
id = "volga"
name = "Волга"
home = "https://volga.example/"
region = "RU-SAM"
"""


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ("its addresses redirect to https://new.example/news/rss", "https://new.example/"),
        ("all links of its indexes lead to new.example", "https://new.example/"),
        ("its articles redirect to new.example:8080", "https://new.example:8080/"),
        (None, "https://old.example/"),
        ("", "https://old.example/"),
    ],
)
def test_the_new_home_is_the_last_word_of_the_detail(detail: str | None, expected: str) -> None:
    assert moved_home(OUTLET.home, detail) == expected


def test_only_a_source_that_has_moved_gets_another_home() -> None:
    detail = "its addresses redirect to https://new.example/"
    assert without_indexes(OUTLET, "moved", detail).home == "https://new.example/"
    assert without_indexes(OUTLET, "http_error", detail).home == "https://old.example/"
    assert without_indexes(OUTLET, "moved", detail).feeds == ()


def test_a_source_with_stale_feeds_gets_its_home_page_as_listing() -> None:
    changed = with_home_listing(OUTLET, "stale")
    assert changed.listings == ("https://old.example/",)
    assert changed.feeds == OUTLET.feeds
    assert with_home_listing(changed, "stale") == changed
    assert with_home_listing(OUTLET, "working") == OUTLET


def test_a_change_keeps_comments_and_the_other_blocks() -> None:
    proposed = Source(
        "sura", "ignored", "https://new.example/", "RU-PNZ", "Europe/Moscow",
        sitemaps=("https://new.example/sitemap.xml",),
    )  # fmt: skip
    after = changed_text(TEXT, proposed)
    assert after.split("[[source]]")[2] == TEXT.split("[[source]]")[2]
    assert "# наши издания" in after
    assert "# районная газета" in after
    assert 'name = "Сура"' in after
    assert 'home = "https://new.example/"' in after
    assert "rss" not in after
    change = difference(TEXT, after, Path("sources.toml"))
    assert '-home = "https://old.example/"' in change
    assert '+home = "https://new.example/"' in change


def test_no_change_is_an_empty_difference() -> None:
    assert changed_text(TEXT, OUTLET) == TEXT
    assert difference(TEXT, TEXT, Path("sources.toml")) == ""


@pytest.mark.parametrize("option", ["--again", "--change", "--source"])
def test_an_unknown_id_is_reported_with_the_file_and_the_known_ids(option: str) -> None:
    error = f"{option}: no source 'suraa' in north.toml; its ids are sura; name one of them"
    with pytest.raises(BadInputError, match=f"^{error}$"):
        known_source([OUTLET], "suraa", option, Path("north.toml"))


def test_of_many_ids_the_first_are_reported_and_the_others_counted() -> None:
    outlets = [replace(OUTLET, id=f"outlet-{number}") for number in range(7)]
    with pytest.raises(BadInputError, match=r"its ids are outlet-0, .*, outlet-4 and 2 more; name"):
        known_source(outlets, "sura", "--again", Path("north.toml"))


def test_an_unknown_id_in_a_file_without_sources_is_reported_with_a_remedy() -> None:
    error = "--source: no source 'sura' in north.toml; it has no sources; `scrapy add-source URL`"
    with pytest.raises(BadInputError, match=error):
        known_source([], "sura", "--source", Path("north.toml"))


def test_a_feed_that_is_gone_is_replaced_by_the_declared_one(
    newsroom: Newsroom, site: Site
) -> None:
    items = [rss_item(n, site.put(f"/news/{100 + n}", article_page("Сура", n))) for n in range(3)]
    site.put("/feed.xml", rss("".join(items)), content_type="application/rss+xml")
    declared = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    site.put("/", front("", head=declared))
    text = (
        f'[[source]]\nid = "sura"  # keep me\nname = "Сура"\nhome = "{site.url}/"\n'
        f'region = "RU-PNZ"\nfeeds = ["{site.url}/rss"]\n'
    )
    newsroom.sources.write_text(text)
    again = ("add-source", "--again", "sura", *newsroom.settings())

    run = newsroom.run(*again)
    assert run.returncode == 0, run.stderr
    assert f'+feeds = ["{site.url}/feed.xml"]' in run.stdout
    assert "Nothing was written" in run.stdout
    assert newsroom.sources.read_text() == text

    run = newsroom.run(*again, "--yes")
    assert run.returncode == 0, run.stderr
    assert newsroom.sources.read_text() == text.replace("/rss", "/feed.xml")
    assert newsroom.crawl().returncode == 0

    run = newsroom.run(*again)
    assert "needs no change" in run.stdout


def test_keys_of_a_block_are_set_or_removed_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(TEXT, encoding="utf-8")
    change = change_source(path, "volga", {"enabled": False, "owner": "", "name": "Волга"})
    _, _, *changed_lines = [line for line in change.splitlines() if line[0] in "+-"]
    assert changed_lines == ["+enabled = false"], "below the two lines that name the file"
    assert path.read_text(encoding="utf-8") == TEXT + "enabled = false\n"
    assert change_source(path, "volga", {"enabled": False}) == ""


def test_a_bad_value_of_a_key_names_the_file_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(BadInputError, match=r"/sources.toml: source 'sura': region: expected"):
        change_source(path, "sura", {"region": "Пенза"})
    with pytest.raises(BadInputError, match=r"--change: .*/sources.toml; its ids are sura, volga"):
        change_source(path, "suraa", {"enabled": False})
    assert path.read_text(encoding="utf-8") == TEXT
