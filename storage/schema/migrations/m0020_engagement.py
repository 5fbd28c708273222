"""The views and reactions of channel posts: a row for each visit at which they had changed."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE engagement (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        seen_at TEXT NOT NULL,
        views INTEGER,                      -- rounded above 999; null: not shown
        reactions TEXT NOT NULL,            -- JSON object: emoji -> number
        PRIMARY KEY (article_id, seen_at)
    ) WITHOUT ROWID;
    """)
