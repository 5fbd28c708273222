"""The articles whose texts were pruned, and the stories whose texts are never pruned."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE pruned_texts (             -- articles whose text and versions were deleted
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        pruned_at TEXT NOT NULL
    );
    CREATE TABLE kept_stories (             -- by `scrapy keep`; also ids from before a merge
        story_id TEXT PRIMARY KEY,
        kept_at TEXT NOT NULL
    ) WITHOUT ROWID;
    """)
