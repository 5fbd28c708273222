"""Adds what an old database lacks although all migrations were applied to it.

Migrations were once edited after they had run. A database of that time may lack tables, columns,
indexes and triggers.
"""

from collections.abc import Iterator

from sqlite_utils import Database

# SQLite cannot add a column that is NOT NULL without a default. The table is then created again,
# which is safe for these tables because no other table refers to them. The values are SQL
# expressions for the columns that an old table lacks.
_VALUES_OF_NEW_COLUMNS = {
    "alerts": {"notifies": "1"},
    "urls": {"identity": "url"},
    "signatures": {"templates": "x''", "day": "0", "rank": "''", "is_digest": "0"},
}
# The rows of these tables are not copied, since they are computed again.
_RECOMPUTED_TABLES = ("matches", "bands")


def repair(db: Database, wanted: Database) -> set[str]:
    """Add the tables, columns, indexes and triggers that ``wanted`` has and ``db`` lacks.

    Return the names of the tables that were created or changed. Nothing is removed from ``db``.
    Call it in a transaction.
    """
    changed = set()
    for name, sql in _objects(wanted, "table").items():
        if _is_virtual(sql) or name.startswith(("sqlite_", "_sqlite", "article_search_")):
            continue
        if not db[name].exists():
            db.execute(sql)
            changed.add(name)
        elif missing := _missing_columns(db, wanted, name):
            if all(_can_be_added(wanted, name, column) for column in missing):
                _add_columns(db, wanted, name, missing)
            else:
                _recreate_table(db, name, sql, missing)
            changed.add(name)
    for kind in ("index", "trigger"):
        for name in _names_that_differ(db, wanted, kind):
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
    """Return for each column its type, whether it is NOT NULL, and its default."""
    rows = db.execute(f"PRAGMA table_info({table})").fetchall()
    return {name: (kind, bool(required), default) for _, name, kind, required, default, _ in rows}


def _missing_columns(db: Database, wanted: Database, table: str) -> list[str]:
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


def _recreate_table(db: Database, table: str, sql: str, missing: list[str]) -> None:
    """Create a table again with all columns, and copy its rows with values for the missing ones."""
    db.execute(f"ALTER TABLE {table} RENAME TO {table}_before_repair")
    db.execute(sql)
    if table not in _RECOMPUTED_TABLES:
        defaults = _VALUES_OF_NEW_COLUMNS[table]
        names = list(_columns(db, table))
        values = [defaults.get(name, "NULL") if name in missing else name for name in names]
        db.execute(
            f"INSERT OR IGNORE INTO {table} ({', '.join(names)})"  # noqa: S608
            f" SELECT {', '.join(values)} FROM {table}_before_repair"
        )
    db.execute(f"DROP TABLE {table}_before_repair")


def _names_that_differ(db: Database, wanted: Database, kind: str) -> Iterator[str]:
    present = {name: _normalized_sql(sql) for name, sql in _objects(db, kind).items()}
    for name, sql in _objects(wanted, kind).items():
        if present.get(name) != _normalized_sql(sql):
            yield name


def _normalized_sql(sql: str) -> str:
    return " ".join(sql.replace('"', "").split())
