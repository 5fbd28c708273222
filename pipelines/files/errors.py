"""The exception for a mistake that a person can correct."""


class BadInputError(Exception):
    """A file, argument or setting is wrong.

    The message is one line that names the place, what was expected, and the remedy.
    """
