"""``scrapy alerts``: sends the messages that wait, or shows which stories an alert matches."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from pipelines.model import Source
from scraper.alerts.delivery import Dispatcher, failing_lines
from scraper.alerts.loading import alerts_file, load_alerts, load_style
from scraper.command import NewsCommand, fail
from scraper.crawl.alert_sender import sending_lock
from scraper.crawl.lock import AlreadyRunningError
from scraper.errors import ExitCode
from scraper.sources.loading import load_sources
from storage.database.sqlite import open_database, open_readonly, require_database
from storage.search.alerts import Alert, matching_stories, save_alerts, sources_of
from storage.search.outbox import count_waiting
from storage.search.ranking import matching

_MAX_SHOWN_STORIES = 10  # of each alert, by ``--dry-run``
_HEADLINE = "SELECT headline FROM stories WHERE id = ?"
# What an alert of each kind sends; {number} is that of the stories that match its query.
_FINDS_OF_KIND = {
    "story": "{number} matching stories",
    "edit": "edits of {number} matching stories",
    "removal": "removals from {number} matching stories",
}


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
            "--now", action="store_true", help="also try receivers that failed and are left alone"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode | None:
        path = alerts_file(self.config.sources)
        alerts = load_alerts(path)
        if not alerts:
            raise BadInputError(f"{path}: no [[alert]] in it; docs/alerts.md shows one")
        require_database(self.config.database)
        if opts.dry_run:
            _show(open_readonly(self.config.database), alerts, self._sources())
            return ExitCode.DONE
        try:
            with sending_lock(self.config.database):
                return self._send(alerts, ignore_pauses=opts.now)
        except AlreadyRunningError:
            error = "a crawl, or another `scrapy alerts`, is sending the messages of this database"
            fail(self.name, error, ExitCode.ALREADY_RUNNING)

    def _sources(self) -> Sequence[Source]:
        """Return the sources of ``sources.toml``, which may be missing."""
        path = self.config.sources
        return load_sources(path) if path.exists() else ()

    def _send(self, alerts: tuple[Alert, ...], *, ignore_pauses: bool) -> ExitCode:
        """Send the finds that wait, and print how many were sent and what still waits."""
        db = open_database(self.config.database)
        save_alerts(db, alerts, datetime.now(UTC))
        style = load_style(self.config, self._sources())
        dispatcher = Dispatcher(alerts, style, ignore_pauses=ignore_pauses)
        delivery = dispatcher.deliver(db, datetime.now(UTC), run_has_ended=True)
        promise = "; these stay and are tried again" if delivery.failed else ""
        print(f"{delivery.sent} sent, {delivery.failed} not accepted{promise}")
        waiting_count = count_waiting(db)
        if waiting_count and not delivery.failed:  # else finds may wait for a failing receiver
            print(f"{waiting_count} finds wait for their time, or for an address in `notify`")
        for line in failing_lines(db, alerts, _local_minute):
            print(line)
        all_failed = delivery.failed and not delivery.sent
        return ExitCode.NOTHING_DONE if all_failed else ExitCode.DONE


def _local_minute(moment: datetime) -> str:
    """Return a time as ``2026-11-23 14:20`` in the time zone of this machine."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _show(db: Database, alerts: tuple[Alert, ...], sources: Sequence[Source]) -> None:
    """Print what each alert matches, and which of its outlets and regions are unknown.

    An outlet is known if it is in the database or in ``sources``.
    """
    stored = db.execute("SELECT id, region FROM sources").fetchall()
    region_by_outlet = dict(stored) | {source.id: source.region for source in sources}
    for alert in alerts:
        story_ids: list[str] = []
        if alert.kind == "silent-outlet":
            outlet_ids = sources_of(db.conn, alert)  # None: all outlets
            number = len(region_by_outlet if outlet_ids is None else outlet_ids)
            finds = f"silences of {number} outlets"
        else:
            story_ids = matching_stories(db.conn, alert, None, datetime.now(UTC))
            story_ids = list(dict.fromkeys(story_ids))  # each once, in the same order
            finds = _FINDS_OF_KIND[alert.kind].format(number=len(story_ids))
        print(f"{alert.title}: {finds}, feed {_feed(alert)}")
        for problem in _problems(db, alert, region_by_outlet):
            print(f"  {problem}")
        for story_id in story_ids[:_MAX_SHOWN_STORIES]:
            (headline,) = db.execute(_HEADLINE, [story_id]).fetchone()
            print(f"  {headline}")
    print(f"{count_waiting(db)} finds wait to be sent", file=sys.stderr)


def _problems(db: Database, alert: Alert, region_by_outlet: Mapping[str, str]) -> Iterator[str]:
    """Yield what is not understood of an alert, and its unknown outlets and regions."""
    _, problems = matching(db.conn, alert.words)
    yield from (f"not understood: {problem}" for problem in problems)
    for source_id in alert.source_ids:
        if source_id not in region_by_outlet:
            yield f"no outlet has the id '{source_id}'; `scrapy sources` lists them"
    for region in alert.regions:
        if region not in region_by_outlet.values():
            yield f"no outlet is in the region {region}"


def _feed(alert: Alert) -> str:
    """Return the path of the alert's Atom feed on the site."""
    return f"/alert/{quote(alert.id)}.atom"
