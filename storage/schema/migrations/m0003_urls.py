"""Every URL seen, with its outcome and the time of its next check."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE urls (                     -- every URL seen, aliases and non-articles too
        identity TEXT PRIMARY KEY,          -- the one form of all its twins (parsing.urls)
        url TEXT NOT NULL,                  -- as it is fetched
        source_id TEXT NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL,
        outcome TEXT NOT NULL,
        reason TEXT,
        first_seen_at TEXT NOT NULL,
        checked_at TEXT,
        next_check_at TEXT,                 -- null: never looked at again
        attempts INTEGER NOT NULL DEFAULT 0,
        newest_at TEXT,                     -- its place in the order, newest first
        hints TEXT                          -- JSON: what was said of the link
    ) WITHOUT ROWID;
    CREATE INDEX urls_url ON urls(url);
    CREATE INDEX urls_article ON urls(article_id);
    CREATE INDEX urls_due ON urls(source_id, next_check_at) WHERE next_check_at IS NOT NULL;
    """)
