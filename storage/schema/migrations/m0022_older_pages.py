"""Add the time back to which posts are taken from an older page of a channel and those below it."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute("ALTER TABLE endpoints ADD COLUMN since TEXT")
