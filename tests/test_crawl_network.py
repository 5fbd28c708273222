"""Tests certificates, proxies and private networks by crawls and the requests of servers."""

import os
import pty
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.certificates import Authority
from tests.local_web import article_page, front, rss, rss_item
from tests.newsroom import ROOT, Newsroom, rows
from tests.web_site import Site

SOURCE = '[[source]]\nid = "{0}"\nname = "{0}"\nhome = "{1}/"\nregion = "RU-PNZ"\n{2}\n'


@pytest.fixture
def open_site() -> Iterator[Callable[..., Site]]:
    """Return a function that starts a site at a host, with the options of ``Site``."""
    started: list[Site] = []

    def start(host: str, **options: Any) -> Site:
        started.append(Site(host, **options))
        return started[-1]

    yield start
    for site in started:
        site.close()


def publish(site: Site, base: str, number: int = 0, page: str | None = None) -> None:
    """Put a feed and one article on the site; ``base`` is the start of their paths.

    A proxy is asked for whole URLs, so for a site that acts as one ``base`` is an outlet's address.
    """
    site.put(f"{base}/news/{1000 + number}/most", page or article_page("a", number))
    items = rss_item(number, f"/news/{1000 + number}/most")
    site.put(f"{base}/rss", rss(items), content_type="application/rss+xml")


def test_an_untrusted_certificate_is_reported_and_accepted_if_a_source_allows_it(
    newsroom: Newsroom, open_site: Callable[..., Site], tmp_path: Path
) -> None:
    authority = Authority.create(tmp_path)
    strict, lax = (
        open_site(host, tls=authority.context(host, host)) for host in ("127.0.0.2", "127.0.0.3")
    )
    entries = ""
    for name, site, key in (
        ("strict", strict, ""),
        ("lax", lax, "verify_certificates = false\n"),
    ):
        publish(site, "")
        entries += SOURCE.format(name, site.url, f'feeds = ["{site.url}/rss"]\n{key}')
    newsroom.sources.write_text(entries)
    run = newsroom.crawl()
    assert run.returncode == 0
    assert run.stderr.count("\n") == 1, run.stderr
    assert run.stderr.startswith("strict: tls_error: ")
    assert "certificate verify failed" in run.stderr
    assert rows(newsroom, "SELECT id, status FROM sources ORDER BY id") == [
        ("lax", "working"),
        ("strict", "tls_error"),
    ]
    assert rows(newsroom, "SELECT source_id FROM articles") == [("lax",)]
    assert strict.seen == []
    assert "Russian Trusted Root CA" in newsroom.run("sources", *newsroom.settings()).stdout


@pytest.mark.slow
@pytest.mark.skipif(not socket.has_ipv6, reason="this Python knows no IPv6")
def test_an_outlet_on_ipv6_is_crawled(newsroom: Newsroom, open_site: Callable[..., Site]) -> None:
    try:
        site = open_site("::1")
    except OSError:
        pytest.skip("this machine has no IPv6")
    publish(site, "")
    newsroom.sources.write_text(SOURCE.format("six", site.url, f'feeds = ["{site.url}/rss"]'))
    run = newsroom.crawl("-s", "NEWS_ALLOWED_NETWORKS=::1/128")
    assert (run.returncode, run.stderr) == (0, "")
    assert rows(newsroom, "SELECT count(*) FROM articles") == [(1,)]


@pytest.mark.slow
def test_all_requests_go_through_the_named_proxy(newsroom: Newsroom, site: Site) -> None:
    outlet = "http://vesti.example"
    publish(site, outlet)
    newsroom.sources.write_text(SOURCE.format("far", outlet, f'feeds = ["{outlet}/rss"]'))
    run = newsroom.crawl("-s", f"NEWS_PROXY={site.url}")
    assert (run.returncode, run.stderr) == (0, "")
    assert site.paths() == [
        f"{outlet}/robots.txt", f"{outlet}/rss", f"{outlet}/news/1000/most",
    ]  # fmt: skip
    assert rows(newsroom, "SELECT url FROM articles") == [(f"{outlet}/news/1000/most",)]


@pytest.mark.slow
def test_a_proxy_of_the_environment_stops_the_run_before_it_is_used(
    newsroom: Newsroom, site: Site
) -> None:
    newsroom.sources.write_text(SOURCE.format("a", "http://vesti.example", ""))
    environment = os.environ | {"http_proxy": site.url}
    run = newsroom.run("crawl", "news", *newsroom.settings(), env=environment)
    assert (run.returncode, run.stderr.count("\n")) == (2, 1), run.stderr
    assert "NEWS_PROXY" in run.stderr
    assert site.seen == []


