"""Add the time since which an alert exists; it announces nothing that was seen before."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute("ALTER TABLE alerts ADD COLUMN known_since TEXT")
