"""Damages database files as a failing disk would."""

import sqlite3
from contextlib import closing
from pathlib import Path

_PAGE_BYTES = 4096


def damage_pages(path: Path) -> None:
    """Overwrite the first half of each page in the middle third of the file."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        size = path.stat().st_size
        for place in range(size // 3, size * 2 // 3, _PAGE_BYTES):
            # The first half contains the header of the page; the rest may be unused.
            file.seek(place - place % _PAGE_BYTES)
            file.write(b"\xff" * (_PAGE_BYTES // 2))
