"""Tests the page of edits and removals, and its feeds."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from storage.articles.edits import EditFilters
from storage.articles.pruning import prune_texts
from storage.browse.pages.edits import EditArguments, edits_data
from storage.database.sqlite import open_database, open_readonly
from tests.edit_cases import fill
from tests.reading_site import ReadingSite


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("edits") / "news.db"
    db = open_database(path)
    fill(db)
    db.close()
    return path


@pytest.fixture(scope="module")
def site(database: Path) -> ReadingSite:
    return ReadingSite(database)


def test_the_page_shows_the_words_that_changed_and_which_edits_are_quiet(
    site: ReadingSite,
) -> None:
    html = site.get("/edits").text
    assert "<del>12</del>" in html
    assert "<ins>20</ins>" in html
    assert "Changed: a number." in html
    assert html.count(">quiet</span>") == 2
    assert "сообщил" not in html  # the comma is no edit


def test_quiet_edits_and_removals_are_lists_of_their_own(site: ReadingSite) -> None:
    quiet = site.get("/edits?show=quiet").text
    assert "Changed: a number." in quiet
    assert "Changed: a name." not in quiet
    removals = site.get("/edits?show=removals").text
    assert "last seen 2 March 2026, 09:00, found removed 3 March 2026, 09:00." in removals
    assert "нанести разметку" in removals
    assert "<ins>" not in removals
    assert "Nothing of this kind was seen." in site.get("/edits?show=removals&region=RU-SAM").text
    assert site.get("/edits?show=everything").status_code == 400


def test_a_removed_article_whose_text_was_pruned_says_so(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "news.db")) as db:
        prune_texts(db, [fill(db)["gone"]], datetime(2026, 6, 1, tzinfo=UTC))
    site = ReadingSite(tmp_path / "news.db")
    assert "<b>text pruned</b>" in site.get("/edits?show=removals").text
    assert "<b>текст удалён из хранилища</b>" in site.get("/ru/edits?show=removals").text
    (item,) = site.get("/edits.feed.json?show=removals").json()["items"]
    assert item["content_text"] == "text pruned"


@pytest.mark.parametrize("query", ["", "?show=quiet", "?show=removals", "?region=RU-SAM"])
def test_each_list_has_an_atom_and_a_json_feed(site: ReadingSite, query: str) -> None:
    parsed = feedparser.parse(site.get(f"/edits.atom{query}").content)
    assert not parsed.bozo
    items = site.get(f"/edits.feed.json{query}").json()["items"]
    assert [item["id"] for item in items] == [entry.id for entry in parsed.entries]
    assert items


def test_an_entry_of_the_feed_names_what_changed(site: ReadingSite) -> None:
    item = site.get("/edits.feed.json?source=vesti").json()["items"][1]
    assert item["content_text"] == "a number\n− 12\n+ 20"
    assert item["_svodka"] == {"kinds": ["number"], "quiet": True}
    assert item["external_url"] == "https://vesti.example/number"


def test_the_page_of_edits_is_translated(site: ReadingSite) -> None:
    html = site.get("/ru/edits").text
    assert "Изменено: число." in html
    assert ">тихая правка</span>" in html


def test_a_page_after_the_last_edit_is_empty(database: Path) -> None:
    conn = open_readonly(database).conn
    data = edits_data(conn, EditArguments("edits", EditFilters()), 2)
    assert data["edits"] == []
    assert data["more"] is False
