"""Tests the contents of the pages of the site, and that hostile text is escaped."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import pytest
from bs4 import BeautifulSoup

from storage.database.sqlite import open_database, transaction
from storage.search.alerts import Alert, save_alerts
from storage.search.outbox import write_finds
from tests.reading_site import ReadingSite
from tests.sample_news import LONG_AGO, SAMPLE, fill

# The local time in Vladivostok at which the sample's article about the tiger was published.
TIGER = datetime.now(UTC) + timedelta(hours=10, minutes=-30)
TODAY = f"/digest/RU-PRI/{TIGER:%Y-%m-%d}"
PAGES = (
    "/", "/?region=RU-PNZ", "/story/bridge", "/story/bridge?a=1&b=2", "/article/1", "/article/7",
    "/sources", "/source/sura-press", "/region/RU-PNZ", "/search?q=пензе", "/search",
    "/syndication", "/syndication?days=30&region=RU-PNZ", "/digest/RU-PNZ/2026-01-31", TODAY,
    "/alerts", "/edits", "/edits?show=removals",
    "/mentions.svg?q=пензе",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> ReadingSite:
    path = tmp_path_factory.mktemp("site") / "news.db"
    fill(path).close()
    return ReadingSite(path)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_strict_policy(site: ReadingSite, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'"
    )
    assert "noindex" in answer.headers["x-robots-tag"]


@pytest.mark.parametrize("path", PAGES)
def test_hostile_text_stays_text_on_every_page(site: ReadingSite, path: str) -> None:
    html = site.get(path).text
    assert "<script>window" not in html
    assert "<img" not in html.replace('<img class="mentions" src="/mentions.svg?', "")
    assert 'href="javascript:' not in html
    assert "style=" not in html, "the policy would refuse it"


def test_datasette_pages_have_a_policy_of_their_own(site: ReadingSite) -> None:
    policy = site.get("/news/articles").headers["content-security-policy"]
    assert "'unsafe-inline'" in policy
    assert "default-src 'none'" in policy


def test_the_front_page_shows_the_widest_story_first(site: ReadingSite) -> None:
    html = site.get("/").text
    assert html.index("Новый мост через Суру") < html.index("Банк закрыл отделение")
    assert "2 reprints" in html
    assert "Europe/Moscow, UTC+3" in html


def test_the_front_page_is_narrowed_by_region_source_and_section(site: ReadingSite) -> None:
    assert "Каравай" not in site.get("/?region=RU-PNZ").text
    assert "каравай" in site.get("/?source=volga-novosti").text
    html = site.get("/?section=Культура").text
    assert "Музей варенья" in html
    assert "Банк закрыл" not in html


def test_a_day_without_stories_is_replaced_by_the_latest_with_a_note(tmp_path: Path) -> None:
    noon = datetime.now(UTC).replace(hour=12, minute=0)  # the stories are of one local day
    fill(tmp_path / "news.db", now=noon - timedelta(days=9)).close()
    html = ReadingSite(tmp_path / "news.db").get("/").text
    assert "latest day that has one" in html
    assert "Новый мост через Суру" in html


def test_an_empty_database_says_what_to_do(tmp_path: Path) -> None:
    open_database(tmp_path / "news.db").close()
    assert "scrapy crawl news" in ReadingSite(tmp_path / "news.db").get("/").text


def test_a_day_begins_at_midnight_in_the_region(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    db.execute("UPDATE stories SET date_first_published = '2026-03-01T20:30:00Z' WHERE id='tiger'")
    db.execute("UPDATE stories SET date_first_published = '2026-03-01T20:30:00Z' WHERE id='bread'")
    db.close()
    site = ReadingSite(tmp_path / "news.db")
    assert "Тигр" in site.get("/?day=2026-03-02&region=RU-PRI").text
    assert "Тигр" not in site.get("/?day=2026-03-01&region=RU-PRI").text
    assert "каравай" in site.get("/?day=2026-03-02&region=RU-SAM").text


def test_a_story_shows_its_outlets_and_their_lags(site: ReadingSite) -> None:
    html = site.get("/story/bridge").text
    for expected in (
        "+15 min",
        "+1 h 15 min",
        "excerpt",
        'credits <span lang="ru">Сура-пресс</span>',
        "· 90%",
    ):
        assert expected in html
    assert html.count('<a href="/article/1" lang="ru">Сура-пресс</a>') == 1
    assert 'href="https://sura-press.example/most"' in html


def test_advertising_is_marked_in_lists_and_left_out_on_demand_and_in_digests(
    site: ReadingSite,
) -> None:
    html = site.get("/").text
    assert "Банк закрыл" in html
    assert html.count('class="badge">advertising<') == 1
    published = datetime.now(UTC) - timedelta(minutes=95)  # the article about the bridge
    day = published.astimezone(ZoneInfo("Europe/Moscow")).date()
    for page in ("/?ads=no", "/index.atom?ads=no", f"/digest/RU-PNZ/{day}"):
        answer = site.get(page)
        assert answer.status_code == 200
        assert "Новый мост" in answer.text
        assert "Банк закрыл" not in answer.text
    assert site.get("/?ads=maybe").status_code == 400


def test_a_story_and_its_lists_name_its_origins(site: ReadingSite) -> None:
    assert 'href="/story/bridge#origins">1 origin</a>' in site.get("/").text
    html = site.get("/story/bridge").text
    assert 'id="origins"' in html
    assert "3 articles</span>" in html


def test_a_merged_story_redirects_to_the_story_that_it_joined(site: ReadingSite) -> None:
    answer = site.get("/story/bridge-old")
    assert (answer.status_code, answer.headers["location"]) == (302, "/story/bridge")


def test_two_copies_are_compared_word_by_word(site: ReadingSite) -> None:
    html = site.get("/story/bridge?a=1&b=2").text
    assert "<del>полчаса.</del>" in html
    assert "<ins>сорок минут.</ins>" in html


def test_an_article_shows_facts_evidence_and_versions(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    db.execute("UPDATE articles SET status = 'gone' WHERE id = 1")
    db.table("revisions").insert({"article_id": 1, "seen_at": "2099-01-01T00:00:00Z",
                            "headline": "Мост открыли", "article_body": "Коротко."})  # fmt: skip
    db.table("signatures").insert({"article_id": 1, "scheme": "", "seed": 0, "num_perm": 0,
                             "hashvalues": b"", "shingle_count": 0, "templates": b"", "day": 0,
                             "rank": "", "text": "Что еще почитать"})  # fmt: skip
    db.close()
    html = ReadingSite(tmp_path / "news.db").get("/article/1").text
    for expected in (
        "json-ld",
        "removed by the outlet",
        "Анна Белова",
        "Что еще почитать",
        "<ins>",
    ):
        assert expected in html


def test_the_text_as_markdown_is_shown_as_text(site: ReadingSite) -> None:
    hostile_id = 1 + [sample.slug for sample in SAMPLE].index("tigr")
    html = site.get(f"/article/{hostile_id}").text
    markdown = html.partition("The text as Markdown</summary>")[2].partition("</details>")[0]
    assert "&lt;script&gt;" in markdown
    assert "<script" not in markdown
    assert "The text as Markdown" not in site.get("/article/1").text


def test_advertising_is_marked_above_the_article(site: ReadingSite) -> None:
    html = site.get("/article/6").text
    assert '<span class="badge">advertising</span>' in html
    assert "Сердобск</span></td>" in html
    assert "advertising" not in site.get("/article/1").text


@pytest.mark.parametrize(
    "path", ["/story/nothing", "/article/999", "/source/nobody", "/region/XX-YY"]
)
def test_unknown_ids_are_not_found(site: ReadingSite, path: str) -> None:
    assert site.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/?day=yesterday",
        "/?day=20261128",
        "/?page=0",
        "/story/bridge?a=1&b=x",
        "/search?q=" + "a" * 301,
    ],
)
def test_a_wrong_argument_is_refused_without_a_traceback(site: ReadingSite, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


def test_the_database_cannot_be_written_through_the_site(site: ReadingSite) -> None:
    answer = site.get("/news.json?sql=delete+from+articles")
    assert answer.status_code == 400
    assert "каравай" in site.get("/").text


def test_arbitrary_sql_can_be_turned_off(tmp_path: Path) -> None:
    fill(tmp_path / "news.db").close()
    assert ReadingSite(tmp_path / "news.db").get("/news.json?sql=select+1").status_code == 200
    public = ReadingSite(tmp_path / "news.db", default_allow_sql=False)
    assert public.get("/news.json?sql=select+1").status_code == 403


@pytest.mark.parametrize(
    "path", ["/index", "/", "/source/sura-press", "/region/RU-PNZ", "/search", TODAY]
)
def test_every_story_list_has_an_atom_and_a_json_feed(site: ReadingSite, path: str) -> None:
    query = "?q=мост" if path == "/search" else ""
    atom = site.get(f"{path}.atom{query}")
    parsed = feedparser.parse(atom.content)
    assert not parsed.bozo
    assert atom.headers["content-type"] == "application/atom+xml; charset=utf-8"
    json_feed = site.get(f"{path}.feed.json{query}").json()
    assert json_feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in json_feed["items"]] == [entry.id for entry in parsed.entries]
    assert parsed.entries


def test_a_page_names_its_feeds(site: ReadingSite) -> None:
    html = site.get("/?region=RU-PNZ").text
    assert 'type="application/atom+xml" title="Atom" href="/index.atom?region=RU-PNZ"' in html


def test_control_characters_do_not_break_a_feed(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    db.execute("UPDATE stories SET headline = 'Мост' || char(1) || char(11) || char(65535)")
    db.close()
    parsed = feedparser.parse(ReadingSite(tmp_path / "news.db").get("/index.atom").content)
    assert not parsed.bozo
    assert len(parsed.entries) == 5


def test_a_table_and_a_matrix_show_who_copies_whom(site: ReadingSite) -> None:
    page = BeautifulSoup(site.get("/syndication").text, "lxml")
    columns = [cell.get_text(strip=True) for cell in page.select(".matrix thead th")]
    row = next(row for row in page.select(".matrix tbody tr") if "Пензенский день" in row.text)
    counts = [cell.get_text(strip=True) for cell in row.select("td")]
    assert dict(zip(columns, counts, strict=True))["Сура-пресс"] == "1"
    assert "1 h 15 min" in page.select_one(".ranks").get_text()  # type: ignore[union-attr]


@pytest.mark.parametrize(("ending", "hostile_text"), [("md", "\\<script\\>"), ("txt", "<script>")])
def test_a_digest_comes_as_markdown_and_text(
    site: ReadingSite, ending: str, hostile_text: str
) -> None:
    answer = site.get(f"{TODAY}.{ending}")
    assert answer.status_code == 200
    assert "Тигр вышел" in answer.text
    assert "](javascript:" not in answer.text
    assert hostile_text in answer.text


def test_an_article_without_stored_versions_is_shown(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    db.execute("DELETE FROM revisions")
    db.close()
    assert "No version is stored" in ReadingSite(tmp_path / "news.db").get("/article/1").text


def test_an_alert_is_on_the_page_of_alerts_and_has_feeds(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    sent = Alert("bridges", "мосты", ("RU-PNZ", "RU-SAM"), notify=("json://x.example",))
    save_alerts(db, [sent, Alert("far", regions=("RU-PRI",))], LONG_AGO)
    with transaction(db):
        assert write_finds(db, range(1, 8), datetime.now(UTC)) == 1, "a feed sends no message"
    site = ReadingSite(tmp_path / "news.db")
    html = site.get("/alerts").text
    assert "0 finds sent, 1 waiting" in html
    assert "Новый мост через Суру" in html
    assert len(feedparser.parse(site.get("/alert/bridges.atom").text).entries) == 1
    (item,) = site.get("/alert/far.feed.json").json()["items"]
    assert item["title"].startswith("Тигр")
    assert site.get("/alert/none.atom").status_code == 404


def test_parts_of_a_query_that_are_not_understood_are_shown(site: ReadingSite) -> None:
    html = site.get("/search?q=мост source:правда").text
    assert "Not understood: source: no such outlet" in html
    assert "Not understood" not in site.get("/search?q=мост | банка").text


def test_search_is_ordered_by_time_when_asked(site: ReadingSite) -> None:
    html = site.get("/search?q=-тигр&order=time").text
    times = [part.partition('"')[0] for part in html.split('<time datetime="')[1:]]
    assert len(times) > 2
    assert times == sorted(times, reverse=True)


def test_the_front_page_and_the_outlets_name_exactly_those_that_need_a_person(
    tmp_path: Path,
) -> None:
    db = fill(tmp_path / "news.db")
    with transaction(db):
        db.execute(
            "UPDATE sources SET status = 'index_lost', status_detail = '/rss is gone'"
            " WHERE id = 'vostok'"
        )
        db.execute("UPDATE sources SET status = 'timeout' WHERE id = 'penza-den'")
        db.execute("UPDATE sources SET status = 'gone', enabled = 0 WHERE id = 'volga-novosti'")
    db.close()
    site = ReadingSite(tmp_path / "news.db")
    remedy = "<code>scrapy add-source --again vostok</code> proposes what it declares now"
    assert "1 outlet needs a person" in site.get("/").text
    for path in ("/", "/sources"):
        html = site.get(path).text
        assert remedy in html, path
        assert "/rss is gone" in html, path
        assert html.count("scrapy add-source") == 1, path


@pytest.fixture(scope="module")
def about_penza(tmp_path_factory: pytest.TempPathFactory) -> ReadingSite:
    """Return a site on which the text of another region's outlet is about Penza."""
    path = tmp_path_factory.mktemp("about") / "news.db"
    db = fill(path)
    with transaction(db):
        db.execute(
            "INSERT INTO evidence (article_id, fact, value, found_in) SELECT canonical_article_id,"
            " 'content_location', 'RU-PNZ', 'headline: Пензе' FROM stories WHERE id = 'tiger'"
        )
    db.close()
    return ReadingSite(path)


