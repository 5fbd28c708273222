"""Add the index that finds the stories that several owners' outlets have, by time."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute(
        "CREATE INDEX stories_of_several ON stories(date_first_published, regions)"
        " WHERE source_count >= 2"
    )
