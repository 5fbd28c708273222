"""Tests the search page: addresses, outlets, suggestions, mentions, alerts and exports."""

import csv
import io
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scraper.alerts.loading import load_alerts
from storage.browse.alert_offers import ALERTS_FILE, NotAddedError, add_alert, alert_block
from storage.browse.question import Question
from storage.search.ranking import index_algorithms
from storage.search.suggestions import suggest
from tests.reading_site import ReadingSite
from tests.sample_news import fill

# Without this header a request does not come from the machine of the site, and cannot write.
LOCAL = {"host": "127.0.0.1:8001"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("search")


@pytest.fixture(scope="module")
def site(folder: Path) -> ReadingSite:
    db = fill(folder / "news.db")
    db.execute(
        "INSERT INTO urls (identity, url, source_id, article_id, outcome, first_seen_at)"
        " VALUES ('x', 'https://sura-press.example/staryj-most', 'sura-press', 1, 'alias', '')"
    )
    db.conn.commit()
    return ReadingSite(folder / "news.db")


@pytest.mark.parametrize(
    "address",
    [
        "https://sura-press.example/most",
        "http://www.sura-press.example/most/?utm_source=telegram&ysclid=x#c2",
        "sura-press.example/most",
        "https://sura-press.example/staryj-most",
    ],
)
def test_a_pasted_address_finds_its_article(site: ReadingSite, address: str) -> None:
    html = site.search(address)
    assert html.count('class="story"') == 1
    assert 'href="/story/bridge"' in html


def test_an_unknown_address_has_a_message_of_its_own(site: ReadingSite) -> None:
    assert "no article of this address is stored" in site.search("https://x.example/other")


@pytest.mark.parametrize(
    "name",
    ["Сура-пресс", "сура-пресс", "Сура пресс", "Сура", "sura-press", "sura-press.example"],
)
def test_the_name_of_an_outlet_finds_its_page(site: ReadingSite, name: str) -> None:
    assert '<a href="/source/sura-press">Сура-пресс</a>' in site.search(name)


def test_the_name_of_a_region_finds_its_page(site: ReadingSite) -> None:
    assert '<a href="/region/RU-PNZ">' in site.search("Пензенская область")
    assert "Page of its own" not in site.search("мост")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vepqk dfhtymz", None),
        ("vjcn", "мост"),
        ("dfhtymt", "варенье"),
        (",fyrf", "банка"),
        ("каравйа", "каравай"),
        ("караавй вес", "каравай вес"),
        ("варегья -погода", "варенья -погода"),
        ("Сердопск OR мост", "сердобске OR мост"),
        ("ьщые", None),
        ("ЬЩЫЕ", None),
        ("абракадабра", None),
        ("код", None),
    ],
)
def test_the_nearest_known_words_are_offered(tmp_path: Path, typed: str, meant: str | None) -> None:
    db = fill(tmp_path / "news.db")
    assert suggest(db.conn, typed, index_algorithms(db.conn)) == meant


def test_a_suggestion_is_a_link_if_nothing_was_found(site: ReadingSite) -> None:
    assert "Did you mean <a href=" in site.search("dfhtymt")
    assert "Did you mean" not in site.search("варенье")


def test_a_result_shows_how_many_copies_its_story_has(site: ReadingSite) -> None:
    assert "and 2 copies" in site.search("светофоры"), "also those without the word"


def test_mentions_come_as_csv_and_picture(site: ReadingSite) -> None:
    response = site.get("/mentions.csv?q=мост")
    assert response.text.startswith("\ufeffday,outlet,mentions")
    rows = list(csv.DictReader(io.StringIO(response.text.lstrip("\ufeff"))))
    assert {row["outlet"] for row in rows} == {"Сура-пресс", "Пензенский день", "Волга. Новости"}
    assert sum(int(row["mentions"]) for row in rows) == 3
    regions = site.get("/mentions.csv?q=мост&by=region").text
    assert "Samara Oblast" in regions
    picture = site.get("/mentions.svg?q=мост")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    root = ElementTree.fromstring(picture.text)
    names = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Волга. Новости" in names


