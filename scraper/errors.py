"""The exit codes of every command, and the failure of the Redis that workers share."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a shell or cron sees; the same for every command."""

    DONE = 0  # also when single sources failed
    NOTHING_DONE = 1  # every source, file or message failed
    BAD_INPUT = 2
    NEEDS_A_PERSON = 3  # `scrapy sources` only
    DATABASE_UNUSABLE = 4  # the database, or the Redis that workers share
    ALREADY_RUNNING = 75  # EX_TEMPFAIL of sysexits(3): another run holds the lock


class FrontierError(Exception):
    """The Redis that workers share can't be used; the message is one line for a person."""


def frontier_failure(error: BaseException) -> FrontierError | None:
    """Return the error itself, or the first in its group, if that is a FrontierError; else None."""
    if isinstance(error, BaseExceptionGroup):
        failures = (frontier_failure(member) for member in error.exceptions)
        return next((failure for failure in failures if failure), None)
    return error if isinstance(error, FrontierError) else None
