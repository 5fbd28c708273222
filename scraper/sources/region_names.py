"""Stores the names of regions in the database, where the site reads them."""

from sqlite_utils import Database

from scraper.sources.regions import region, russian_regions
from storage.database.sqlite import transaction


def name_regions(db: Database) -> None:
    """Store the name of each region that has a source or may be suggested for a text.

    Only names that are missing or have changed are written, so that most runs write none.
    """
    codes_of_sources = [code for (code,) in db.execute("SELECT DISTINCT region FROM sources")]
    regions = map(region, {*codes_of_sources, *russian_regions()})
    names = {known.code: known.name for known in regions if known}
    stored = dict(db.execute("SELECT code, name FROM regions").fetchall())
    changed = [(code, name) for code, name in names.items() if stored.get(code) != name]
    if changed:
        with transaction(db):
            db.conn.executemany("INSERT OR REPLACE INTO regions VALUES (?, ?)", changed)
