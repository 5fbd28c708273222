"""Tests that a source's newest dates come with the statements of pages and feed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.model import Article, Evidence, Source
from pipelines.model.health import Status
from scraper.crawl.health.source_health import judged
from scraper.crawl.health.verdicts import Report
from scraper.crawl.indexes.findings import IndexFindings
from storage.crawl.source_dates import DatedArticle, newest_dates, source_timezone
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database, transaction
from tests.saved_articles import save_article

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SURA = Source("sura", "Сура", "https://sura.example/", "RU-PNZ", "Europe/Moscow")


def test_a_poll_judges_a_source_by_its_newest_dates(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    save_sources(db, [SURA])
    with transaction(db):
        for number in range(4):
            moment = NOW - timedelta(minutes=300 + 7 * number)
            on_page = moment + timedelta(hours=7)  # 4 h later than the time of Moscow
            evidence = (
                Evidence("date_published", f"{moment:%Y-%m-%dT%H:%M:00Z}", "feed"),
                Evidence("date_published", f"{on_page:%d.%m.%Y %H:%M}", "visible-text"),
            )
            article = Article(
                f"https://sura.example/{number}", "Мост", "Мост открыли утром.",
                date_published=moment, evidence=evidence,
            )  # fmt: skip
            save_article(db, article, url=article.url, source_id="sura", now=NOW)
    newest, *_ = newest_dates(db, "sura", limit=2)
    assert newest == DatedArticle(
        "2026-11-20T06:39:00Z", "minute", "2026-11-20T12:00:00Z",
        (("2026-11-20T06:39:00Z", "feed"), ("20.11.2026 13:39", "visible-text")),
    )  # fmt: skip
    assert source_timezone(db, "sura") == "Europe/Moscow"
    findings = IndexFindings(working=1, links=4)
    report = judged(db, Report("sura", findings, visits=1, counts={}, milliseconds=10), NOW)
    assert report.status is Status.DATES_SHIFTED
    assert "4 h later than its feed" in str(report.detail)
    db.close()


def test_source_without_articles_has_no_dates_and_an_unknown_one_no_zone(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    assert newest_dates(db, "sura") == []
    assert source_timezone(db, "sura") is None
    db.close()
