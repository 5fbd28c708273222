"""The values of edits: what an outlet changed in an article after its publication."""

from enum import StrEnum


class EditKind(StrEnum):
    """The kind of a substantial change by an edit."""

    NUMBER = "number"  # a number or a date
    NAME = "name"
    QUOTE = "quote"
    PARAGRAPH = "paragraph"
