"""Tests the ``NEWS_*`` settings, and that each error names its setting."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from scrapy.settings import Settings

from pipelines.files.errors import BadInputError
from scraper import settings as defaults
from scraper.configuration.news_config import NewsConfig, project_folder, read_config


def config_with(**changes: object) -> NewsConfig:
    """Return the configuration with some settings changed on the command line."""
    settings = Settings()
    settings.setmodule(defaults)
    settings.setdict(changes, priority="cmdline")
    return read_config(settings)


def test_every_setting_has_its_default() -> None:
    config = config_with()
    assert config.database == project_folder() / "news.db"
    assert config.sources == project_folder() / "sources.toml"
    assert config.allowed_networks == ()
    assert (config.max_articles, config.first_days) == (1000, 7)
    assert config.revisit == tuple(timedelta(hours=h) for h in (1, 6, 24, 168))


def test_an_absolute_path_stays_where_it_is() -> None:
    assert str(config_with(NEWS_DATABASE="/srv/news.db").database) == "/srv/news.db"


def test_networks_are_read_from_one_line() -> None:
    config = config_with(NEWS_ALLOWED_NETWORKS="127.0.0.0/8, ::1")
    assert config.allowed_networks == (ip_network("127.0.0.0/8"), ip_network("::1"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWS_DATABASE", ""),
        ("NEWS_ALLOWED_NETWORKS", "localhost"),
        ("NEWS_MAX_ARTICLES", "0"),
        ("NEWS_MAX_ARTICLES", "many"),
        ("NEWS_FIRST_DAYS", "-1"),
        ("NEWS_REVISIT", "1h,soon"),
        ("NEWS_RAW_DAYS", "1.5"),
        ("NEWS_KEEP_DAYS", "14"),
        ("NEWS_KEEP_DAYS", "-30"),
        ("NEWS_MAX_GB", "nan"),
        ("NEWS_METRICS", "svodka.txt"),
        ("NEWS_MAX_GB", "2 GB"),
        ("NEWS_PROXY", "proxy.example:3128"),
        ("NEWS_CONTACT", "line\nbreak"),
        ("NEWS_DATABSE", "news.db"),
    ],
)
def test_a_bad_or_unknown_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(BadInputError, match=f"setting {name}"):
        config_with(**{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOWNLOAD_DELAY", "abc"),
        ("CONCURRENT_REQUESTS", "many"),
        ("COOKIES_ENABLED", "perhaps"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_bad_value_of_scrapys_own_settings_is_named(name: str, value: str) -> None:
    with pytest.raises(BadInputError, match=f"setting {name}: expected"):
        config_with(**{name: value})


@pytest.mark.parametrize(("name", "value"), [("DOWNLOAD_DELAY", "0.5"), ("LOG_LEVEL", "DEBUG")])
def test_good_values_of_scrapys_own_settings_change_no_other(name: str, value: str) -> None:
    assert config_with(**{name: value}).first_days == 7
