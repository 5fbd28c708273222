"""Tests the citation index: which copies count, its page, CSV, picture and command."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from math import log2
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scraper.commands.citations import Command
from storage.browse.figures.statistics import Pair
from storage.browse.pages.citations import cited_outlets
from tests.newsroom import Scrapy
from tests.reading_site import ReadingSite
from tests.sample_news import fill


def source(name: str, owner: str | None, region: str) -> sqlite3.Row:
    """Return the row of a source, as a query returns it."""
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.row_factory = sqlite3.Row
        query = "SELECT ? AS id, ? AS owner, ? AS region"
        row: sqlite3.Row = conn.execute(query, (name, owner, region)).fetchone()
        return row


SOURCES = {
    name: source(name, owner, region)
    for name, owner, region in (
        ("a", None, "RU-PNZ"),
        ("b", "holding", "RU-PNZ"),
        ("c", "holding", "RU-SAM"),
        ("d", None, "RU-PRI"),
    )
}


def pair(origin: str, copier: str, count: int) -> Pair:
    return Pair(origin, copier, count, None)


# The index is the sum of log2(1 + articles) over the owners that copy an outlet.


def test_many_owners_weigh_more_than_one_that_copies_everything() -> None:
    pairs = [pair("a", "b", 2), pair("a", "d", 2), pair("d", "a", 6)]
    first, second = cited_outlets(pairs, SOURCES)
    assert (first.source_id, first.articles, first.owners, first.regions) == ("a", 4, 2, 2)
    assert first.index == round(2 * log2(3), 2)
    assert (second.source_id, second.articles) == ("d", 6)
    assert second.index < first.index


def test_outlets_of_one_owner_count_once_and_not_for_each_other() -> None:
    pairs = [pair("b", "c", 9), pair("c", "b", 9), pair("a", "b", 1), pair("a", "c", 2)]
    (only,) = cited_outlets(pairs, SOURCES)
    assert (only.source_id, only.articles, only.owners, only.regions) == ("a", 3, 1, 2)
    assert only.index == 2.0


def test_a_region_limits_the_outlets_that_are_cited() -> None:
    pairs = [pair("a", "d", 1), pair("d", "a", 1), pair("gone", "a", 4)]
    assert [outlet.source_id for outlet in cited_outlets(pairs, SOURCES, "RU-PRI")] == ["d"]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("citations") / "news.db"
    fill(path).close()
    return path


@pytest.fixture(scope="module")
def site(database: Path) -> ReadingSite:
    return ReadingSite(database)


def test_page_csv_picture_and_command_agree(
    site: ReadingSite, database: Path, scrapy: Scrapy
) -> None:
    run = scrapy("citations", "--json", "-s", f"NEWS_DATABASE={database}")
    assert run.returncode == 0, run.stderr
    record = json.loads(run.stdout)
    assert record
    rows = list(csv.DictReader(io.StringIO(site.get("/citations.csv").text.lstrip("\ufeff"))))
    assert [row["source"] for row in rows] == [outlet["source_id"] for outlet in record]
    assert [float(row["index"]) for row in rows] == [outlet["index"] for outlet in record]
    html = site.get("/citations").text
    picture = ElementTree.fromstring(site.get("/citations.svg").content)
    for outlet in record:
        assert outlet["name"] in html
        assert outlet["name"] in "".join(picture.itertext())
    text = scrapy("citations", "-s", f"NEWS_DATABASE={database}").stdout
    first, *_ = record
    assert text.startswith(f"{first['index']:8.2f}  {first['name']}: ")
    assert "scrapy citations" in Command().long_desc()


def test_each_citation_is_one_click_away(site: ReadingSite) -> None:
    rows = list(csv.DictReader(io.StringIO(site.get("/citations.csv").text.lstrip("\ufeff"))))
    first = rows[0]
    html = site.get(f"/citations?outlet={first['source']}").text
    listed = html[html.index('id="citing"') : html.index("<figure>")]
    assert listed.count("/article/") == int(first["articles"])
    assert site.get("/citations?outlet=nobody").status_code == 404
    assert site.get("/citations?days=5").status_code == 400


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--days", "0"), "--days: expected a number from 1 to 366, got 0"),
        (("--region", "Пенза"), "--region: expected an ISO 3166-2 code"),
    ],
)
def test_a_mistake_is_reported_in_one_line(
    arguments: tuple[str, ...], message: str, database: Path, scrapy: Scrapy
) -> None:
    run = scrapy("citations", *arguments, "-s", f"NEWS_DATABASE={database}")
    assert run.returncode == 2
    assert message in run.stderr
    assert len(run.stderr.splitlines()) == 1
