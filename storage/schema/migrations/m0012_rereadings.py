"""Add the table of the last page that `scrapy reextract` read, after which the next run goes on."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE rereadings (
        scope TEXT PRIMARY KEY,             -- the source whose pages are read, or '' for all
        article_id INTEGER NOT NULL,        -- the last article whose page was read
        rules TEXT NOT NULL                 -- digest of the rules it was read by
    ) WITHOUT ROWID;
    """)
