"""The schema as append-only, numbered migrations; a released one is never edited."""

from sqlite_utils import Database, Migrations

from storage.schema import copies

migrations = Migrations("svodka")


@migrations()
def m0001_sources_and_crawls(db: Database) -> None:
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


@migrations()
def m0002_articles_and_stories(db: Database) -> None:
    db.executescript("""
    CREATE TABLE stories (
        id TEXT PRIMARY KEY,
        headline TEXT NOT NULL,
        canonical_article_id INTEGER NOT NULL
            REFERENCES articles(id) DEFERRABLE INITIALLY DEFERRED,
        date_first_published TEXT NOT NULL,
        article_count INTEGER NOT NULL,
        source_count INTEGER NOT NULL,      -- outlets of one owner count once
        regions TEXT NOT NULL               -- JSON array of ISO 3166-2 codes
    );
    CREATE INDEX stories_first_published ON stories(date_first_published);
    CREATE INDEX stories_canonical ON stories(canonical_article_id);
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES sources(id),
        url TEXT NOT NULL UNIQUE,
        canonical_url TEXT,
        headline TEXT NOT NULL,
        description TEXT,
        article_body TEXT NOT NULL,
        authors TEXT NOT NULL DEFAULT '[]',
        date_published TEXT,
        date_published_raw TEXT,
        date_published_precision TEXT CHECK (date_published_precision IN ('minute', 'day')),
        date_modified TEXT,
        date_first_seen TEXT NOT NULL,
        date_last_seen TEXT NOT NULL,
        in_language TEXT,
        main_image TEXT,
        main_image_caption TEXT,
        main_image_credit TEXT,
        article_section TEXT,
        keywords TEXT NOT NULL DEFAULT '[]',
        credit_text TEXT,
        is_based_on TEXT,
        word_count INTEGER NOT NULL,
        status TEXT NOT NULL DEFAULT 'live' CHECK (status IN ('live', 'gone')),
        story_id TEXT REFERENCES stories(id) DEFERRABLE INITIALLY DEFERRED,
        relation TEXT CHECK (relation IN ('original', 'reprint', 'excerpt', 'digest', 'update'))
    );
    CREATE INDEX articles_source ON articles(source_id, date_published, relation, story_id);
    CREATE INDEX articles_story ON articles(story_id, relation, source_id);
    CREATE INDEX articles_published ON articles(date_published, article_section);
    CREATE INDEX articles_canonical ON articles(canonical_url);
    CREATE TABLE story_redirects (
        old_id TEXT PRIMARY KEY,
        story_id TEXT NOT NULL REFERENCES stories(id) ON DELETE CASCADE
            DEFERRABLE INITIALLY DEFERRED
    );
    CREATE INDEX story_redirects_story ON story_redirects(story_id);
    CREATE TABLE matches (                  -- article_id < other_id
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        other_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        jaccard REAL NOT NULL,
        containment REAL NOT NULL,          -- of the smaller text
        relation TEXT NOT NULL,             -- of the later article to the earlier
        share REAL NOT NULL,                -- of the article's telling shingles the other has
        other_share REAL NOT NULL,
        PRIMARY KEY (article_id, other_id)
    ) WITHOUT ROWID;
    CREATE INDEX matches_other ON matches(other_id);
    CREATE TABLE revisions (                -- every version, the first included
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        seen_at TEXT NOT NULL,
        headline TEXT NOT NULL,
        article_body TEXT NOT NULL
    );
    CREATE INDEX revisions_article ON revisions(article_id, seen_at);
    CREATE TABLE evidence (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        fact TEXT NOT NULL,
        value TEXT NOT NULL,
        found_in TEXT NOT NULL
    );
    CREATE INDEX evidence_article ON evidence(article_id);
    """)


@migrations()
def m0003_urls(db: Database) -> None:
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


@migrations()
def m0004_signatures(db: Database) -> None:
    db.executescript("""
    CREATE TABLE signatures (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        scheme TEXT NOT NULL,               -- of datasketch.MinHash, with its seed and num_perm
        seed INTEGER NOT NULL,
        num_perm INTEGER NOT NULL,
        hashvalues BLOB NOT NULL,
        shingle_count INTEGER NOT NULL,
        templates BLOB NOT NULL,            -- hashes of its sentences, numbers and names masked
        day INTEGER NOT NULL,               -- of publication, counted from 1970-01-01
        rank TEXT NOT NULL,                 -- sorts by publication, then by URL hash
        is_digest INTEGER NOT NULL DEFAULT 0,
        text TEXT                           -- what is compared, where article_body differs from it
    );
    -- The rows of these two are found again from the signature, so that they need no second index,
    -- and article_id is no foreign key.
    CREATE TABLE bands (
        day INTEGER NOT NULL,
        article_id INTEGER NOT NULL,
        band_values BLOB NOT NULL,          -- 32 bits a band of the signature
        PRIMARY KEY (day, article_id)
    ) WITHOUT ROWID;
    CREATE TABLE sentences (
        template INTEGER NOT NULL,
        day INTEGER NOT NULL,
        article_id INTEGER NOT NULL,
        PRIMARY KEY (template, day, article_id)
    ) WITHOUT ROWID;
    CREATE TABLE signature_state (          -- one row: who wrote signatures last, and how often
        version INTEGER NOT NULL,
        writer INTEGER NOT NULL
    );
    INSERT INTO signature_state VALUES (0, 0);
    CREATE TABLE common_sentences (         -- templates found in many unlike texts
        template INTEGER PRIMARY KEY
    );
    """)


