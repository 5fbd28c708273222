"""Place all stories in events again, since stems of long series are no evidence any more."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute("INSERT OR IGNORE INTO events_to_place SELECT id FROM stories")
