"""Does the work that waits until the end of a run: stories after an upgrade, events and edits."""

import logging
from collections.abc import Iterator
from datetime import datetime

from sqlite_utils import Database

from scraper.stories.edits import judge_waiting_edits
from scraper.stories.events import MAX_RUN_STORIES, place_events
from scraper.stories.rebuild import place_signed_earlier
from storage.database.errors import StorageError
from storage.database.protocols import Store

_MAX_CAUSE_CHARS = 200
_logger = logging.getLogger(__name__)


def compute_waiting(db: Store, now: datetime) -> list[str]:
    """Do the work, and return lines for a person.

    There is a line for each kind of work that an unexpected error ended; such work waits for the
    next run. If articles were compared again after an upgrade, there is a line on their number.
    Raises StorageError if the database can't be used.
    """
    lines: list[str] = []
    for results, work in (
        ("stories", lambda: lines.extend(_compare_again(db, now))),
        ("events", lambda: place_events(db, MAX_RUN_STORIES)),
        ("edits", lambda: judge_waiting_edits(db)),
    ):
        try:
            work()
        except StorageError:
            raise
        except Exception as error:  # the record of the run must not be lost
            _logger.debug("%s were not computed", results, exc_info=True)
            cause = f"{type(error).__name__}: {error}"[:_MAX_CAUSE_CHARS]
            lines.append(
                f"{results} were not computed: {' '.join(cause.split())}; the articles are stored,"
                " and the next run tries again; please report this with the lines that"
                " -s LOG_LEVEL=DEBUG prints"
            )
    return lines


def _compare_again(db: Store, now: datetime) -> Iterator[str]:
    """Compare articles that an earlier version compared; yield a line if there were any."""
    if isinstance(db, Database) and (count := place_signed_earlier(db, now)):
        yield (
            f"{count} articles of the last days were compared again by the rules of this version;"
            " older stories stay as they are until `scrapy dedupe --rebuild`"
        )
