"""``scrapy crawl news``: checks settings, sources and arguments, and then runs the spider."""

import argparse
import os
import sqlite3
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from scrapy.commands import BaseRunSpiderCommand
from scrapy.exceptions import UsageError
from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from pipelines.model.health import FAILED
from pipelines.workers.memory import collect_garbage_rarely, return_freed_memory
from scraper.alerts.delivery import Dispatcher
from scraper.alerts.loading import alerts_file, load_alerts, load_style
from scraper.command import NewsCommand, fail
from scraper.crawl.alert_sender import AlertSender
from scraper.crawl.health.verdicts import Report
from scraper.crawl.lock import AlreadyRunningError, store_lock
from scraper.crawl.summary import interrupted_line, problem_lines, summary_lines
from scraper.errors import ExitCode
from scraper.network.guard import refuse_bypass
from scraper.sources.loading import load_sources
from scraper.sources.region_names import name_regions
from scraper.sources.rendering import WITHOUT_SANDBOX, refuse_unrenderable
from scraper.sources.selection import Selection, read_selection
from storage.crawl.status import read_status
from storage.database.errors import StorageError
from storage.database.sqlite import open_database
from storage.search.alerts import Alert, save_alerts
from storage.stores import open_store
from storage.stories.unplaced import articles_to_place

if TYPE_CHECKING:
    from scraper.spiders.news import NewsSpider


