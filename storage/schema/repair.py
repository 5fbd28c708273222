"""Repairs the schema of an old database that differs although its migrations were applied.

Some migrations were edited after databases had been migrated by them. Such a database may lack
tables, columns, indexes and triggers, or may have indexes and triggers of an earlier form.
"""

from collections.abc import Iterator

from sqlite_utils import Database

# SQLite cannot add a column that is NOT NULL and has no default. A table that lacks such a column
# is created again. That is safe for the tables here and in _RECOMPUTED_TABLES, because no other
# table refers to them. The values here are SQL expressions for the columns that the table lacked.
_VALUES_OF_NEW_COLUMNS = {
    "alerts": {"notifies": "1"},
    "urls": {"identity": "url"},
    "signatures": {"templates": "x''", "day": "0", "rank": "''", "is_digest": "0"},
}
# If one of these tables is created again, its rows are dropped. The next crawl computes them again.
_RECOMPUTED_TABLES = ("matches", "bands")


def repair(db: Database, model: Database) -> set[str]:
    """Give ``db`` the tables, columns, indexes and triggers of ``model``.

    Missing ones are added. An index or trigger whose SQL differs is replaced. A table that lacks a
    column without a default is created again, without the columns that ``model`` does not have.
    Then ``matches`` and ``bands`` lose all their rows. Another table loses the rows that violate a
    constraint of the new table, such as rows with equal values in a unique column. Further tables,
    columns, indexes and triggers of ``db`` stay. Virtual tables and the tables of the search index
    are not repaired.

    Return the names of the tables that were created or changed. The caller must hold a transaction.
    """
    changed = set()
    for name, sql in _objects(model, "table").items():
        if _is_virtual(sql) or name.startswith(("sqlite_", "_sqlite", "article_search_")):
            continue
        if not db[name].exists():
            db.execute(sql)
            changed.add(name)
        elif missing := _missing_columns(db, model, name):
            if all(_can_be_added(model, name, column) for column in missing):
                _add_columns(db, model, name, missing)
            else:
                _recreate_table(db, name, sql, missing)
            changed.add(name)
    for kind in ("index", "trigger"):
        for name in _names_that_differ(db, model, kind):
            db.execute(f"DROP {kind} IF EXISTS {name}")
            db.execute(_objects(model, kind)[name])
    return changed


def _objects(db: Database, kind: str) -> dict[str, str]:
    """Return the SQL of all tables, indexes or triggers by name, in the order of creation.

    ``kind`` is ``table``, ``index`` or ``trigger``. Indexes that SQLite makes itself are left out.
    """
    rows = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL ORDER BY rowid",
        [kind],
    )
    return dict(rows.fetchall())


def _is_virtual(sql: str) -> bool:
    return sql.startswith("CREATE VIRTUAL")


def _columns(db: Database, table: str) -> dict[str, tuple[str, bool, str | None]]:
    """Return for each column its type, whether it is NOT NULL, and its default as SQL or None."""
    rows = db.execute(f"PRAGMA table_info({table})").fetchall()
    return {name: (type_, bool(not_null), default) for _, name, type_, not_null, default, _ in rows}


def _missing_columns(db: Database, model: Database, table: str) -> list[str]:
    present = _columns(db, table)
    return [name for name in _columns(model, table) if name not in present]


def _can_be_added(model: Database, table: str, column: str) -> bool:
    """Return whether SQLite can add the column to a table that exists."""
    _, not_null, default = _columns(model, table)[column]
    return not not_null or default is not None


def _add_columns(db: Database, model: Database, table: str, names: list[str]) -> None:
    for name in names:
        type_, not_null, default = _columns(model, table)[name]
        constraint = f" NOT NULL DEFAULT {default}" if not_null else ""
        db.execute(f"ALTER TABLE {table} ADD COLUMN {name} {type_}{constraint}")


def _recreate_table(db: Database, table: str, sql: str, missing: list[str]) -> None:
    """Create a table again with ``sql``, and copy its rows with values for ``missing`` columns.

    The rows of ``_RECOMPUTED_TABLES`` are not copied.
    """
    db.execute(f"ALTER TABLE {table} RENAME TO {table}_before_repair")
    db.execute(sql)
    if table not in _RECOMPUTED_TABLES:
        new_values = _VALUES_OF_NEW_COLUMNS[table]
        names = list(_columns(db, table))
        values = [new_values.get(name, "NULL") if name in missing else name for name in names]
        db.execute(
            f"INSERT OR IGNORE INTO {table} ({', '.join(names)})"  # noqa: S608
            f" SELECT {', '.join(values)} FROM {table}_before_repair"
        )
    db.execute(f"DROP TABLE {table}_before_repair")


def _names_that_differ(db: Database, model: Database, kind: str) -> Iterator[str]:
    """Yield the names of the indexes or triggers that ``db`` lacks or has with other SQL."""
    present = {name: _normalized_sql(sql) for name, sql in _objects(db, kind).items()}
    for name, sql in _objects(model, kind).items():
        if present.get(name) != _normalized_sql(sql):
            yield name


def _normalized_sql(sql: str) -> str:
    """Return SQL without double quotes and with single spaces, so that only its words count."""
    return " ".join(sql.replace('"', "").split())
