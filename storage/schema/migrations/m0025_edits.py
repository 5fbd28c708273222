"""The substantial changes of each edit, and indexes by which edits and removals are listed."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE edits (                    -- one row for each version but the first
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        seen_at TEXT NOT NULL,              -- of the version
        kinds TEXT,                         -- such as name,number; empty: none; null: not judged
        is_quiet INTEGER NOT NULL DEFAULT 0, -- the page does not say that it was changed
        PRIMARY KEY (article_id, seen_at)
    ) WITHOUT ROWID;
    CREATE INDEX edits_shown ON edits(seen_at) WHERE kinds <> '';
    CREATE INDEX edits_waiting ON edits(seen_at) WHERE kinds IS NULL;
    CREATE INDEX articles_gone ON articles(date_last_seen) WHERE status = 'gone';
    INSERT INTO edits (article_id, seen_at)
        SELECT DISTINCT r.article_id, r.seen_at FROM revisions AS r WHERE EXISTS
            (SELECT 1 FROM revisions AS q
            WHERE q.article_id = r.article_id AND q.seen_at < r.seen_at);
    """)
