"""The exit codes of every command, and the failure of the Redis that workers share."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a shell or cron sees; the same for every command."""

    DONE = 0  # also when single sources failed
    NOTHING_DONE = 1  # or every file failed
    BAD_INPUT = 2
    NEEDS_A_PERSON = 3  # `scrapy sources` only
    DATABASE_UNUSABLE = 4  # or the Redis that workers share
    ALREADY_RUNNING = 75  # EX_TEMPFAIL of sysexits(3): another run holds the lock


class FrontierError(Exception):
    """The Redis that workers share can't be used; the message is one line for a person."""


def frontier_failure(error: BaseException) -> FrontierError | None:
    """Return the FrontierError that an error, or one in a group of them, is."""
    if isinstance(error, BaseExceptionGroup):
        found = (frontier_failure(one) for one in error.exceptions)
        return next((one for one in found if one), None)
    return error if isinstance(error, FrontierError) else None
