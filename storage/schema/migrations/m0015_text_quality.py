"""Add the expected quality of an article's text: 0 to 1, NULL where it was not computed."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute("ALTER TABLE articles ADD COLUMN text_quality REAL")
