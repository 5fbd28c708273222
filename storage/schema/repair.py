"""Bringing a database to the tables that its migrations make today.

Before they were append-only, migrations were edited after they had run, so a database may lack
tables, columns, indexes and triggers that its list of applied migrations promises.
"""

from collections.abc import Iterator

from sqlite_utils import Database

# Tables to which no other table refers: those are made anew where a column can't be added. What
# fills a column that the old table lacks; matches and band values are computed again.
_FILLED = {
    "alerts": {"notifies": "1"},
    "urls": {"identity": "url"},
    "signatures": {"templates": "x''", "day": "0", "rank": "''", "is_digest": "0"},
}
_EMPTIED = ("matches", "bands")


def repair(db: Database, wanted: Database) -> set[str]:
    """Give the database what ``wanted`` has and it lacks; return the tables made or changed.

    To be called in a transaction. Columns and tables that ``wanted`` lacks are left alone.
    """
    changed = set()
    for name, sql in _objects(wanted, "table").items():
        if _is_virtual(sql) or name.startswith(("sqlite_", "_sqlite", "article_search_")):
            continue
        if not db[name].exists():
            db.execute(sql)
            changed.add(name)
        elif lacking := _lacking(db, wanted, name):
            if all(_can_be_added(wanted, name, column) for column in lacking):
                _add_columns(db, wanted, name, lacking)
            else:
                _make_anew(db, name, sql, lacking)
            changed.add(name)
    for kind in ("index", "trigger"):
        for name in _different(db, wanted, kind):
            db.execute(f"DROP {kind} IF EXISTS {name}")
            db.execute(_objects(wanted, kind)[name])
    return changed


def _objects(db: Database, kind: str) -> dict[str, str]:
    rows = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL ORDER BY rowid",
        [kind],
    )
    return dict(rows.fetchall())


def _is_virtual(sql: str) -> bool:
    return sql.startswith("CREATE VIRTUAL")


def _columns(db: Database, table: str) -> dict[str, tuple[str, bool, str | None]]:
    """Type, whether null is refused, and default of each column."""
    rows = db.execute(f"PRAGMA table_info({table})").fetchall()
    return {name: (kind, bool(required), default) for _, name, kind, required, default, _ in rows}


def _lacking(db: Database, wanted: Database, table: str) -> list[str]:
    present = _columns(db, table)
    return [name for name in _columns(wanted, table) if name not in present]


def _can_be_added(wanted: Database, table: str, column: str) -> bool:
    _, required, default = _columns(wanted, table)[column]
    return not required or default is not None


def _add_columns(db: Database, wanted: Database, table: str, names: list[str]) -> None:
    for name in names:
        kind, required, default = _columns(wanted, table)[name]
        rule = f" NOT NULL DEFAULT {default}" if required else ""
        db.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}{rule}")


def _make_anew(db: Database, table: str, sql: str, lacking: list[str]) -> None:
    """Replace the table by one of the wanted columns, with the rows it had where they fit."""
    db.execute(f"ALTER TABLE {table} RENAME TO {table}_before_repair")
    db.execute(sql)
    if table not in _EMPTIED:
        filled = _FILLED[table]
        names = list(_columns(db, table))
        values = [filled.get(name, "NULL") if name in lacking else name for name in names]
        db.execute(
            f"INSERT OR IGNORE INTO {table} ({', '.join(names)})"  # noqa: S608
            f" SELECT {', '.join(values)} FROM {table}_before_repair"
        )
    db.execute(f"DROP TABLE {table}_before_repair")


def _different(db: Database, wanted: Database, kind: str) -> Iterator[str]:
    present = {name: _plain(sql) for name, sql in _objects(db, kind).items()}
    for name, sql in _objects(wanted, kind).items():
        if present.get(name) != _plain(sql):
            yield name


def _plain(sql: str) -> str:
    return " ".join(sql.replace('"', "").split())
