"""Reads and checks Svodka's own settings (``NEWS_*``)."""

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from scrapy.settings import BaseSettings
from scrapy.utils.conf import closest_scrapy_cfg

from pipelines.files.errors import BadInputError
from scraper.configuration.scrapy_settings import refuse_unusable
from storage.database.errors import server_name
from storage.database.protocols import SERVER_PREFIXES

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
T = TypeVar("T")

MIN_KEEP_DAYS = 15  # the texts of the last 14 days are compared with new articles
# Larger numbers are mistakes, and would be too large for a `timedelta`.
_MAX_NUMBER = 10**9 - 1  # of articles or days
_MAX_KEEP_DAYS = 10**6 - 1
_MAX_GIGABYTES = 10**6
_MAX_DURATION = 10**5 - 1  # of an age, in its unit
_DURATION = re.compile(r"(\d+)\s*([mhd])")  # «6h», «1 d»
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class NewsConfig:
    """The checked values of the ``NEWS_*`` settings."""

    store: Path | str  # of the database: a file, or the URL of a PostgreSQL server
    sources: Path
    allowed_networks: tuple[Network, ...]
    contact: str
    max_articles: int  # per source and run
    first_days: int  # days back to which articles of a new source are taken
    revisit: tuple[timedelta, ...]  # ages at which a stored article is fetched again
    raw_days: int  # days for which raw pages are stored; 0 stores none
    keep_days: int  # days for which texts are kept by `scrapy prune`; 0 keeps all
    max_gb: float  # size in GB down to which `scrapy prune` reduces the database; 0 is no limit
    metrics: Path | None  # the file for Prometheus that a run writes at its end
    proxy: str | None
    frontier: str | None  # URL of the Redis that workers share
    site: str | None  # address of the site of `scrapy browse`, without a final slash
    language: str | None  # of messages: ru, en, or None for the language of most sources
    browser_sandbox: bool  # whether the browser for sources with `render = true` keeps its sandbox

    @property
    def database(self) -> Path:
        """Return the database as a file; raises BadInputError if it is a server."""
        if isinstance(self.store, Path):
            return self.store
        raise BadInputError(
            f"setting NEWS_DATABASE: {server_name(self.store)} is a server, and this command works"
            " on a file: publish one with `scrapy sync FILE`, then add -s NEWS_DATABASE=FILE"
        )


def read_config(settings: BaseSettings) -> NewsConfig:
    """Return the ``NEWS_*`` settings; raises BadInputError with the setting and what is expected.

    Scrapy's own settings from the command line are checked as well, since Scrapy does not check
    them.
    """
    _refuse_unknown(settings)
    refuse_unusable(settings)
    config = NewsConfig(
        store=_read(
            settings, "NEWS_DATABASE", _store, "a file name or postgresql://user@host/database"
        ),
        sources=_read(settings, "NEWS_SOURCES", _path, "a file name"),
        allowed_networks=_read(
            settings, "NEWS_ALLOWED_NETWORKS", _networks, "networks such as 127.0.0.0/8,10.0.0.0/8"
        ),
        contact=_read(
            settings, "NEWS_CONTACT", _contact, "an e-mail address or a web page of yours"
        ),
        max_articles=_read(settings, "NEWS_MAX_ARTICLES", _at_least(1), "a number above 0"),
        first_days=_read(settings, "NEWS_FIRST_DAYS", _at_least(0), "a number of days"),
        revisit=_read(settings, "NEWS_REVISIT", _durations, "ages such as 1h,6h,1d,7d"),
        raw_days=_read(settings, "NEWS_RAW_DAYS", _at_least(0), "a number of days"),
        keep_days=_read(
            settings,
            "NEWS_KEEP_DAYS",
            _zero_or_at_least(MIN_KEEP_DAYS),
            f"0 or a number of days from {MIN_KEEP_DAYS} on",
        ),
        max_gb=_read(settings, "NEWS_MAX_GB", _gigabytes, "a number of gigabytes such as 2.5"),
        metrics=_read(
            settings, "NEWS_METRICS", _metrics_file, "the name of a file that ends in .prom"
        ),
        proxy=_read(settings, "NEWS_PROXY", _proxy, "a URL such as http://proxy.example:3128"),
        frontier=_read(settings, "NEWS_FRONTIER", _frontier, "a URL such as redis://host:6379/0"),
        site=_read(settings, "NEWS_SITE", _site, "an address such as https://news.example.org"),
        language=_read(settings, "NEWS_LANGUAGE", _language, "ru or en"),
        browser_sandbox=_read(settings, "NEWS_BROWSER_SANDBOX", _flag, "1 or 0"),
    )
    _refuse_incomplete_cluster(config)
    return config


