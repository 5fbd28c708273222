"""Add the table of texts that outlets serve in the place of articles, with a ruling on each."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE refused_texts (            -- known by articles with one text, unlike headlines
        source_id TEXT NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
        text_hash TEXT NOT NULL,            -- of article_body
        ruling TEXT NOT NULL,               -- refused, or kept (a person's word)
        seen_at TEXT NOT NULL,              -- when the articles showed it
        PRIMARY KEY (source_id, text_hash)
    ) WITHOUT ROWID;
    """)
