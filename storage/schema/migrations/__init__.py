"""Defines the schema by numbered migrations, one module each, which are never edited later.

To change the schema, add a module ``mNNNN_what_it_does.py`` under the next free number. It has one
function ``migrate(db)``, which runs in a transaction. Add its line to
``tests/test_storage_schema_migrations.py``, too. The module is found by its name.

A migration and the constants and functions that it imports must not change, since it has run on
databases of users; a mistake is corrected by a further migration. A column added to a table with
rows needs a default or must be nullable. ``storage.postgres.schema`` creates the same tables and
columns in PostgreSQL, without the changes that a migration makes to rows.
"""

from importlib import import_module
from pkgutil import iter_modules

from sqlite_utils import Database, Migrations

NAMES = tuple(sorted(module.name for module in iter_modules(__path__)))
VERSION = int(NAMES[-1][1:5])  # of the schema: the number of the newest migration


def migrations(names: tuple[str, ...] = NAMES) -> Migrations:
    """Return the migrations of these names as an object of sqlite-utils."""
    registry = Migrations("svodka")
    for name in names:
        register = registry(name=name)
        register(import_module(f"{__name__}.{name}").migrate)
    return registry


def bring_up_to_date(db: Database) -> None:
    """Apply the missing migrations, and write the schema's number as ``PRAGMA user_version``."""
    registry = migrations()
    if registry.pending(db):
        registry.apply(db)
        db.execute(f"PRAGMA user_version = {VERSION}").fetchall()
