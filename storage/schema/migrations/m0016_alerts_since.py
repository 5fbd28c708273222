"""Add the time since which an alert exists; articles that were seen before are not announced."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute("ALTER TABLE alerts ADD COLUMN known_since TEXT")