class Command(NewsCommand, BaseRunSpiderCommand):
    """Run the spider under the lock of the database."""

    requires_crawler_process = True
    default_settings: ClassVar[dict[str, object]] = {}
    max_arguments = 1
    example = "scrapy crawl news -a region=RU-PNZ"

    def syntax(self) -> str:
        return "news [options]"

    def short_desc(self) -> str:
        return "Gather new articles from the sources into the database"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        arguments = next(action for action in parser._actions if action.dest == "spargs")
        arguments.help = (
            "source=ID,ID or region=CODE,CODE (only these sources), since=YYYY-MM-DD (also older"
            " articles, back to that day), due=1 (only sources that are due), revisit=now (all"
            " stored articles again); may be repeated"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        for name, path in (
            ("NEWS_DATABASE", self.config.store),
            ("NEWS_SOURCES", self.config.sources),
        ):
            self._settings.set(name, str(path), priority="cmdline")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode | None:
        if args != ["news"]:
            raise UsageError("expected the spider's name: scrapy crawl news", print_help=False)
        refuse_bypass(self._settings, os.environ)
        sources = load_sources(self.config.sources)
        selection = read_selection(opts.spargs, sources, self.config.sources)
        if not selection.sources:
            raise BadInputError(
                f"{self.config.sources}: no source to crawl; `scrapy add-source URL` adds one"
            )
        refuse_unrenderable(selection.sources, self.config)
        self._print_sandbox_warning(selection)
        alerts = load_alerts(alerts_file(self.config.sources), sources)
        dispatcher = Dispatcher(alerts, load_style(self.config, sources))
        sender = AlertSender(self.config.store, dispatcher)
        try:
            with store_lock(self.config.store, shared=self.config.frontier is not None):
                self._prepare(alerts)
                sender.start()
                try:
                    code = self._crawl(selection, opts.spargs)
                    self._finish()
                finally:
                    self._write_metrics()
        except AlreadyRunningError as error:
            fail(self.name, error, ExitCode.ALREADY_RUNNING)
        finally:
            self._send_remaining(sender)  # the lock is free again
        return code

    def _print_sandbox_warning(self, selection: Selection) -> None:
        """Warn a person at a terminal if the browser runs without its sandbox."""
        renders = any(source.render for source in selection.sources)
        if renders and not self.config.browser_sandbox and sys.stderr.isatty():
            print(f"scrapy {self.name}: {WITHOUT_SANDBOX}", file=sys.stderr)

    def _crawl(self, selection: Selection, arguments: dict[str, str]) -> ExitCode | None:
        """Run the spider, print what it found, and return the exit code, or None for success."""
        process = self.crawler_process
        assert process is not None
        crawler = process.create_crawler("news")
        process.crawl(crawler, **arguments)
        collect_garbage_rarely()
        return_freed_memory()
        process.start()
        if process.bootstrap_failed or crawler.spider is None:
            return ExitCode.NOTHING_DONE
        spider = cast("NewsSpider", crawler.spider)
        for problem in spider.run_state.problems:
            print(f"scrapy {self.name}: {problem}", file=sys.stderr)
        if spider.frontier_failure:
            fail(self.name, spider.frontier_failure, ExitCode.DATABASE_UNUSABLE)
        if spider.run_state.database_failure:
            raise spider.run_state.database_failure
        if spider.workers_failure:
            raise spider.workers_failure
        reports = spider.reports.values()
        _print_summary(reports)
        if crawler.stats and crawler.stats.get_value("finish_reason") == "shutdown":
            _print_interruption(spider.run_state.tally.total())
        all_failed = bool(reports) and all(report.status in FAILED for report in reports)
        return ExitCode.NOTHING_DONE if all_failed else None

    def _prepare(self, alerts: Sequence[Alert]) -> None:
        """Create or upgrade the store before the engine starts.

        Into an SQLite file the alerts are saved, and its articles without a story are placed in
        stories. For a PostgreSQL store ``scrapy sync`` saves the alerts in the file it writes.
        """
        db = open_store(self.config.store)
        if isinstance(db, Database):
            save_alerts(db, alerts, datetime.now(UTC))
            if articles_to_place(db, limit=1):
                from scraper.stories.rebuild import place_waiting  # importing it takes 0.5 s

                place_waiting(db)
        db.close()

    def _finish(self) -> None:
        """Store the names of new regions for the site."""
        if isinstance(self.config.store, Path):  # `scrapy sync` does this for the file it publishes
            db = open_database(self.config.store)
            name_regions(db)
            db.close()

    def _write_metrics(self) -> None:
        """Write the file for Prometheus; a failure is printed and does not change the exit code."""
        if (path := self.config.metrics) is None:
            return
        from scraper.metrics import write_metrics  # few runs need the package

        try:
            db = open_store(self.config.store)
            try:
                write_metrics(read_status(db, datetime.now(UTC)), path)
            finally:
                db.close()
        except (OSError, StorageError, sqlite3.Error) as error:
            reason = _why_unwritten(path, error)
            print(f"scrapy {self.name}: NEWS_METRICS: {reason}", file=sys.stderr)

    def _send_remaining(self, sender: AlertSender) -> None:
        """Send the finds that are still unsent; print which receivers began to fail."""
        for label in sender.finish().newly_failing:
            print(
                f"scrapy {self.name}: {label} did not accept a message; it is tried again after"
                " growing pauses, as `scrapy alerts` shows",
                file=sys.stderr,
            )


def _why_unwritten(path: Path, error: Exception) -> str:
    """Return why the file for Prometheus was not written, in one line."""
    if isinstance(error, OSError):
        remedy = "its folder must exist, and this user must be able to write the folder"
        return f"{path} was not written ({error.strerror or error}); {remedy}"
    return f"{path} was not written: {' '.join(str(error).split())}"


def _print_interruption(outcomes: Mapping[str, int]) -> None:
    """Print to a terminal what an interrupted run has stored; a scheduler needs no such line."""
    if sys.stdout.isatty():
        print(interrupted_line(outcomes))


def _print_summary(reports: Iterable[Report]) -> None:
    """Print the whole summary to a terminal; elsewhere, as under cron, only problems to stderr."""
    if sys.stdout.isatty():
        print("\n".join(summary_lines(reports)))
    else:
        for line in problem_lines(reports):
            print(line, file=sys.stderr)
