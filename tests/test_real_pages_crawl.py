"""Tests a crawl of pages as real outlets publish them, served locally."""

import gzip
import json

import pytest

from storage.database.sqlite import open_readonly
from tests.newsroom import Newsroom
from tests.shared import SHARED, needs_shared
from tests.web_site import Site

pytestmark = pytest.mark.timeout(60)
SOURCES = """
[[source]]
id = "real"
name = "Настоящие страницы"
home = "{home}/"
region = "RU-MOW"
listings = ["{home}/"]
article_pattern = '^/news/'
"""
PAGES = {
    "/news/2025/11/17/mk.html": ("mk.ru-2025-11-17.html", "Задержали троих приезжих"),
    "/news/2025/05/14/kommersant.html": ("kommersant.ru-2025-05-14.html.gz", "Материал Ъ"),
    "/news/podolski.html": ("football.ua-podolski.html", "Подольски"),
}


@needs_shared
def test_real_pages_come_out_clean_and_dated(site: Site, newsroom: Newsroom) -> None:
    for path, (name, _) in PAGES.items():
        body = (SHARED / "pages" / name).read_bytes()
        site.put(path, gzip.decompress(body) if name.endswith(".gz") else body)
    links = "".join(f'<p><a href="{path}">{title}</a></p>' for path, (_, title) in PAGES.items())
    site.put("/", f"<html><head><title>Лента</title></head><body>{links}</body></html>")
    newsroom.sources.write_text(SOURCES.format(home=site.url), encoding="utf-8")

    run = newsroom.crawl()

    assert run.returncode == 0, run.stderr
    db = open_readonly(newsroom.database)
    rows = {row["url"].removeprefix(site.url): row for row in db["articles"].rows}
    assert set(rows) == set(PAGES)
    mk = rows["/news/2025/11/17/mk.html"]
    assert mk["date_published"].startswith("2025-11-16T21:31")
    assert mk["date_published_precision"] == "minute"
    for row in rows.values():
        assert row["headline"]
        assert "Что еще почитать" not in row["article_body"]
        assert "Womanhit" not in row["article_body"]
        assert len(row["article_body"].split("\n")) >= 3
        assert json.loads(row["authors"]) is not None
    db.close()
