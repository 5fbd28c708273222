"""Add the time of the oldest post that is taken from an older page of a channel."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute("ALTER TABLE endpoints ADD COLUMN since TEXT")
