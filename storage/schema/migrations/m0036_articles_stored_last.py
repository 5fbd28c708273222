"""Add an index by which the articles of a source that were stored last are found."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    -- Each poll reads the newest articles of its source. Without this index it reads all of them.
    -- Only queries with the condition ``id > 0`` use it. Otherwise the planner would prefer it to
    -- articles_source, which holds more columns.
    CREATE INDEX articles_stored_last ON articles(source_id, id) WHERE id > 0;
    """)
