"""Tests several runs against a local web: all articles are found, none is fetched twice."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.local_web import Outlet, article_page, build_web
from tests.newsroom import Newsroom, rows, source_entry
from tests.web_site import Site


def article_requests(outlets: list[Outlet]) -> list[str]:
    """Return the address of each request for an article."""
    requested = [
        (outlet, outlet.site.url + path) for outlet in outlets for path in outlet.site.paths()
    ]
    return [url for outlet, url in requested if url in outlet.articles]


def test_all_articles_of_all_kinds_of_outlets_are_stored_and_fetched_once(
    newsroom: Newsroom, start_site: Callable[[], Site]
) -> None:
    outlets = build_web(start_site)
    newsroom.sources.write_text("\n".join(outlet.toml() for outlet in outlets))
    published = {url for outlet in outlets for url in outlet.articles}

    run = newsroom.crawl()
    assert run.returncode == 0, run.stderr
    stored = [url for (url,) in rows(newsroom, "SELECT url FROM articles ORDER BY url")]
    assert stored == sorted(published)
    moved = outlets[-1].site.url + "/a/800/most"  # fetched again through its old address
    assert Counter(article_requests(outlets)) - Counter([moved]) == Counter(published)
    outcomes = dict(rows(newsroom, "SELECT outcome, count(*) FROM urls GROUP BY outcome"))
    assert outcomes["stored"] == len(published)
    assert outcomes["redirect_loop"] == outcomes["gone"] == 1
    assert "pending" not in outcomes

    for outlet in outlets:
        outlet.site.seen.clear()
    run = newsroom.crawl()
    assert (run.returncode, run.stderr) == (0, "")
    assert article_requests(outlets) == []
    for outlet in outlets:
        answers = {request.path: request.status for request in outlet.site.seen}
        assert answers == dict.fromkeys(outlet.indexes, 304), outlet.id


def test_only_edits_and_removals_are_recorded(
    newsroom: Newsroom, start_site: Callable[[], Site]
) -> None:
    rss = build_web(start_site)[0]
    newsroom.sources.write_text(rss.toml())
    newsroom.crawl()
    pages, url = rss.site.pages, rss.site.url
    rss.site.put(
        "/news/1000/most",
        article_page("rss", 0, extra="<p>Дополнено: мост открыт с обеих сторон.</p>"),
    )
    rss.site.put("/news/1001/most", article_page("rss", 1).replace("</footer>", " 2026</footer>"))
    del pages["/news/1002/most"]
    rss.site.put("/news/1003/most", "", status=302, headers={"Location": "/"})
    rss.site.put("/", "<title>Новости</title>")

    newsroom.crawl("-a", "revisit=now")
    revisions = rows(
        newsroom,
        "SELECT url, count(*) FROM revisions JOIN articles ON id = article_id GROUP BY url",
    )
    assert {str(address).removeprefix(url): count for address, count in revisions} == {
        "/news/1000/most": 2,
        "/news/1001/most": 1,
        "/news/1002/most": 1,
        "/news/1003/most": 1,
    }
    assert rows(newsroom, "SELECT DISTINCT status FROM articles") == [("live",)]

    newsroom.crawl("-a", "revisit=now")
    gone = rows(newsroom, "SELECT url FROM articles WHERE status = 'gone' ORDER BY url")
    assert gone == [(f"{url}/news/1002/most",), (f"{url}/news/1003/most",)]
    assert rows(newsroom, "SELECT count(*) FROM revisions") == [(5,)]


def replace_once(outlet: Outlet, url: str, old: str, new: str) -> None:
    """Change the page at an address of an outlet."""
    page = outlet.site.pages[url.removeprefix(outlet.site.url)]
    page.body = page.body.decode().replace(old, new, 1).encode()


@pytest.mark.slow
def test_every_outlet_of_the_web_has_its_edits_and_removals_recorded(
    newsroom: Newsroom, start_site: Callable[[], Site]
) -> None:
    outlets = build_web(start_site)
    newsroom.sources.write_text("\n".join(outlet.toml() for outlet in outlets))
    newsroom.crawl()
    edited, removed = set(), set()
    for outlet in outlets:
        first, second, *others = sorted(outlet.articles)
        replace_once(outlet, first, "</p>", " Сроки уточнили вечером.</p>")
        edited.add(first)
        del outlet.site.pages[second.removeprefix(outlet.site.url)]
        removed.add(second)
        for other in others:  # a change outside of the text is no edit
            replace_once(outlet, other, "© Редакция", "© Редакция 2026")

    for visits in (1, 2):
        run = newsroom.crawl("-a", "revisit=now")
        assert run.returncode == 0, run.stderr
        versions = rows(
            newsroom,
            "SELECT url FROM revisions JOIN articles ON id = article_id"
            " GROUP BY url HAVING count(*) > 1",
        )
        assert {url for (url,) in versions} == edited
        gone = rows(newsroom, "SELECT url FROM articles WHERE status = 'gone'")
        assert {url for (url,) in gone} == (removed if visits == 2 else set())


@pytest.mark.slow
def test_a_sitemap_of_the_largest_size_is_read_to_its_end(newsroom: Newsroom, site: Site) -> None:
    """Such a sitemap takes longer than the limit of a page."""
    elsewhere = "".join(f"<url><loc>https://other.example/{n}</loc></url>" for n in range(49_999))
    own = f"<url><loc>{site.url}/news/100001</loc></url>"
    head = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    site.put("/sitemap.xml", f"{head}{elsewhere}{own}</urlset>", content_type="application/xml")
    site.put("/news/100001", article_page("one", 1))
    newsroom.sources.write_text(
        source_entry(f"{site.url}/", "one", sitemaps=[f"{site.url}/sitemap.xml"])
    )
    run = newsroom.crawl()
    assert (run.returncode, run.stderr) == (0, "")
    assert rows(newsroom, "SELECT url FROM articles") == [(f"{site.url}/news/100001",)]
