"""Tests that refused pages are visited again, listed, kept, and can be accepted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.extraction.read_page import read_page
from pipelines.model import ExtractionRules, Outcome, Page, PageRead
from pipelines.parsing.urls import identity
from scraper.crawl.filing import PageFiler
from scraper.crawl.health.source_health import new_refusals
from scraper.crawl.health.verdicts import Report
from scraper.crawl.indexes.findings import IndexFindings
from scraper.crawl.run_state import RunState
from scraper.crawl.schedule import next_try
from scraper.crawl.summary import problem_lines
from scraper.rereading.acceptance import page_of
from scraper.sources.loading import load_sources
from storage.articles.forgetting import mark_source_forgotten
from storage.articles.refused_pages import refused, refused_page
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database
from tests.fork_server import ForkServer
from tests.newsroom import Newsroom
from tests.vesti_pages import vesti_entry

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
URL = "https://vesti.example/news/{}"
SHORT = "<html><title>Мост</title><body><h1>Мост</h1><p>Мост открыт.</p></body></html>"


@pytest.fixture
def newsroom(tmp_path: Path, scrapy_server: ForkServer) -> Newsroom:
    newsroom = Newsroom(tmp_path, scrapy_server)
    newsroom.sources.write_text(vesti_entry(), encoding="utf-8")
    db = open_database(newsroom.database)
    save_sources(db, load_sources(newsroom.sources))
    db.close()
    return newsroom


def file(
    db: Database, number: int, html: str = SHORT, at: datetime = NOW, drop: tuple[str, ...] = ()
) -> Outcome:
    """File a page as a crawl does; returns its outcome."""
    url = URL.format(number)
    rules = ExtractionRules(drop=drop)
    page = Page(
        url, html.encode(), fetched_at=at, source_id="vesti", requested_url=url, rules=rules
    )
    (result,) = PageFiler(RunState(db), raw_days=30).file([PageRead(page, read_page(page))])
    assert isinstance(result, PageRead)
    return result.reading.outcome


def test_a_refused_page_is_visited_three_more_times(newsroom: Newsroom) -> None:
    db = open_database(newsroom.database)
    visit = NOW
    hours_to_next = []
    for _ in range(3):
        assert file(db, 1, at=visit) is Outcome.NOT_ARTICLE
        (row,) = db["urls"].rows
        next_visit = datetime.fromisoformat(row["next_check_at"])
        hours_to_next.append((next_visit - visit) / timedelta(hours=1))
        visit = next_visit
    assert hours_to_next == [1, 2, 4]
    assert file(db, 1, at=visit) is Outcome.NOT_ARTICLE
    (row,) = db["urls"].rows
    assert row["next_check_at"] is None
    assert next_try(Outcome.NOT_ARTICLE, 1, NOW) == NOW + timedelta(hours=1)


def test_refused_pages_are_listed_with_reason_and_address(newsroom: Newsroom) -> None:
    db = open_database(newsroom.database)
    file(db, 1)
    file(db, 2, "<html><body></body></html>", NOW + timedelta(minutes=1))
    db.close()
    done = newsroom.run("refused", *newsroom.settings(), "vesti")
    assert done.returncode == 0, done.stderr
    second, first = done.stdout.splitlines()
    reason = read_page(Page(URL.format(1), SHORT.encode())).reason
    assert first == (
        f"2026-05-04 12:00  vesti  {reason}  again after 2026-05-04 13:00  {URL.format(1)}"
    )
    assert second.endswith("https://vesti.example/news/2")
    assert newsroom.run("refused", *newsroom.settings()).stdout == done.stdout


def test_an_accepted_page_becomes_an_article_and_stays_one(newsroom: Newsroom) -> None:
    db = open_database(newsroom.database)
    file(db, 1)
    db.close()
    done = newsroom.run("refused", *newsroom.settings(), "--accept", URL.format(1))
    assert (done.returncode, done.stdout.strip()) == (0, "accepted: Мост"), done.stderr
    db = open_database(newsroom.database)
    (article,) = db["articles"].rows
    assert article["article_body"] == "Мост открыт."
    assert refused(db) == []
    assert not db["refused_pages"].count
    (row,) = db["urls"].rows
    assert (row["is_accepted"], row["article_id"]) == (1, article["id"])
    assert row["next_check_at"] is not None, "the page is visited again for edits"
    assert newsroom.run("reextract", *newsroom.settings()).stdout.strip() == "1 unchanged"


def test_an_accepted_page_that_is_not_kept_is_fetched_again(newsroom: Newsroom) -> None:
    db = open_database(newsroom.database)
    for hour in range(4):
        file(db, 1, at=NOW + timedelta(hours=hour))
    db.table("refused_pages").delete_where()
    done = newsroom.run("refused", *newsroom.settings(), "--accept", URL.format(1))
    assert done.stdout.strip() == "accepted; its page is not kept, so the next crawl fetches it"
    (row,) = db["urls"].rows
    assert row["next_check_at"] is not None


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["nobody"], "SOURCE: no outlet 'nobody'"),
        (["--accept", "https://vesti.example/unknown"], "not a known address"),
        (["--accept", "https://vesti.example/unknown", "vesti"], "--accept names one page"),
    ],
)
def test_bad_input_is_one_line(newsroom: Newsroom, arguments: list[str], error: str) -> None:
    done = newsroom.run("refused", *newsroom.settings(), *arguments)
    assert done.returncode == 2
    assert error in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_new_rules_store_the_article_of_a_refused_page(newsroom: Newsroom) -> None:
    text = "Мост через Суру открыли утром, сообщили в мэрии города. " * 4
    html = SHORT.replace("</p>", f"</p><p class=text>{text}</p>")
    db = open_database(newsroom.database)
    assert file(db, 1, html, drop=(".text",)) is Outcome.NOT_ARTICLE
    file(db, 2)
    db.close()
    newsroom.sources.write_text(vesti_entry(body=".text"), encoding="utf-8")
    done = newsroom.run("reextract", *newsroom.settings())
    assert done.stdout.strip() == "1 still refused, 1 stored", done.stderr
    db = open_database(newsroom.database)
    assert [row["url"] for row in db["articles"].rows] == [URL.format(1)]
    still_refused = refused_page(db, identity(URL.format(2)))
    assert still_refused is not None
    assert page_of(db, still_refused, {}).source_id == "vesti"
    mark_source_forgotten(db, "vesti", now=NOW)
    assert not db["refused_pages"].count, "pages of a forgotten source are deleted"


def test_a_run_reports_reasons_that_are_new_at_an_outlet(newsroom: Newsroom) -> None:
    db = open_database(newsroom.database)
    file(db, 1)
    assert new_refusals(db, "vesti", NOW) == (), "no page was visited before"
    later = NOW + timedelta(hours=1)
    file(db, 1, at=later)
    file(db, 2, at=later)
    assert new_refusals(db, "vesti", later) == (), "the reason was known"
    file(db, 3, "<html><body></body></html>", later)
    reasons = new_refusals(db, "vesti", later)
    (reason,) = reasons
    report = Report(
        "vesti", IndexFindings(), visits=1, counts={}, milliseconds=1, new_refusals=reasons
    )
    (line,) = problem_lines([report])
    assert line == (
        f"vesti: pages are now refused, unlike before: {reason} (1);"
        " `scrapy refused vesti` lists them"
    )
