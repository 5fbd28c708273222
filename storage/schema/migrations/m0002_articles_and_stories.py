"""Articles with their versions and evidence, stories, and matches between articles."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
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
