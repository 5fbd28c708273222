"""Add the versions of the rules by which stored values were computed, on both databases.

If the version of the program differs, the next run computes the values again.
"""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE rule_versions (
        subject TEXT PRIMARY KEY,           -- what the rules compute, such as 'events'
        version INTEGER NOT NULL
    );
    """)
