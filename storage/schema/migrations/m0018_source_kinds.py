"""Add the kind of each source: outlet, agency, official or channel."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute("ALTER TABLE sources ADD COLUMN kind TEXT NOT NULL DEFAULT 'outlet'")
