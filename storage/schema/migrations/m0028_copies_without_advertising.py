"""Leave advertising out of ``copies``, by which first publishers and citations are counted."""

from sqlite_utils import Database

from storage.schema import copies_without_advertising


def migrate(db: Database) -> None:
    db.executescript(copies_without_advertising.SCHEMA)
