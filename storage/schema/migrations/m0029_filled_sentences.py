"""Store the sentences with numbers of each article, by which reports of one template differ.

Articles from before have none until they are placed again; they are compared by their texts.
"""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute("ALTER TABLE signatures ADD COLUMN word_count INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE signatures ADD COLUMN filled BLOB")
