"""Sources, runs of the crawl, indexes and hosts."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE sources (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        home TEXT NOT NULL,
        region TEXT NOT NULL,
        timezone TEXT NOT NULL,
        language TEXT,
        owner TEXT,
        enabled INTEGER NOT NULL DEFAULT 1,
        group_copies INTEGER NOT NULL DEFAULT 1, -- 0: its articles join no story
        status TEXT,                        -- a fixed vocabulary; null until polled
        status_detail TEXT,
        last_polled_at TEXT,
        last_new_article_at TEXT,
        next_poll_at TEXT,
        consecutive_failures INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE crawls (
        id INTEGER PRIMARY KEY,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        counts TEXT NOT NULL DEFAULT '{}',  -- JSON: outcome -> number of URLs
        sources TEXT NOT NULL DEFAULT '{}', -- JSON: source -> outcome -> number
        exit_reason TEXT
    );
    CREATE TABLE endpoints (                -- feeds, sitemaps, listings
        url TEXT PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        kind TEXT NOT NULL,                 -- feed, sitemap, listing, home
        configured INTEGER NOT NULL,        -- 1 named in sources.toml, 0 found
        etag TEXT,
        last_modified TEXT,
        parent TEXT,                        -- the sitemap index that names it
        status TEXT,
        status_detail TEXT,
        checked_at TEXT,
        next_check_at TEXT,
        consecutive_failures INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX endpoints_source ON endpoints(source_id);
    CREATE TABLE hosts (                    -- what hosts ask of crawlers, kept between runs
        host TEXT PRIMARY KEY,
        robots TEXT,                        -- robots.txt as last fetched; '' allows everything
        robots_fetched_at TEXT,
        not_before TEXT                     -- from Retry-After, or a long Crawl-delay
    );
    """)
