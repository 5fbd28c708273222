"""Computes at the end of a run what could wait: the events of stories, and the kinds of edits."""

import logging

from scraper.stories.edits import judge_waiting_edits
from scraper.stories.events import MAX_RUN_STORIES, place_events
from storage.database.errors import StorageError
from storage.database.protocols import Store

_MAX_CAUSE_CHARS = 200
_logger = logging.getLogger(__name__)


def compute_waiting(db: Store) -> list[str]:
    """Compute what waits, and return a line for each kind of work that an unexpected error ended.

    Such work waits for the next run. Raises StorageError if the database can't be used.
    """
    problems = []
    for what, work in (
        ("events", lambda: place_events(db, MAX_RUN_STORIES)),
        ("edits", lambda: judge_waiting_edits(db)),
    ):
        try:
            work()
        except StorageError:
            raise
        except Exception as error:  # the record of the run must not be lost
            _logger.debug("%s were not computed", what, exc_info=True)
            cause = f"{type(error).__name__}: {error}"[:_MAX_CAUSE_CHARS]
            problems.append(
                f"{what} were not computed: {' '.join(cause.split())}; the articles are stored,"
                " and the next run tries again; please report this with the lines that"
                " -s LOG_LEVEL=DEBUG prints"
            )
    return problems