@migrations()
def m0005_boilerplate_and_raw_pages(db: Database) -> None:
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


@migrations()
def m0006_search(db: Database) -> None:
    """The search index, kept by triggers in plain SQL, so that any writer keeps it true.

    A trigger cannot stem, so it indexes the words as they stand and notes the article in
    ``search_pending``; ``storage.search.query.index_pending`` adds the stems. Their text is
    kept because a contentless index can only forget what it is told again.
    """
    db.executescript("""
    CREATE TABLE regions (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE article_stems (
        article_id INTEGER PRIMARY KEY,
        headline TEXT NOT NULL,
        body TEXT NOT NULL
    );
    CREATE TABLE search_pending (article_id INTEGER PRIMARY KEY);
    CREATE TABLE search_algorithms (name TEXT PRIMARY KEY) WITHOUT ROWID; -- stemmers in use
    CREATE VIRTUAL TABLE article_search USING fts5(
        headline, body, headline_stems, body_stems,
        content='', tokenize="unicode61 remove_diacritics 2"
    );
    """)
    folded = "replace(replace({}, 'ё', 'е'), 'Ё', 'Е')"
    columns = "headline, body, headline_stems, body_stems"
    add = f"""
        INSERT INTO article_search (rowid, {columns}) VALUES
            (new.id, {folded.format("new.headline")}, {folded.format("new.article_body")}, '', '');
        INSERT OR IGNORE INTO search_pending VALUES (new.id);
    """  # noqa: S608
    forget = f"""
        INSERT INTO article_search (article_search, rowid, {columns}) VALUES
            ('delete', old.id, {folded.format("old.headline")}, {folded.format("old.article_body")},
            coalesce((SELECT headline FROM article_stems WHERE article_id = old.id), ''),
            coalesce((SELECT body FROM article_stems WHERE article_id = old.id), ''));
        DELETE FROM article_stems WHERE article_id = old.id;
        DELETE FROM search_pending WHERE article_id = old.id;
    """  # noqa: S608
    db.executescript(_search_triggers(add, forget))


@migrations()
def m0007_copies(db: Database) -> None:
    db.executescript(copies.SCHEMA)


@migrations()
def m0008_words_indexed_once(db: Database) -> None:
    """Let a writer that adds stems before it commits leave the words to that step.

    Such a writer puts a row into ``search_deferred`` for the length of its transaction.
    """
    db.executescript("""
    CREATE TABLE search_deferred (id INTEGER PRIMARY KEY); -- empty but within a transaction
    ALTER TABLE search_pending ADD COLUMN has_words INTEGER NOT NULL DEFAULT 1;
    DROP TRIGGER article_search_insert;
    DROP TRIGGER article_search_delete;
    DROP TRIGGER article_search_update;
    """)
    folded = "replace(replace({}, 'ё', 'е'), 'Ё', 'Е')"
    columns = "headline, body, headline_stems, body_stems"
    at_once = "NOT EXISTS (SELECT 1 FROM search_deferred)"
    add = f"""
        INSERT INTO article_search (rowid, {columns})
            SELECT new.id, {folded.format("new.headline")}, {folded.format("new.article_body")},
                '', '' WHERE {at_once};
        INSERT OR REPLACE INTO search_pending VALUES (new.id, {at_once});
    """  # noqa: S608
    forget = f"""
        INSERT INTO article_search (article_search, rowid, {columns})
            SELECT 'delete', old.id,
                {folded.format("old.headline")}, {folded.format("old.article_body")},
                coalesce((SELECT headline FROM article_stems WHERE article_id = old.id), ''),
                coalesce((SELECT body FROM article_stems WHERE article_id = old.id), '')
            WHERE coalesce(
                (SELECT has_words FROM search_pending WHERE article_id = old.id), 1);
        DELETE FROM article_stems WHERE article_id = old.id;
        DELETE FROM search_pending WHERE article_id = old.id;
    """  # noqa: S608
    db.executescript(_search_triggers(add, forget))


def _search_triggers(add: str, forget: str) -> str:
    return f"""
    CREATE TRIGGER article_search_insert AFTER INSERT ON articles BEGIN {add} END;
    CREATE TRIGGER article_search_delete AFTER DELETE ON articles BEGIN {forget} END;
    CREATE TRIGGER article_search_update
        AFTER UPDATE OF id, headline, article_body, in_language ON articles
        WHEN old.id <> new.id OR old.headline <> new.headline
            OR old.article_body <> new.article_body OR old.in_language IS NOT new.in_language
        BEGIN {forget} {add} END;
    """
