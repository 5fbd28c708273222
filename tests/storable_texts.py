"""Finds the texts in a value of any shape that cannot be stored in a database."""

import re
from dataclasses import fields, is_dataclass


def texts(value: object) -> list[str]:
    """Return all text in a value of dataclasses and sequences."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple | list):
        return [text for item in value for text in texts(item)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return []


def unstorable_texts(value: object) -> list[str]:
    """Return the texts with a null character or a lone surrogate, which databases refuse."""
    return [text for text in texts(value) if re.search("[\0\ud800-\udfff]", text)]
