"""Tests the settings of a cluster, and that a crawl into a file imports no library of it."""

import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings

from pipelines.files.errors import BadInputError
from scraper.configuration.news_config import read_config
from tests.newsroom import ROOT

SERVER = "postgresql://svodka:secret@db.example/news"


def _settings(**changed: object) -> Settings:
    settings = Settings()
    settings.setmodule("scraper.settings")
    for name, value in changed.items():
        settings.set(name, value, priority="cmdline")
    return settings


def test_a_command_that_needs_a_file_refuses_a_server_and_names_sync() -> None:
    pytest.importorskip("psycopg")  # a setting that names a server is refused without it
    config = read_config(_settings(NEWS_DATABASE=SERVER))
    assert config.store == SERVER
    with pytest.raises(BadInputError, match=r"db\.example/news is a server.*scrapy sync"):
        _ = config.database  # read by commands that need a file


@pytest.mark.parametrize(
    "changed",
    [
        {"NEWS_DATABASE": "postgresql://"},
        {"NEWS_DATABASE": "postgresql://db.example"},
        {"NEWS_DATABASE": "postgresql://db.example:99999/news"},
        {"NEWS_DATABASE": SERVER, "NEWS_FRONTIER": "http://redis.example/"},
        {"NEWS_DATABASE": SERVER, "NEWS_FRONTIER": "redis://"},
        {"NEWS_DATABASE": "news.db", "NEWS_FRONTIER": "redis://redis.example/0"},
    ],
    ids=str,
)
def test_an_incomplete_or_wrong_setting_of_a_cluster_is_named(changed: dict[str, str]) -> None:
    message = r"setting NEWS_(DATABASE|FRONTIER): .*expected"
    with pytest.raises(BadInputError, match=message) as caught:
        read_config(_settings(**changed))
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_crawl_into_a_file_loads_no_package_of_the_cluster(tmp_path: Path) -> None:
    program = (
        "import sys, storage.stores, scraper.spiders.news, scraper.commands.crawl,"
        " scraper.commands.sync, scraper.middlewares.shared_hosts\n"
        "print(sorted({'psycopg', 'redis', 'scrapy_redis'} & sys.modules.keys()))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