def _refuse_incomplete_cluster(config: NewsConfig) -> None:
    """Raise BadInputError for a frontier without a database server, or for missing packages."""
    needed = []
    if isinstance(config.store, str):
        needed += ["psycopg"]
    if config.frontier:
        if isinstance(config.store, Path):
            raise BadInputError(
                "setting NEWS_FRONTIER: workers share a server, too: expected NEWS_DATABASE to be"
                f" postgresql://user@host/database, got the file {config.store}"
            )
        needed += ["redis", "scrapy_redis"]
    if missing := [name for name in needed if not find_spec(name)]:
        raise BadInputError(
            f"{', '.join(missing)} not installed; install it with pip install 'svodka[cluster]'"
        )


def project_folder() -> Path:
    """Return the folder of ``scrapy.cfg``, to which relative paths refer."""
    scrapy_cfg = closest_scrapy_cfg()
    return Path(scrapy_cfg).parent if scrapy_cfg else Path.cwd()


def _refuse_unknown(settings: BaseSettings) -> None:
    """Raise BadInputError for a setting ``NEWS_…`` that does not exist."""
    names = {*NewsConfig.__dataclass_fields__, "database"} - {"store"}  # NEWS_DATABASE is `store`
    known = {f"NEWS_{name.upper()}" for name in names}
    for name in settings:
        if isinstance(name, str) and name.startswith("NEWS_") and name not in known:
            raise BadInputError(
                f"setting {name}: no such setting; the names are {', '.join(sorted(known))}"
            )


def _read(settings: BaseSettings, name: str, convert: Callable[[str], T], expected: str) -> T:
    """Return the converted value; ``convert`` raises ValueError for another than ``expected``."""
    text = _as_text(settings.get(name))
    try:
        return convert(text.strip())
    except ValueError:
        raise BadInputError(f"setting {name}: expected {expected}, got {text!r}") from None


def _as_text(value: object) -> str:
    """Return a setting as it would be written on the command line."""
    if value is None:
        return ""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ",".join(map(str, value))
    return str(value)


# Each function below converts the text of a setting. It raises ValueError for an invalid text,
# which `_read` reports. An empty text stands for no value.


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise ValueError
    return project_folder() / text


def _metrics_file(text: str) -> Path | None:
    if not text:
        return None
    path = _path(text)
    if path.suffix != ".prom":  # the node exporter of Prometheus reads no other files
        raise ValueError
    return path


def _store(text: str) -> Path | str:
    if not text.startswith(SERVER_PREFIXES):
        return _path(text)
    parts = urlsplit(text)
    if not parts.path.strip("/") or any(sign.isspace() for sign in text) or not _has_port(parts):
        raise ValueError
    return text


def _frontier(text: str) -> str | None:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("redis", "rediss") or not _has_port(parts)):
        raise ValueError
    return text or None


def _has_port(parts: SplitResult) -> bool:
    """Return whether a URL has a host, and no port or one above 0.

    Raises ValueError for a port above 65535.
    """
    return parts.hostname is not None and (parts.port is None or parts.port > 0)


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(
        ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()
    )


def _contact(text: str) -> str:
    if not text.isprintable() or not text.isascii():
        raise ValueError
    return text


def _at_least(minimum: int) -> Callable[[str], int]:
    def convert(text: str) -> int:
        number = int(text)
        if not minimum <= number <= _MAX_NUMBER:
            raise ValueError
        return number

    return convert


def _zero_or_at_least(minimum: int) -> Callable[[str], int]:
    def convert(text: str) -> int:
        number = int(text)
        if number and not minimum <= number <= _MAX_KEEP_DAYS:
            raise ValueError
        return number

    return convert


def _gigabytes(text: str) -> float:
    number = float(text)
    if not 0 <= number < _MAX_GIGABYTES:  # also refuses nan
        raise ValueError
    return number


def _durations(text: str) -> tuple[timedelta, ...]:
    ages = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = _DURATION.fullmatch(part)
        if not match:
            raise ValueError
        number, unit = int(match[1]), _UNITS[match[2]]
        if not 0 < number <= _MAX_DURATION:
            raise ValueError
        ages.append(timedelta(**{unit: number}))
    return tuple(sorted(set(ages)))


def is_site(text: str) -> bool:
    """Return whether pages can be below this address."""
    return bool(re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", text))


def _site(text: str) -> str | None:
    if text and not is_site(text):
        raise ValueError
    return text.rstrip("/") or None


def _language(text: str) -> str | None:
    if text not in ("", "ru", "en"):
        raise ValueError
    return text or None


def _flag(text: str) -> bool:
    if text not in ("0", "1", "False", "True"):
        raise ValueError
    return text in ("1", "True")


def _proxy(text: str) -> str | None:
    if text and not re.match(r"https?://[^\s/]+", text):
        raise ValueError
    return text or None