def test_the_region_of_a_text_is_labelled_beside_that_of_its_outlet(
    about_penza: ReadingSite,
) -> None:
    tag = '<a class="tag plain" href="/region/RU-PNZ">about Penza Oblast</a>'
    for path in ("/?region=RU-PRI", "/story/tiger"):
        assert tag in about_penza.get(path).text, path
    assert "headline: Пензе" in about_penza.get(_article_of(about_penza, "tiger")).text


def test_lists_of_a_region_have_texts_of_others_about_it_if_asked(
    about_penza: ReadingSite,
) -> None:
    digest = f"/digest/RU-PNZ/{TIGER - timedelta(hours=7):%Y-%m-%d}"  # in Moscow
    for path in ("/?region=RU-PNZ", "/index.atom?region=RU-PNZ", digest):
        assert "Тигр" not in about_penza.get(path).text, path
        sign = "&" if "?" in path else "?"
        with_texts_about_it = f"{path}{sign}about=yes"
        assert "Тигр" in about_penza.get(with_texts_about_it).text, path
    assert "about the region by its text" in about_penza.get(f"{digest}.md?about=yes").text
    assert about_penza.get("/?about=perhaps").status_code == 400


def test_the_page_of_a_region_lists_what_others_write_about_it(about_penza: ReadingSite) -> None:
    html = about_penza.get("/region/RU-PNZ").text
    assert html.index("Others about this region") < html.index("Тигр")
    assert html.index("Тигр") < html.index("Latest stories")
    assert "Others about this region" not in about_penza.get("/region/RU-PRI").text


def _article_of(site: ReadingSite, story: str) -> str:
    """Return the path of the first article that the page of a story links to."""
    match = re.search(r'href="(/article/\d+)"', site.get(f"/story/{story}").text)
    assert match is not None
    return match[1]


@pytest.mark.parametrize(
    "path", ["/news", "/news/articles", "/news/articles/1", "/news?sql=select+1"]
)
def test_datasette_pages_state_their_language_and_have_a_main_part(
    site: ReadingSite, path: str
) -> None:
    page = BeautifulSoup(site.get(path).text, "lxml")
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert len(page.select("main")) == 1
