"""Add the table of refused pages, and the mark of addresses that a person accepted."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    ALTER TABLE urls ADD COLUMN is_accepted INTEGER NOT NULL DEFAULT 0;  -- by a person
    CREATE TABLE refused_pages (            -- the newest page of each refused address
        identity TEXT PRIMARY KEY,          -- of urls
        source_id TEXT NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        url TEXT NOT NULL,                  -- after redirects
        fetched_at TEXT NOT NULL,
        encoding TEXT,
        body BLOB NOT NULL                  -- zstd
    ) WITHOUT ROWID;
    CREATE INDEX refused_pages_source ON refused_pages(source_id);
    CREATE INDEX refused_pages_fetched ON refused_pages(fetched_at);
    """)
