"""``scrapy alerts``: sends the messages that wait, or shows which stories an alert matches."""

import argparse
import sys
from datetime import UTC, datetime
from urllib.parse import quote

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from scraper.alerts.delivery import Dispatcher, failing_lines
from scraper.alerts.loading import alerts_file, load_alerts, load_style
from scraper.command import NewsCommand, fail
from scraper.crawl.alert_sender import sending_lock
from scraper.crawl.lock import AlreadyRunningError
from scraper.errors import ExitCode
from scraper.sources.loading import load_sources
from storage.database.sqlite import open_database, open_readonly, require_database
from storage.search.alerts import Alert, matching_stories, save_alerts
from storage.search.outbox import count_waiting
from storage.search.ranking import matching

SHOWN = 10  # stories of each alert that ``--dry-run`` lists
HEADLINE = "SELECT headline FROM stories WHERE id = ?"


class Command(NewsCommand):
    """Send the messages that wait; a crawl does the same while it runs."""

    example = "scrapy alerts --dry-run"

    def short_desc(self) -> str:
        return "Send the messages of alerts.toml that wait, or show what each alert matches"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="show what matches and waits; send nothing"
        )
        parser.add_argument(
            "--now", action="store_true", help="try receivers, too, that are left alone for a while"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode | None:
        path = alerts_file(self.config.sources)
        alerts = load_alerts(path)
        if not alerts:
            raise BadInputError(f"{path}: no [[alert]] in it; docs/alerts.md shows one")
        require_database(self.config.database)
        if opts.dry_run:
            _show(open_readonly(self.config.database), alerts)
            return ExitCode.DONE
        try:
            with sending_lock(self.config.database):
                return self._send(alerts, ignore_pauses=opts.now)
        except AlreadyRunningError:
            error = "a crawl, or another `scrapy alerts`, is sending the messages of this database"
            fail(self.name, error, ExitCode.ALREADY_RUNNING)

    def _send(self, alerts: tuple[Alert, ...], *, ignore_pauses: bool) -> ExitCode:
        db = open_database(self.config.database)
        save_alerts(db, alerts, datetime.now(UTC))
        path = self.config.sources
        style = load_style(self.config, load_sources(path) if path.exists() else ())
        dispatcher = Dispatcher(alerts, style, ignore_pauses=ignore_pauses)
        done = dispatcher.deliver(db, datetime.now(UTC), run_has_ended=True)
        print(f"{done.sent} sent, {done.failed} not accepted; these stay and are tried again")
        for line in failing_lines(
            db, alerts, lambda moment: f"{moment.astimezone():%Y-%m-%d %H:%M}"
        ):
            print(line)
        return ExitCode.NOTHING_DONE if done.failed and not done.sent else ExitCode.DONE


def _show(db: Database, alerts: tuple[Alert, ...]) -> None:
    for alert in alerts:
        stories = list(dict.fromkeys(matching_stories(db.conn, alert, None, datetime.now(UTC))))
        print(f"{alert.title}: {len(stories)} matching stories, feed {_feed(alert)}")
        for problem in matching(db.conn, alert.words)[1]:
            print(f"  not understood: {problem}")
        for story_id in stories[:SHOWN]:
            print("  " + db.execute(HEADLINE, [story_id]).fetchone()[0])
    print(f"{count_waiting(db)} finds wait to be sent", file=sys.stderr)


def _feed(alert: Alert) -> str:
    """Return the path of the alert's Atom feed on the site."""
    return f"/alert/{quote(alert.id)}.atom"
