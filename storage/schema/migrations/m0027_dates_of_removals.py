"""Add the time at which an article was found removed; it is null for removals found before."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    ALTER TABLE articles ADD COLUMN date_gone TEXT;
    DROP INDEX articles_gone;
    CREATE INDEX articles_removed ON articles(coalesce(date_gone, date_last_seen))
        WHERE status = 'gone';
    """)
