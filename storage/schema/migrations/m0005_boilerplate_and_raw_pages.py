"""Recurring lines, raw pages, alerts and the outbox of their messages."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE boilerplate (              -- text blocks that recur across a source's articles
        source_id TEXT NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        block_hash INTEGER NOT NULL,
        sample TEXT NOT NULL,
        article_count INTEGER NOT NULL,     -- distinct stories it was seen in
        first_seen_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL,
        ruling TEXT NOT NULL DEFAULT 'learning', -- learning, cut, kept (a person's word)
        PRIMARY KEY (source_id, block_hash)
    ) WITHOUT ROWID;
    CREATE TABLE boilerplate_sightings (    -- which articles hold which learnable block
        source_id TEXT NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        block_hash INTEGER NOT NULL,
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        PRIMARY KEY (source_id, block_hash, article_id)
    ) WITHOUT ROWID;
    CREATE INDEX boilerplate_cuts ON boilerplate(source_id, ruling, block_hash)
        WHERE ruling = 'cut';
    CREATE INDEX boilerplate_sightings_article ON boilerplate_sightings(article_id);
    CREATE TABLE raw_pages (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        url TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        encoding TEXT,
        body BLOB NOT NULL                  -- zstd
    );
    CREATE INDEX raw_pages_fetched ON raw_pages(fetched_at);
    CREATE TABLE outbox (                   -- one message per story and alert
        id INTEGER PRIMARY KEY,
        alert TEXT NOT NULL,
        story_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        sent_at TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        accepted TEXT NOT NULL DEFAULT '[]', -- JSON: hashes of the addresses that took it
        UNIQUE (alert, story_id)
    );
    CREATE TABLE alerts (                   -- alerts.toml as the crawl reads it, without addresses
        id TEXT PRIMARY KEY,
        words TEXT NOT NULL,
        regions TEXT NOT NULL,              -- JSON array of ISO 3166-2 codes
        sources TEXT NOT NULL,              -- JSON array of source ids
        notifies INTEGER NOT NULL           -- 0: it is only a feed
    ) WITHOUT ROWID;
    CREATE INDEX outbox_waiting ON outbox(id) WHERE sent_at IS NULL;
    CREATE INDEX outbox_newest ON outbox(alert, id, sent_at, story_id);
    """)
