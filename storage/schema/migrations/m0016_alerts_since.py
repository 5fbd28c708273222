"""Alerts remember since when they ask their question: what was seen before is no news."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute("ALTER TABLE alerts ADD COLUMN known_since TEXT")
