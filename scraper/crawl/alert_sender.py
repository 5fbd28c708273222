"""Sends the messages of alerts while a crawl runs, in a thread with its own connection and lock."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from scraper.alerts.delivery import Delivery, Dispatcher
from scraper.crawl.lock import AlreadyRunningError, run_lock
from storage.database.errors import StorageError
from storage.database.sqlite import open_database

ROUND_SECONDS = 15.0  # between two rounds, so that a find is sent within a minute


@contextmanager
def sending_lock(database: Path) -> Iterator[None]:
    """Hold the lock of sending for the block, so that one process sends at a time.

    Raises AlreadyRunningError and StorageError.
    """
    with run_lock(database.with_name(f"{database.name}.alerts")):
        yield


class AlertSender:
    """Sends the finds of a run in rounds from ``start`` on, and the last ones in ``finish``.

    Sending does not need the lock of the crawl. Call ``finish`` after the crawl has released its
    lock, so that a receiver that does not answer delays no other run.
    """

    def __init__(
        self, database: Path | str, dispatcher: Dispatcher, round_seconds: float = ROUND_SECONDS
    ) -> None:
        self._database = database
        self._dispatcher = dispatcher
        self._round_seconds = round_seconds
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_locked = False

    def start(self) -> None:
        """Start the thread if an alert has a receiver and the database is a file.

        The messages of a PostgreSQL store are sent by ``scrapy sync``.
        """
        if self._dispatcher.has_receivers and isinstance(self._database, Path):
            self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)
            self._thread.start()

    def finish(self) -> Delivery:
        """Send the finds that are still unsent, and wait until they are sent."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        return self._dispatcher.delivery

    def _run(self) -> None:
        assert isinstance(self._database, Path)
        with ExitStack() as lock:  # entered in the first round that gets the lock
            while not self._ending.wait(self._round_seconds):
                self._send(self._database, lock, run_has_ended=False)
            self._send(self._database, lock, run_has_ended=True)

    def _send(self, database: Path, lock: ExitStack, *, run_has_ended: bool) -> None:
        """Send one round; if the database is locked or unusable, all finds wait for the next."""
        try:
            if not self._is_locked:
                lock.enter_context(sending_lock(database))
                self._is_locked = True
            db = open_database(database)
            with closing(db):
                self._dispatcher.deliver(db, datetime.now(UTC), run_has_ended=run_has_ended)
        except (AlreadyRunningError, StorageError, sqlite3.Error):
            return
