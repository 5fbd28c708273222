"""Tests the commands browse, digest, export and alerts as a shell runs them."""

import json
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.newsroom import ROOT, Scrapy
from tests.sample_news import fill
from tests.servers import free_port


@pytest.fixture
def database(tmp_path: Path) -> Path:
    fill(tmp_path / "news.db").close()
    return tmp_path / "news.db"


def test_browse_prints_a_plain_datasette_line_and_runs_it(database: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "scrapy", "browse", "--port", str(port),
               "-s", f"NEWS_DATABASE={database}", "-s", "NEWS_LANGUAGE=en"]  # fmt: skip
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as site:
        try:
            assert site.stdout is not None
            line = site.stdout.readline()
            assert re.match(
                r"SVODKA_LANGUAGE=en datasette \S+news.db .*--plugins-dir storage", line
            )
            page = _first_answer(f"http://127.0.0.1:{port}/")
            assert "Новый мост через Суру" in page
            assert '<html lang="en">' in page
        finally:
            site.terminate()


def _first_answer(url: str) -> str:
    """Return the page at an address whose server may still be starting."""
    for _ in range(200):
        try:
            with urlopen(url) as answer:
                return str(answer.read(), "utf-8")
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} never answered")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["browse", "--port", "high"], "--port: expected a number"),
        (["browse", "--images", "0"], "--images: "),
        (["browse", "--images", "much"], "--images: "),
        (["digest", "--region", "XX"], "no outlet is known"),
        (["export", "--format", "xls"], "--format: expected one of"),
        (["alerts", "-s", "NEWS_SOURCES=/nonexistent/sources.toml"], "no [[alert]]"),
    ],
    ids=str,
)
def test_a_mistake_ends_in_one_line(
    scrapy: Scrapy, database: Path, arguments: list[str], message: str
) -> None:
    run = scrapy(*arguments, "-s", f"NEWS_DATABASE={database}")
    assert run.returncode == 2
    assert message in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_missing_database_ends_with_code_4(scrapy: Scrapy, tmp_path: Path) -> None:
    assert scrapy("browse", "-s", f"NEWS_DATABASE={tmp_path / 'no.db'}").returncode == 4


def test_digest_prints_a_page_and_export_a_line_for_each_story(
    scrapy: Scrapy, database: Path
) -> None:
    setting = ["-s", f"NEWS_DATABASE={database}"]
    page = scrapy("digest", "--region", "RU-PRI", "--format", "html", *setting)
    assert "Приморский край" in page.stdout
    assert "<script>" not in page.stdout
    lines = scrapy("export", "stories", *setting).stdout.splitlines()
    assert len([json.loads(line) for line in lines]) == 5


def test_alerts_dry_run_shows_and_sends_nothing(scrapy: Scrapy, database: Path) -> None:
    alerts = database.with_name("alerts.toml")
    alerts.write_text(
        "[[alert]]\nid = 'bridges'\nwords = 'мосты'\n[[alert]]\nwords = 'мост source:никто'\n",
        encoding="utf-8",
    )
    sources = f"NEWS_SOURCES={database.with_name('sources.toml')}"
    run = scrapy("alerts", "--dry-run", "-s", f"NEWS_DATABASE={database}", "-s", sources)
    assert run.returncode == 0
    assert "bridges: 1 matching stories" in run.stdout
    assert "Новый мост через Суру" in run.stdout
    assert "not understood: source: no such outlet 'никто'" in run.stdout


def test_a_busy_port_is_named_in_one_line_and_ends_with_1(scrapy: Scrapy, database: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        run = scrapy("browse", "--port", str(port), "-s", f"NEWS_DATABASE={database}")
    assert run.returncode == 1, "3 would mean that a source needs a person"
    assert run.stderr.startswith(f"scrapy browse: --port {port}: another program uses this port")
    assert (len(run.stderr.splitlines()), run.stdout) == (1, "")
