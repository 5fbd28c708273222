"""The text of an article with its structure: subheads, lists, quotes, tables and links."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    ALTER TABLE articles ADD COLUMN article_markdown TEXT;  -- null: stored by an earlier version
    """)
