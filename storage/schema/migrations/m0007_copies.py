"""Who copied whom and how late: the table ``copies`` and the triggers that keep it."""

from sqlite_utils import Database

from storage.schema import copies


def migrate(db: Database) -> None:
    db.executescript(copies.SCHEMA)
