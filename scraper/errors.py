"""The exceptions a person can cause, and the exit codes every command ends with."""

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


class BadInputError(Exception):
    """A file, argument or setting is wrong; the message is one line: place, expected, remedy."""
