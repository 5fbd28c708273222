"""Runs Scrapy in a subprocess, with a database and a sources.toml of its own."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.database.checks import check
from storage.database.sqlite import open_database
from tests.fork_server import ForkServer, Started

ROOT = Path(__file__).parent.parent

Scrapy = Callable[..., subprocess.CompletedProcess[str]]


def run_scrapy(
    *arguments: object, cwd: Path = ROOT, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run a Scrapy command of the project in a subprocess, as a shell would."""
    command = [sys.executable, "-m", "scrapy", *map(str, arguments)]
    settings = {"capture_output": True, "timeout": 100} | options
    return subprocess.run(command, cwd=cwd, text=True, check=False, **settings)


@dataclass(frozen=True)
class Newsroom:
    """A database and a sources.toml in a folder of their own, and the way to crawl them."""

    folder: Path
    server: ForkServer

    @property
    def run(self) -> Scrapy:
        """Run a Scrapy command to its end."""
        return self.server.run

    @property
    def database(self) -> Path:
        return self.folder / "news.db"

    @property
    def sources(self) -> Path:
        return self.folder / "sources.toml"

    def settings(self) -> list[str]:
        """Return the settings as options of a command: ``-s NAME=VALUE``."""
        values = {
            "NEWS_DATABASE": self.database,
            "NEWS_SOURCES": self.sources,
            "NEWS_ALLOWED_NETWORKS": "127.0.0.0/8",
            "DOWNLOAD_DELAY": 0,
        }
        return [part for name, value in values.items() for part in ("-s", f"{name}={value}")]

    def crawl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("crawl", "news", *self.settings(), *arguments)

    def start_crawl(self, *arguments: str) -> Started:
        """Start a crawl that runs beside the test."""
        return self.server.start("crawl", "news", *self.settings(), *arguments)


def source_entry(home: str, source_id: str = "a", **keys: object) -> str:
    """Return the entry of a source in sources.toml, whose name is its id unless ``keys`` has it.

    ``home`` is the address of its home page. The values of ``keys`` are strings, booleans, numbers
    or lists of strings, which TOML writes as JSON does.
    """
    facts = {"id": source_id, "name": source_id, "home": home, "region": "RU-PNZ"} | keys
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items()]
    return "\n".join(["[[source]]", *lines, ""])


def findings(database: Path) -> list[str]:
    """Return what is wrong with a database, as `scrapy doctor` prints it."""
    with closing(open_database(database)) as db:
        return [finding.text for finding in check(db)]


def rows(newsroom: Newsroom, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the newsroom's database."""
    with closing(sqlite3.connect(newsroom.database)) as db:
        return db.execute(sql).fetchall()
