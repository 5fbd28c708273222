"""``scrapy sync``: publishes a PostgreSQL store as one SQLite file."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from scraper.alerts.delivery import Dispatcher
from scraper.alerts.loading import alerts_file, load_alerts, load_style
from scraper.command import NewsCommand, fail
from scraper.commands.backup import refuse_bad_target
from scraper.crawl.alert_sender import sending_lock
from scraper.crawl.lock import AlreadyRunningError
from scraper.errors import ExitCode
from scraper.sources.loading import load_sources
from scraper.sources.region_names import name_regions
from storage.database.sqlite import open_database
from storage.search.alerts import Alert, save_alerts


class Command(NewsCommand):
    """Publish the store as a file that Datasette and all other commands read."""

    max_arguments = 1
    example = "scrapy sync news.db -s NEWS_DATABASE=postgresql://svodka@db.example/news"

    def syntax(self) -> str:
        return "FILE"

    def short_desc(self) -> str:
        return "Publish PostgreSQL as an SQLite file for browsing, search, alerts and export"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--whole", action="store_true",
            help="copy all rows, also those that did not change since the file was written",
        )  # fmt: skip

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise BadInputError("no file given; name the file to publish, such as news.db")
        if isinstance(self.config.store, Path):
            raise BadInputError(
                f"setting NEWS_DATABASE: {self.config.store} is a file already; expected"
                " postgresql://user@host/database, or copy the file with `scrapy backup`"
            )
        from storage.postgres.publishing import publish  # needs the extra `cluster`

        target = Path(args[0])
        unfinished = target.with_name(f"{target.name}.partial")  # which ``publish`` writes first
        refuse_bad_target(target, unfinished)
        sources = load_sources(self.config.sources)
        alerts = load_alerts(alerts_file(self.config.sources), sources)
        dispatcher = Dispatcher(alerts, load_style(self.config, sources))

        try:
            # A message that is sent meanwhile would be marked as sent in the former file only.
            with sending_lock(target):
                published = publish(
                    self.config.store,
                    target,
                    datetime.now(UTC),
                    partial(_finish, alerts),
                    whole=opts.whole,
                )
                print(_report(target, published.articles, published.changed))
                db = open_database(target)
                delivery = dispatcher.deliver(db, datetime.now(UTC), run_has_ended=True)
                db.close()
        except AlreadyRunningError:
            error = f"`scrapy alerts` is sending the messages of {target}; publish once it has"
            fail(self.name, error, ExitCode.ALREADY_RUNNING)
        if delivery.failed:
            print(
                f"scrapy {self.name}: alerts: {delivery.failed} messages were not accepted;"
                " `scrapy alerts` tries them again",
                file=sys.stderr,
            )


def _finish(alerts: Sequence[Alert], db: Database) -> None:
    """Write into the published file what PostgreSQL does not hold."""
    name_regions(db)
    save_alerts(db, alerts, datetime.now(UTC))


def _report(target: Path, articles: int, changed: int | None) -> str:
    rows = "" if changed is None else f", {changed} rows changed"
    return f"{target}: {articles} articles ({target.stat().st_size / 1e6:.1f} MB{rows})"
