"""Add whether an article is advertising, and the place in its dateline."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute("ALTER TABLE articles ADD COLUMN is_advertising INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE articles ADD COLUMN dateline TEXT")
