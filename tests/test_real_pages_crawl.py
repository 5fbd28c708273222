"""Tests a crawl of pages as real outlets publish them, served locally."""

import gzip
import json

import pytest

from storage.database.sqlite import open_readonly
from tests.newsroom import Newsroom, source_entry
from tests.shared import SHARED, needs_shared
from tests.web_site import Site

pytestmark = pytest.mark.timeout(60)
# By the address at which a page is served: its file, and its title in the list.
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
    home = f"{site.url}/"
    newsroom.sources.write_text(
        source_entry(home, "real", region="RU-MOW", listings=[home], article_pattern="^/news/")
    )
    run = newsroom.crawl()
    assert run.returncode == 0, run.stderr
    db = open_readonly(newsroom.database)
    articles = {row["url"].removeprefix(site.url): row for row in db["articles"].rows}
    assert set(articles) == set(PAGES)
    mk = articles["/news/2025/11/17/mk.html"]
    assert mk["date_published"].startswith("2025-11-16T21:31")
    assert mk["date_published_precision"] == "minute"
    for article in articles.values():
        assert article["headline"]
        assert "Что еще почитать" not in article["article_body"]
        assert "Womanhit" not in article["article_body"]
        assert len(article["article_body"].split("\n")) >= 3, "paragraphs"
        assert isinstance(json.loads(article["authors"]), list)
    db.close()
