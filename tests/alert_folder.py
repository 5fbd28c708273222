"""Provides a database with articles, its ``alerts.toml``, and `scrapy alerts` with both."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from scraper.alerts.delivery import Dispatcher
from scraper.alerts.loading import load_alerts
from scraper.alerts.wording import Style
from storage.database.sqlite import transaction
from storage.search.alerts import save_alerts
from storage.search.indexing import index_pending
from storage.search.outbox import write_finds
from tests.fork_server import ForkServer, Started
from tests.receivers import Receiver
from tests.sample_news import LONG_AGO, fill

# These five stories make four messages: three of one story each, and a list of the other two.
ALL = ("bridge", "bread", "jam", "bank", "tiger")
EVERYTHING = '[[alert]]\nid = "all"\nregion = ["RU-PNZ", "RU-SAM", "RU-PRI"]\nnotify = {notify}\n'
BRIDGES = '[[alert]]\nid = "bridges"\nwords = "мосты"\nnotify = {notify}\n'


class Ended(NamedTuple):
    """A command that has ended: its exit code, and what it printed."""

    code: int
    out: str
    errors: str


class AlertFolder:
    """A database with articles, its ``alerts.toml``, and `scrapy alerts` with both."""

    def __init__(self, folder: Path, server: ForkServer | None = None) -> None:
        self.folder = folder
        self.server = server
        self.db = fill(folder / "news.db")

    def watch(self, alert: str, *receivers: Receiver, now: datetime | None = None) -> None:
        """Save the alert, and write its finds among the stored articles, as a crawl does."""
        self.save(alert, *receivers)
        self.write(now)

    def save(self, alert: str, *receivers: Receiver) -> None:
        """Save the alert with the addresses of the receivers."""
        notify = json.dumps([receiver.address for receiver in receivers])
        path = self.folder / "alerts.toml"
        path.write_text(alert.format(notify=notify), encoding="utf-8")
        save_alerts(self.db, load_alerts(path), LONG_AGO)

    def write(self, now: datetime | None = None) -> None:
        """Write the finds of the stored alerts among all stored articles."""
        index_pending(self.db)
        with transaction(self.db):
            ids = [number for (number,) in self.db.execute("SELECT id FROM articles")]
            write_finds(self.db, ids, now or datetime.now(UTC))

    def dispatcher(self) -> Dispatcher:
        """Return a dispatcher that sends within this process."""
        return Dispatcher(load_alerts(self.folder / "alerts.toml"), Style())

    def start(self, *options: str) -> Started:
        """Start `scrapy alerts`, which runs beside the test."""
        settings = {"NEWS_DATABASE": "news.db", "NEWS_SOURCES": "sources.toml"}
        flags = [
            part
            for name, file in settings.items()
            for part in ("-s", f"{name}={self.folder / file}")
        ]
        if self.server is None:
            raise RuntimeError("this folder was made without a server that starts commands")
        return self.server.start("alerts", *options, *flags)

    def send(self, *options: str) -> Ended:
        """Run `scrapy alerts` to its end."""
        run = self.start(*options)
        out, errors = run.communicate()
        return Ended(run.wait(), out, errors)
