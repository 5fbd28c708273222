"""Add the index of the stories that outlets of several owners have, by time."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute(
        "CREATE INDEX stories_of_several ON stories(date_first_published, regions)"
        " WHERE source_count >= 2"
    )
