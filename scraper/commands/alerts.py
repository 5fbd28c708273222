"""``scrapy alerts``: sends the messages of the outbox, or shows which stories an alert matches."""

import argparse
import sys
from datetime import UTC, datetime

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from scraper.alerts.delivery import deliver, send_with_apprise
from scraper.alerts.loading import alerts_file, load_alerts
from scraper.command import NewsCommand, fail
from scraper.crawl.lock import AlreadyRunningError, run_lock
from scraper.errors import ExitCode
from storage.database.sqlite import open_database, open_readonly, require_database
from storage.search.outbox import Alert, matching_stories, save_alerts, waiting

SHOWN = 10  # stories of each alert that ``--dry-run`` lists
HEADLINE = "SELECT headline FROM stories WHERE id = ?"


class Command(NewsCommand):
    """Send the messages that wait; a crawl does the same when it ends."""

    example = "scrapy alerts --dry-run"

    def short_desc(self) -> str:
        return "Send the messages of alerts.toml that wait, or show what each alert matches"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="show what matches and waits; send nothing"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode | None:
        path = alerts_file(self.config.sources)
        alerts = load_alerts(path)
        if not alerts:
            raise BadInputError(f"{path}: no [[alert]] in it; docs/browsing.md shows one")
        require_database(self.config.database)
        if opts.dry_run:
            _show(open_readonly(self.config.database), alerts)
            return ExitCode.DONE
        try:
            with run_lock(self.config.database):
                return self._send(alerts)
        except AlreadyRunningError as error:
            fail(self.name, error, ExitCode.ALREADY_RUNNING)

    def _send(self, alerts: tuple[Alert, ...]) -> ExitCode:
        db = open_database(self.config.database)
        save_alerts(db, alerts, datetime.now(UTC))
        done = deliver(db, alerts, datetime.now(UTC), send_with_apprise)
        print(f"{done.sent} sent, {done.failed} not accepted; these stay and are tried again")
        return ExitCode.NOTHING_DONE if done.failed and not done.sent else ExitCode.DONE


def _show(db: Database, alerts: tuple[Alert, ...]) -> None:
    for alert in alerts:
        stories = list(dict.fromkeys(matching_stories(db.conn, alert, None, datetime.now(UTC))))
        print(f"{alert.id}: {len(stories)} matching stories, feed {_feed(alert)}")
        for story_id in stories[:SHOWN]:
            print("  " + db.execute(HEADLINE, [story_id]).fetchone()[0])
    print(f"{len(waiting(db))} messages wait", file=sys.stderr)


def _feed(alert: Alert) -> str:
    """Return the path of the alert's Atom feed on the site."""
    return f"/alert/{alert.id}.atom"
