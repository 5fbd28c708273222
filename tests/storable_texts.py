"""Asserts that the texts in a value of any shape can be stored in a database."""

from dataclasses import fields, is_dataclass


def texts(value: object) -> list[str]:
    """Return all text in a value of dataclasses and sequences."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple | list):
        return [text for one in value for text in texts(one)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return []


def assert_can_be_stored(value: object) -> None:
    for text in texts(value):
        text.encode()  # raises UnicodeEncodeError, as a database does
        assert "\0" not in text
