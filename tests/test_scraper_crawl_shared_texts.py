"""Tests that a text in the place of many articles is refused, and deleted where it was stored."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.extraction.read_page import read_page
from pipelines.model import Hints, Outcome, Page, PageRead
from scraper.crawl import shared_texts
from scraper.crawl.filing import PageFiler
from scraper.crawl.run_state import RunState
from scraper.sources.loading import load_sources
from storage.articles.refused_pages import SHARED_TEXT, refused
from storage.articles.shared_texts import sources_with_refused_texts
from storage.crawl.sources import save_sources
from storage.database.checks import check
from storage.database.sqlite import open_database
from tests.local_web import NOW, rss
from tests.newsroom import Newsroom, source_entry
from tests.web_site import Site

URL = "https://vesti.example/news/2026/11/20/{number}.html"
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
# The headline of each article, and the subject that its text names.
EVENTS = (
    ("Мост через Хопёр закроют на ремонт", "моста через Хопёр"),
    ("Хоккеисты выиграли третий матч подряд", "победы хоккеистов"),
    ("В Кузнецке сгорел склад древесины", "пожара на складе"),
    ("Библиотека собрала старые фотографии", "выставки в библиотеке"),
    ("Новые автобусы вышли на маршруты", "выхода автобусов"),
)
HEADLINES = [headline for headline, _ in EVENTS]
# In words that no rule for messages to visitors knows.
AGE_CHECK = (
    "<html lang=ru><title>Вести</title><body><h1>Сколько вам лет?</h1>"
    "<p>Этот раздел предназначен не для всех читателей нашей газеты. Укажите год"
    " рождения, чтобы мы могли показать страницу целиком.</p><p>Ответ сохранится на вашем"
    " устройстве на один месяц, после чего вопрос появится снова.</p></body></html>"
)


def article(number: int, text: str = "", *, dated: bool = True) -> str:
    headline, subject = EVENTS[number]
    text = text or (
        f"Подробности {subject} рассказали в понедельник на встрече с жителями района. Участники"
        f" обсудили последствия {subject} и договорились встретиться ещё раз через неделю."
    )
    time = f'<meta property="article:published_time" content="{AT.isoformat()}">' if dated else ""
    return (
        f'<html lang=ru><head><title>{headline}</title><meta property="og:type" content="article">'
        f"{time}</head><body><article><h1>{headline}</h1><p>{text}</p></article></body></html>"
    )


class Outlet:
    """A database, and pages that are filed in it as a crawl does."""

    def __init__(self, folder: Path) -> None:
        (folder / "sources.toml").write_text(source_entry("https://vesti.example/", "vesti"))
        self.db = open_database(folder / "news.db")
        save_sources(self.db, load_sources(folder / "sources.toml"))
        self.minutes = 0

    def file(self, number: int, html: str, *, visit: int = 1) -> Outcome:
        """File a page at the address of an event; its visits are counted from 1."""
        self.minutes += 1
        url = URL.format(number=number)
        page = Page(
            url, html.encode(), source_id="vesti", requested_url=url,
            fetched_at=AT + timedelta(minutes=self.minutes), timezone="Europe/Moscow",
            hints=Hints(HEADLINES[number], date_published=AT), is_revisit=visit > 1,
        )  # fmt: skip
        read = PageRead(page, read_page(page))
        (result,) = PageFiler(RunState(self.db), raw_days=30).file([read])
        assert isinstance(result, PageRead), result
        return result.reading.outcome

    def headlines(self) -> list[str]:
        return [headline for headline, _ in self.texts()]

    def texts(self) -> list[tuple[str, str]]:
        """Return headline and text of each stored article, in order."""
        sql = "SELECT headline, article_body FROM articles ORDER BY id"
        return list(self.db.execute(sql).fetchall())

    def findings(self) -> list[str]:
        return [finding.text for finding in check(self.db)]


@pytest.fixture
def outlet(tmp_path: Path) -> Iterator[Outlet]:
    outlet = Outlet(tmp_path)
    yield outlet
    outlet.db.close()


def test_the_third_unlike_headline_deletes_the_articles_stored_before(outlet: Outlet) -> None:
    assert outlet.file(4, article(4)) is Outcome.STORED
    ends = [outlet.file(number, AGE_CHECK) for number in range(4)]
    assert ends == [Outcome.STORED, Outcome.STORED, Outcome.NOT_ARTICLE, Outcome.NOT_ARTICLE]
    assert outlet.headlines() == [HEADLINES[4]]
    pages = refused(outlet.db, "vesti")
    assert {page.reason for page in pages} == {SHARED_TEXT}
    assert len(pages) == 4
    assert all(page.next_check_at for page in pages), "the page may be an article later"
    assert outlet.db["refused_pages"].count == 4
    assert outlet.db["stories"].count == 1
    assert sources_with_refused_texts(outlet.db, ["vesti", "sura"]) == {"vesti"}
    assert outlet.findings() == []


def test_a_page_that_shows_its_text_later_is_stored(outlet: Outlet) -> None:
    for number in range(3):
        outlet.file(number, AGE_CHECK)
    assert outlet.headlines() == []
    assert outlet.file(1, article(1)) is Outcome.STORED
    assert outlet.headlines() == [HEADLINES[1]]
    assert outlet.db["refused_pages"].count == 2
    assert outlet.findings() == []


def test_a_stored_article_keeps_its_text_when_a_revisit_shows_the_shared_text(
    outlet: Outlet,
) -> None:
    for number in range(4):
        outlet.file(number, article(number))
    before = outlet.texts()
    ends = [outlet.file(number, AGE_CHECK, visit=2) for number in range(4)]
    assert ends == [Outcome.CHANGED] * 2 + [Outcome.NOT_ARTICLE] * 2
    assert outlet.texts() == before
    assert outlet.db["revisions"].count == 4, "the page is no version of an article"
    assert refused(outlet.db) == [], "all pages have articles"
    assert outlet.file(0, article(0), visit=3) is Outcome.UNCHANGED
    assert outlet.findings() == []


def test_an_article_gets_its_text_back_after_two_visits_with_the_shared_text(
    outlet: Outlet,
) -> None:
    for number in range(4):
        outlet.file(number, article(number))
    before = outlet.texts()
    outlet.file(0, AGE_CHECK, visit=2)
    # Add a second version with the shared text, as a later visit would have stored it.
    outlet.db.execute("UPDATE revisions SET seen_at = ? WHERE article_id = 1", [AT.isoformat()])
    outlet.db.execute(
        "INSERT INTO revisions (article_id, seen_at, headline, article_body)"
        " SELECT article_id, seen_at, 'Подтвердите возраст', article_body"
        " FROM revisions WHERE article_id = 1 ORDER BY rowid DESC LIMIT 1"
    )
    for number in range(1, 4):
        outlet.file(number, AGE_CHECK, visit=2)
    assert outlet.texts() == before
    assert outlet.db["revisions"].count == 4, "the page is no version of an article"
    assert outlet.findings() == []


def test_all_stored_articles_with_the_text_are_deleted_not_only_the_newest(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shared_texts, "MIN_UNLIKE_HEADLINES", 99)  # so that no text is refused yet
        assert [outlet.file(number, AGE_CHECK) for number in range(4)] == [Outcome.STORED] * 4
    monkeypatch.setattr(shared_texts, "MAX_SHARING_ARTICLES", 3)
    assert outlet.file(4, AGE_CHECK) is Outcome.NOT_ARTICLE
    assert outlet.headlines() == []
    assert len(refused(outlet.db, "vesti")) == 5
    assert outlet.findings() == []


@pytest.mark.parametrize("stub", ["Новость дополняется.", "Подробности читайте в нашем канале."])
def test_stubs_of_different_events_are_not_deleted(outlet: Outlet, stub: str) -> None:
    for number in range(5):
        outlet.file(number, article(number, stub))
    assert len(outlet.headlines()) + len(refused(outlet.db)) == 5
    assert SHARED_TEXT not in {page.reason for page in refused(outlet.db)}
    assert outlet.findings() == []


def test_a_release_under_several_headlines_is_not_deleted(outlet: Outlet) -> None:
    text = (
        "Мост через Хопёр закроют, автобусы пойдут в объезд. Хоккеисты помогут библиотеке, где"
        " хранят старые фотографии. На складе древесины в Кузнецке тушат пожар, маршруты изменены,"
        " матч перенесли. Об этом рассказали в администрации района."
    )
    for number in range(5):
        assert outlet.file(number, article(number, text, dated=False)) is Outcome.STORED
    assert len(outlet.headlines()) == 5
    assert outlet.findings() == []


def test_reports_with_other_numbers_are_not_deleted(outlet: Outlet) -> None:
    for number in range(5):
        text = (
            f"Сегодня в области ожидается переменная облачность, днём {10 + number} градусов тепла,"
            f" ночью {number}, ветер слабый. Атмосферное давление постепенно растёт к выходным."
        )
        outlet.file(number, article(number, text, dated=False))
    assert len(outlet.headlines()) == 5
    assert outlet.findings() == []


@pytest.mark.slow
def test_a_crawl_reports_and_lists_the_pages_and_accepts_them_on_request(
    newsroom: Newsroom, site: Site
) -> None:
    paths = [f"/news/2026/11/{number + 10}/sobytie-{number}.html" for number in range(5)]
    items = "".join(
        f"<item><title>{headline}</title><link>{path}</link>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=number + 1))}</pubDate></item>"
        for number, (headline, path) in enumerate(zip(HEADLINES, paths, strict=True))
    )
    for number, path in enumerate(paths):
        site.put(path, AGE_CHECK if number < 4 else article(4))
    site.put("/rss", rss(items), content_type="application/rss+xml")
    newsroom.sources.write_text(source_entry(f"{site.url}/", feeds=[f"{site.url}/rss"]))
    run = newsroom.crawl()
    assert run.returncode == 0, run.stderr
    lines = [line for line in (run.stdout + run.stderr).splitlines() if SHARED_TEXT in line]
    assert len(lines) == 1, run.stdout + run.stderr
    assert f"{SHARED_TEXT} (4); `scrapy refused a` lists them" in lines[0]
    db = Database(newsroom.database)
    assert [row["headline"] for row in db["articles"].rows] == [HEADLINES[4]]
    listed = newsroom.run("refused", *newsroom.settings()).stdout.splitlines()
    assert len(listed) == 4
    assert all(SHARED_TEXT in line for line in listed)

    accepted = newsroom.run("refused", *newsroom.settings(), "--accept", site.url + paths[0])
    assert accepted.stdout.startswith("accepted: "), accepted.stderr
    assert db["articles"].count == 2
    again = newsroom.run("reextract", *newsroom.settings())
    assert "3 stored" in again.stdout, "an accepted text is accepted on all pages"