def test_no_hop_of_any_kind_leads_to_a_private_server(
    newsroom: Newsroom, open_site: Callable[..., Site]
) -> None:
    site, private = open_site("127.0.0.2"), open_site("127.0.0.9")
    inside = private.put("/news/1005/most", article_page("private", 5))
    head = (
        f'<head><meta http-equiv="refresh" content="0; url={inside}">'
        f'<link rel="canonical" href="{inside}"><meta property="og:image" content="{inside}.jpg">'
        f'<link rel="alternate" type="application/rss+xml" href="{private.url}/rss">'
        f'<link rel="amphtml" href="{inside}"><base href="{private.url}/">'
    )
    page = (
        article_page("a", 0).replace("<head>", head).replace("</article>", f'<img src="{inside}">')
    )
    assert head in page
    publish(site, "", page=page)
    site.put("/news/1001/most", "", status=302, headers={"Location": inside})
    site.put("/news/1002/most", f'<meta http-equiv="refresh" content="0; url={inside}">')
    cards = "".join(f'<li><a href="/news/{1000 + n}/most">Мост {n}</a>' for n in range(3))
    cards += f'<li><a href="{inside}">Мост пять</a>'
    site.put("/", front(cards).replace("<head>", head.partition("<base")[0]))
    items = "".join(rss_item(n, f"/news/{1000 + n}/most") for n in range(3))
    site.put("/rss", rss(items + rss_item(5, inside)), content_type="application/rss+xml")
    site.put("/robots.txt", f"User-agent: *\nDisallow:\nSitemap: {private.url}/sitemap.xml\n")
    site.put(
        "/sitemap.xml",
        f"<sitemapindex><sitemap><loc>{private.url}/sitemap.xml</loc></sitemap></sitemapindex>",
        content_type="application/xml",
    )
    keys = f'feeds = ["{site.url}/rss", "{private.url}/rss"]\nsitemaps = ["{site.url}/sitemap.xml"]'
    newsroom.sources.write_text(SOURCE.format("a", site.url, keys))
    run = newsroom.crawl("-s", "NEWS_ALLOWED_NETWORKS=127.0.0.2/32")
    assert "Traceback" not in run.stderr
    assert private.seen == []
    outcomes = dict(rows(newsroom, "SELECT url, outcome FROM urls"))
    assert outcomes[f"{site.url}/news/1000/most"] == "stored"
    assert outcomes[f"{site.url}/news/1001/most"] == "blocked"
    assert outcomes[f"{site.url}/news/1002/most"] == "not_article"


@pytest.mark.slow
def test_a_terminal_shows_the_progress_and_a_table_at_the_end(
    newsroom: Newsroom, site: Site
) -> None:
    publish(site, "")
    newsroom.sources.write_text(SOURCE.format("a", site.url, f'feeds = ["{site.url}/rss"]'))
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "scrapy", "crawl", "news", *newsroom.settings()]
    with subprocess.Popen(command, cwd=ROOT, stdout=follower, stderr=follower) as run:
        os.close(follower)
        printed = b""
        while True:
            try:
                part = os.read(leader, 65_536)
            except OSError:  # the run has closed its end
                break
            printed += part
    os.close(leader)
    text = printed.decode()
    assert run.returncode == 0
    # The line of progress, such as «\r1/1 sources, 2 pages, 0 queued, 1.5/s, 1 new».
    assert re.search(r"\r\d+/1 sources, \d+ pages, \d+ queued, \d+\.\d/s, \d+ new", text), text
    # The row of the source «a» in the table.
    assert re.search(r"[\r\n]a +working +1 +1 +0 +0 +\d+", text), text
    assert "Traceback" not in text


@pytest.mark.slow
def test_a_feed_may_have_twenty_megabytes(
    newsroom: Newsroom, open_site: Callable[..., Site]
) -> None:
    entries = ""
    for number, (name, megabytes) in enumerate((("large", 3), ("endless", 21))):
        site = open_site(f"127.0.0.{number + 2}")
        publish(site, "", number)
        items = rss_item(number, f"/news/{1000 + number}/most")
        filled = rss(items).replace("</channel>", f"<!--{' ' * megabytes * 1_000_000}--></channel>")
        site.put("/rss", filled, content_type="application/rss+xml")
        entries += SOURCE.format(name, site.url, f'feeds = ["{site.url}/rss"]')
    newsroom.sources.write_text(entries)
    assert newsroom.crawl().returncode == 0
    assert rows(newsroom, "SELECT source_id FROM articles") == [("large",)]
    statuses = dict(rows(newsroom, "SELECT source_id, status FROM endpoints WHERE kind = 'feed'"))
    assert statuses["endless"] == "too_large"
