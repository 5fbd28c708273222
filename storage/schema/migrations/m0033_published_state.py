"""Add the state of the server that a published file has, so that a sync continues from it."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE published_state (
        server TEXT NOT NULL,               -- which database on which server
        snapshot TEXT NOT NULL              -- which of its transactions the file holds
    );
    """)
