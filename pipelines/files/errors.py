"""The exception for what a person can put right."""


class BadInputError(Exception):
    """A file, argument or setting is wrong; the message is one line: place, expected, remedy."""