@pytest.mark.parametrize(
    ("query", "count"),
    [("мост&region=RU-SAM", 1), ("-мост", 4), ("мост&since=2020-01-01&until=2020-02-01", 0)],
)
def test_mentions_are_narrowed_as_the_search_is(site: ReadingSite, query: str, count: int) -> None:
    rows = csv.DictReader(io.StringIO(site.get(f"/mentions.csv?q={query}").text.lstrip("\ufeff")))
    assert sum(int(row["mentions"]) for row in rows) == count


def test_mentions_of_what_is_neither_outlet_nor_region_are_refused(site: ReadingSite) -> None:
    assert site.get("/mentions.svg?q=мост&by=author").status_code == 400
    assert site.get("/mentions.svg?q=").status_code == 200


def test_a_search_offers_its_alert_feed_and_export(site: ReadingSite) -> None:
    html = site.search("мост OR каравай")
    assert "words = &#34;мост OR каравай&#34;" in html
    assert "scrapy export articles --format csv --words &#39;мост OR каравай&#39;" in html
    assert "Add it to alerts.toml" not in html, "the form is off by default"
    assert "[[alert]]" not in site.search("(мост"), "a query with a mistake has no alert"


@pytest.mark.parametrize("query", ['мост"', "мост\\", "'''", "мост\u007f\u0001", "а = [1]\n[x]"])
def test_any_query_makes_a_block_that_reads_as_toml(query: str) -> None:
    (table,) = tomllib.loads(alert_block(Question(query)))["alert"]
    assert table["words"] == query


def test_a_search_is_added_to_alerts_toml_and_comments_stay(
    site: ReadingSite, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "alerts.toml"
    path.write_text("# ours\n[[alert]]\nwords = 'мост' # old\n", encoding="utf-8")
    monkeypatch.setenv(ALERTS_FILE, str(path))
    page = site.get("/search?q=каравай", headers=LOCAL)
    assert "Add it to alerts.toml" in page.text
    form = {"q": "каравай", "region": "RU-SAM", "csrftoken": site.csrf_token(page)}
    added = site.post("/alerts/add", form, headers=LOCAL, cookies=page.cookies)
    assert added.status_code == 302
    assert path.read_text(encoding="utf-8").startswith("# ours\n[[alert]]\nwords = 'мост' # old\n")
    first, second = load_alerts(path)
    assert (first.words, second.words, second.regions) == ("мост", "каравай", ("RU-SAM",))
    again = site.post("/alerts/add", form, headers=LOCAL, cookies=page.cookies)
    assert "has an alert of this name already" in again.text
    assert len(load_alerts(path)) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "news.example.org"},
        LOCAL | {"origin": "https://evil.example"},
        LOCAL | {"origin": "http://["},
        {"host": "["},
        {"host": "127.0.0.1.evil.example"},
    ],
    ids=str,
)
def test_no_other_site_can_add_an_alert(
    site: ReadingSite, folder: Path, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    path = folder / "untouched.toml"
    monkeypatch.setenv(ALERTS_FILE, str(path))
    page = site.get("/search?q=каравай", headers=LOCAL)
    form = {"q": "каравай", "csrftoken": site.csrf_token(page)}
    assert site.post("/alerts/add", form, headers=headers, cookies=page.cookies).status_code == 403
    tokenless = site.post("/alerts/add", {"q": "каравай"}, headers=LOCAL, cookies=page.cookies)
    assert tokenless.status_code == 403, "a form needs its token"
    assert site.post("/alerts/add", form, headers=LOCAL).status_code == 403, "and its cookie"
    assert not path.exists()


def test_nothing_is_added_to_a_file_that_is_no_toml(tmp_path: Path) -> None:
    path = tmp_path / "alerts.toml"
    path.write_text("[[alert\n")
    with pytest.raises(NotAddedError, match="cannot be read"):
        add_alert(path, Question("мост"))
    assert path.read_text() == "[[alert\n"


def test_a_search_that_begins_with_a_hyphen_is_no_option_of_the_export(site: ReadingSite) -> None:
    html = site.search("-мост")
    assert "scrapy export articles --format csv &#39;--words=-мост&#39;" in html
