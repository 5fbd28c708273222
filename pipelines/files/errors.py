"""The exception for a mistake that a person can correct."""


class BadInputError(Exception):
    """A file, argument or setting is wrong; the message is one line: place, expected, remedy."""
