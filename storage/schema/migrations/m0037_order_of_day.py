"""Store the order of an article on its day beside its bands, by which its neighbours are found.

Articles from before have none; it is computed from their rank when their bands are read.
"""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute("ALTER TABLE bands ADD COLUMN order_of_day INTEGER")
