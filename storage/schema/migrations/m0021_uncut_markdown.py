"""The Markdown of articles from which recurring lines are cut, so that a line can be put back."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE uncut_markdown (           -- of articles whose article_markdown lacks lines
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        text TEXT NOT NULL
    );
    """)
