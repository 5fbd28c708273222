"""Add the columns by which the health of a source is computed from several polls."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    ALTER TABLE endpoints ADD COLUMN read_at TEXT;  -- when its content was last read, not 304
    ALTER TABLE endpoints ADD COLUMN not_modified INTEGER NOT NULL DEFAULT 0; -- 304 in a row
    CREATE INDEX urls_checked ON urls(source_id, checked_at) WHERE checked_at IS NOT NULL;
    """)
