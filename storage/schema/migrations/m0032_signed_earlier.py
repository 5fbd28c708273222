"""Add the index that finds the articles whose features an earlier version computed."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute(
        "CREATE INDEX signatures_earlier ON signatures(day)"
        " WHERE word_count = 0 AND shingle_count > 0"
    )
