"""Tests that Scrapy's own settings on the command line are checked first."""

from pathlib import Path

import pytest
from scrapy.settings import Settings

from pipelines.files.errors import BadInputError
from scraper.configuration.scrapy_settings import refuse_unusable, refuse_unwritable


def settings_with(name: str, value: str) -> Settings:
    """Return settings with this value on the command line."""
    settings = Settings()
    settings.set(name, value, priority="cmdline")
    return settings


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("LOG_LEVEL", "LOUD", "a level such as INFO"),
        ("ROBOTSTXT_OBEY", "maybe", "0 or 1"),
        ("DOWNLOAD_DELAY", "soon", "a number"),
        ("DOWNLOADER_CLIENT_TLS_METHOD", "SSL3", "TLS or one of TLSv1.0"),
        ("DOWNLOAD_TLS_MIN_VERSION", "1.2", "one of TLSv1.0"),
        ("LOG_ENCODING", "utf-99", "an encoding such as utf-8"),
        ("LOG_FORMAT", "%(nothing", "a format of Python's logging module"),
        ("LOG_VERSIONS", "no-such-package-at-all", "names of packages"),
        ("SCHEDULER", "no.such.Class", "the path of a class"),
        ("ASYNCIO_EVENT_LOOP", "no.such.Loop", "the path of a class"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str, expected: str) -> None:
    with pytest.raises(BadInputError) as caught:
        refuse_unusable(settings_with(name, value))
    assert str(caught.value).startswith(f"setting {name}: expected {expected}")
    assert str(caught.value).endswith(f"got {value!r}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_LEVEL", "INFO"),
        ("LOG_LEVEL", "10"),
        ("ROBOTSTXT_OBEY", "0"),
        ("DOWNLOAD_DELAY", "0.5"),
        ("DEFAULT_REQUEST_HEADERS", '{"Accept": "*/*"}'),
        ("DOWNLOAD_TLS_MIN_VERSION", "TLSv1.2"),
        ("LOG_VERSIONS", "lxml"),
        ("SCHEDULER", "scrapy.core.scheduler.Scheduler"),
        ("USER_AGENT", "anything"),
    ],
)
def test_a_value_that_can_be_used_passes(name: str, value: str) -> None:
    refuse_unusable(settings_with(name, value))


def test_a_user_needs_a_password() -> None:
    with pytest.raises(BadInputError, match="HTTPAUTH_USER: expected together with HTTPAUTH_PASS"):
        refuse_unusable(settings_with("HTTPAUTH_USER", "anna"))


@pytest.mark.parametrize("name", ["", "no/such/file", "x" * 300])
def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInputError, match=r"--profile: .*: cannot be written"):
        refuse_unwritable("--profile", f"{tmp_path}/{name}")


def test_a_file_that_can_be_written_passes(tmp_path: Path) -> None:
    refuse_unwritable("--profile", None)
    refuse_unwritable("--profile", str(tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []
