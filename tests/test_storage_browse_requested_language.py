"""Tests which language a page is in, and that its links keep the language."""

import pytest
from bs4 import BeautifulSoup

from storage.browse.i18n.requested_language import SETTING
from tests.reading_site import ReadingSite
from tests.sample_news import fill


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> ReadingSite:
    database = tmp_path_factory.mktemp("languages") / "news.db"
    fill(database).close()
    return ReadingSite(database, {"plugins": {"svodka": {SETTING: "en"}}})


def _page(site: ReadingSite, path: str) -> BeautifulSoup:
    answer = site.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "lxml")


@pytest.mark.parametrize(("path", "language"), [("/sources", "en"), ("/ru/sources", "ru")])
def test_the_first_part_of_a_path_names_the_language(
    site: ReadingSite, path: str, language: str
) -> None:
    assert _page(site, path).html["lang"] == language  # type: ignore[index]


def test_links_of_a_page_keep_its_language(site: ReadingSite) -> None:
    links = {str(link["href"]) for link in _page(site, "/ru/sources").select("main a[href^='/']")}
    assert links
    assert all(link.startswith("/ru/") for link in links)


def test_the_language_switch_links_to_the_same_page_and_query(site: ReadingSite) -> None:
    links = {str(link["href"]) for link in _page(site, "/ru/search?q=мост").select("a[hreflang]")}
    assert links == {"/search?q=%D0%BC%D0%BE%D1%81%D1%82"}  # the site is English


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/ru/sources/", "/ru/sources"),  # Datasette redirects from a slash at the end
        ("/ru/story/bridge-old", "/ru/story/bridge"),  # our own redirect
        (
            "/ru/news/articles?_filter_column=id&_filter_op=exact&_filter_value=1",
            "/ru/news/articles?id__exact=1",
        ),
        ("/sources/", "/sources"),
        ("/ru/-/data", "/ru/news"),
    ],
)
def test_redirects_keep_the_language(site: ReadingSite, path: str, target: str) -> None:
    assert site.get(path).headers["location"] == target
