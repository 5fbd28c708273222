"""Add the digests by which the next download of an article's page is known to be unchanged."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE page_versions (            -- of articles that will be visited again
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        page_digest BLOB NOT NULL,          -- of the page's bytes and the context of its reading
        article_digest BLOB,                -- of what the article was read from; NULL: not known
        etag TEXT,
        last_modified TEXT,
        read_at TEXT NOT NULL,              -- when the outlet last sent the page
        not_modified INTEGER NOT NULL DEFAULT 0 -- answers 304 in a row since then
    );
    """)
