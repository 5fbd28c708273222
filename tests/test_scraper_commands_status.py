"""Tests that the status of a crawl is printed as text and as JSON, and written for Prometheus."""

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from scrapy.settings import Settings

from scraper.commands import crawl
from scraper.commands.status import describe
from scraper.configuration.news_config import read_config
from scraper.metrics import write_metrics
from storage.crawl.status import CrawlStatus, read_status
from storage.database.sqlite import open_database
from tests.newsroom import Newsroom, source_entry
from tests.sample_news import fill
from tests.web_site import Site

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def status(tmp_path_factory: pytest.TempPathFactory) -> CrawlStatus:
    db = fill(tmp_path_factory.mktemp("status") / "news.db")
    db.execute("UPDATE sources SET status = 'working'")
    db.execute("UPDATE sources SET status = 'gone' WHERE id = 'vostok'")
    db.execute("UPDATE sources SET enabled = 0 WHERE id = 'penza-den'")
    db.execute(
        "INSERT INTO crawls (started_at, finished_at, counts, exit_reason) VALUES"
        " ('2026-03-01T11:00:00Z', '2026-03-01T11:05:00Z', '{}', 'finished'),"
        " ('2026-03-01T11:50:00Z', NULL, ?, NULL)",
        ['{"stored": 5, "unchanged": 2}'],
    )
    for number, at in enumerate(("2026-03-01T11:59:00Z", "2026-03-01T12:30:00Z", None)):
        db.execute(
            "INSERT INTO urls (identity, url, source_id, outcome, first_seen_at, next_check_at)"
            " VALUES (?1, ?1, 'vostok', 'pending', '2026-03-01', ?2)",
            [str(number), at],
        )
    with closing(db):
        return read_status(db, NOW)


def test_the_status_counts_what_is_stored(status: CrawlStatus) -> None:
    assert status.last_run_started_at == "2026-03-01T11:50:00Z"
    assert status.last_run_finished_at is None
    assert status.last_finished_at == "2026-03-01T11:05:00Z"
    assert status.last_run_outcomes == {"stored": 5, "unchanged": 2}
    assert status.sources == {"gone": 1, "working": 2}
    assert status.sources_needing_a_person == ["vostok"]
    assert (status.queue, status.articles, status.stories) == (1, 7, 5)
    assert status.database_bytes > 0
    assert (status.disk_free_bytes or 0) > 0


def test_the_status_for_people_names_what_needs_an_action(status: CrawlStatus) -> None:
    text = "\n".join(describe(status, NOW))
    assert "10 minutes ago; not ended: it runs, or was killed" in text
    assert "need a person (`scrapy sources` says why): vostok" in text
    assert "queue: 1 addresses are due" in text


def test_prometheus_reads_each_value_and_never_half_a_file(
    status: CrawlStatus, tmp_path: Path
) -> None:
    path = tmp_path / "svodka.prom"
    path.write_text("former")
    write_metrics(status, path)
    assert [file.name for file in tmp_path.iterdir()] == ["svodka.prom"]
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(path.read_text())
        for sample in family.samples
    }
    assert samples["svodka_last_run_addresses", "stored"] == 5
    assert samples["svodka_sources", "gone"] == 1
    assert samples["svodka_sources_needing_a_person",] == 1
    assert samples["svodka_queue_addresses",] == 1
    assert samples["svodka_last_finished_run_time_seconds",] == NOW.timestamp() - 55 * 60


def test_a_store_that_was_never_crawled_has_a_status(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "news.db")) as db:
        status = read_status(db, NOW)
    assert next(describe(status, NOW)) == "last run: none"
    write_metrics(status, tmp_path / "svodka.prom")
    assert "last_run_start" not in (tmp_path / "svodka.prom").read_text()


def name_empty_feed(newsroom: Newsroom, site: Site) -> None:
    """Serve a feed without items, and name it in sources.toml."""
    site.put("/rss", "<rss version='2.0'><channel/></rss>", content_type="application/rss+xml")
    newsroom.sources.write_text(source_entry(f"{site.url}/", feeds=[f"{site.url}/rss"]))


def test_a_run_writes_the_file_at_its_end(newsroom: Newsroom, site: Site) -> None:
    name_empty_feed(newsroom, site)
    path = newsroom.folder / "svodka.prom"
    newsroom.crawl("-s", f"NEWS_METRICS={path}")
    assert "svodka_last_finished_run_time_seconds" in path.read_text()
    shown = newsroom.run("status", "--json", *newsroom.settings())
    assert (shown.returncode, shown.stderr) == (0, "")
    assert json.loads(shown.stdout)["last_run_exit_reason"] == "finished"
    assert newsroom.run("status", *newsroom.settings()).stdout.startswith("last run: started ")


def test_a_file_that_cannot_be_written_is_a_warning_and_never_the_end_of_a_crawl(
    newsroom: Newsroom, site: Site
) -> None:
    name_empty_feed(newsroom, site)
    path = newsroom.folder / "none" / "svodka.prom"
    done = newsroom.crawl("-s", f"NEWS_METRICS={path}")
    assert done.returncode == 1, "the code of a run whose only feed is empty"
    assert done.stderr.splitlines()[-1].startswith(f"scrapy crawl: NEWS_METRICS: {path} was not")
    assert "Traceback" not in done.stderr


def fill_and_damage(database: Path) -> None:
    """Store articles, and overwrite the first page of the table of runs."""
    with closing(fill(database)) as db:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'crawls'"
        ((page,),) = db.execute(query).fetchall()
        ((size,),) = db.execute("PRAGMA page_size").fetchall()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def test_metrics_of_a_damaged_database_do_not_replace_the_line_of_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_and_damage(tmp_path / "news.db")
    command = crawl.Command()
    settings = Settings()
    settings.setmodule("scraper.settings")
    settings.update({"NEWS_DATABASE": str(tmp_path / "news.db"),
                     "NEWS_METRICS": str(tmp_path / "svodka.prom")})  # fmt: skip
    command.config = read_config(settings)
    command._write_metrics()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"scrapy crawl: NEWS_METRICS: {tmp_path}/svodka.prom was not written")


def test_a_damaged_table_is_reported_in_one_line(newsroom: Newsroom) -> None:
    fill_and_damage(newsroom.database)
    done = newsroom.run("status", *newsroom.settings())
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    assert f"{newsroom.database}: is damaged; `scrapy doctor`" in done.stderr
