"""The names of the regions in the database, for pages that know only codes."""

from sqlite_utils import Database

from scraper.sources.regions import region
from storage.database.sqlite import transaction


def name_regions(db: Database) -> None:
    """Write the name of every region a stored source stands in."""
    with transaction(db):
        codes = [code for (code,) in db.execute("SELECT DISTINCT region FROM sources")]
        known = [(code, found.name) for code in codes if (found := region(code))]
        db.conn.executemany("INSERT OR REPLACE INTO regions VALUES (?, ?)", known)
