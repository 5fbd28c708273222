"""Tests that a crawl, a file, a kept page and an archive give the same page of a source."""

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.model import ExtractionRules, Page, Source, page_from_source
from storage.database.sqlite import open_readonly
from tests.newsroom import Newsroom
from tests.web_site import Site

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
RULES = ExtractionRules(drop=(".inset",))
SOURCE = Source(
    "iset", "Исеть live", "https://iset.example/", "RU-SVE", "Asia/Yekaterinburg",
    language="ru", rules=RULES,
)  # fmt: skip
# The headline is right only with the name in SOURCE, and the time only with its zone.
PAGE = """<html><head><meta charset="utf-8"><title>Каток открыли в парке — Исеть live</title></head>
<body><article><h1>Каток открыли в парке — Исеть live</h1>
<p class="time">20 ноября 2026, 14:30</p>
<p>В парке на набережной открыли каток, лёд на нём заливали три ночи подряд.</p>
<p class="inset">Вечером в клубе обсуждали фестиваль варенья, сообщил его организатор.</p>
<p>Вход свободный, прокат коньков стоит двести рублей в час, рассказали в дирекции.</p>
</article></body></html>"""
FACTS = ("headline", "article_body", "date_published", "date_published_precision", "in_language")


def test_a_page_of_no_source_has_only_what_was_given() -> None:
    page = page_from_source(None, "https://a.example/1", b"x", encoding="utf-8", fetched_at=NOW)
    assert page == Page("https://a.example/1", b"x", encoding="utf-8", fetched_at=NOW)


def test_a_page_of_a_source_has_its_zone_language_names_and_rules() -> None:
    page = page_from_source(SOURCE, "https://iset.example/1", b"x")
    assert (page.timezone, page.language, page.rules) == ("Asia/Yekaterinburg", "ru", RULES)
    assert (page.source_id, page.source_name) == ("iset", "Исеть live")


def test_a_zone_that_is_given_is_used_instead_of_the_source_s() -> None:
    assert page_from_source(SOURCE, "u", b"x", timezone="Europe/Moscow").timezone == "Europe/Moscow"


@pytest.fixture
def crawled(newsroom: Newsroom, site: Site) -> tuple[Newsroom, str]:
    """Return a newsroom that has crawled PAGE, and the address of the page."""
    url = site.put("/text/2026/11/20/10407/", PAGE)
    feed = f"<rss version='2.0'><channel><item><link>{url}</link></item></channel></rss>"
    site.put("/rss", feed, content_type="application/rss+xml")
    newsroom.sources.write_text(
        f'[[source]]\nid = "iset"\nname = "Исеть live"\nhome = "{site.url}/"\n'
        f'region = "RU-SVE"\nlanguage = "ru"\nfeeds = ["{site.url}/rss"]\ndrop = [".inset"]\n',
        encoding="utf-8",
    )
    run = newsroom.crawl("-a", "since=2026-11-01")
    assert (run.returncode, run.stderr) == (0, "")
    return newsroom, url


def stored(newsroom: Newsroom) -> dict[str, object]:
    """Return the FACTS of the one stored article."""
    columns = ", ".join(FACTS)
    (row,) = open_readonly(newsroom.database).query(f"SELECT {columns} FROM articles")
    return dict(row)


def test_crawl_extract_and_reextract_read_one_page_alike(crawled: tuple[Newsroom, str]) -> None:
    newsroom, url = crawled
    article = read_page(page_from_source(SOURCE, url, PAGE.encode(), fetched_at=NOW)).article
    assert article is not None
    expected = {name: article.to_dict()[name] for name in FACTS}
    assert expected["headline"] == "Каток открыли в парке"
    assert expected["date_published"] == "2026-11-20T09:30:00Z"
    assert "варенья" not in str(expected["article_body"])
    assert stored(newsroom) == expected

    file = newsroom.folder / "page.html"
    file.write_text(PAGE, encoding="utf-8")
    command = ["extract", "--source", "iset", "--url", url, file]
    extracted = json.loads(newsroom.run(*command, *newsroom.settings()).stdout)
    assert {name: extracted[name] for name in FACTS} == expected

    reextract = newsroom.run("reextract", *newsroom.settings())
    assert reextract.stdout == "1 unchanged\n"
    assert stored(newsroom) == expected


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of warcio
def test_a_web_archive_yields_the_page_that_a_crawl_reads(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    from pipelines.archive.warc import pages

    url = "https://iset.example/text/10407"
    target = tmp_path / "pages.warc.gz"
    with target.open("wb") as file:
        writer: Any = WARCWriter(file, gzip=True)
        content_type = [("Content-Type", "text/html; charset=utf-8")]
        headers = StatusAndHeaders("200 OK", content_type, protocol="HTTP/1.1")
        body = BytesIO(PAGE.encode())
        writer.write_record(writer.create_warc_record(url, "response", body, http_headers=headers))
    with target.open("rb") as file:
        (page,) = pages(file, "", "Europe/Moscow", {"iset.example": SOURCE})
    assert page.fetched_at is not None
    assert page == page_from_source(
        SOURCE, url, PAGE.encode(), encoding="utf-8", fetched_at=page.fetched_at
    )
