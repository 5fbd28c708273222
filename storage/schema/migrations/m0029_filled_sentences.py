"""Add the sentences with numbers of each article, by which reports of one template differ.

An article that was stored before is compared by its text until it is placed again.
"""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute("ALTER TABLE signatures ADD COLUMN word_count INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE signatures ADD COLUMN filled BLOB")
