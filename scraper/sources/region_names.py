"""Stores the names of regions in the database, where the site reads them."""

from sqlite_utils import Database

from scraper.sources.regions import region, russian_regions
from storage.database.sqlite import transaction


def name_regions(db: Database) -> None:
    """Store the name of each region that has a source or may be suggested for a text.

    Only names that are missing or have changed are written, so that most runs write none.
    """
    sources = [code for (code,) in db.execute("SELECT DISTINCT region FROM sources")]
    codes = {*sources, *russian_regions()}
    known = {code: found.name for code in codes if (found := region(code))}
    stored = dict(db.execute("SELECT code, name FROM regions").fetchall())
    changed = [(code, name) for code, name in known.items() if stored.get(code) != name]
    if changed:
        with transaction(db):
            db.conn.executemany("INSERT OR REPLACE INTO regions VALUES (?, ?)", changed)
