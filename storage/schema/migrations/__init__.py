"""The schema as numbered migrations, one module each; a migration on ``main`` is never edited.

To change the schema, add a module ``mNNNN_what_it_does.py`` under the next free number, with one
function ``migrate(db)`` that runs in a transaction, and the module's line in
``tests/test_storage_schema_migrations.py``. It is found here by its name; nothing else lists it.
What a migration has done to somebody's database stays done, so a mistake is mended by a further
migration. That holds for constants and functions it imports, too.

A column added to a table that has rows needs a default or must be nullable. PostgreSQL is given
the same tables and columns by ``storage.postgres.schema``, but not what a migration does to rows.
"""

from importlib import import_module
from pkgutil import iter_modules

from sqlite_utils import Database, Migrations

NAMES = tuple(sorted(found.name for found in iter_modules(__path__)))
VERSION = int(NAMES[-1][1:5])  # of the schema: the number of the newest migration


def migrations(names: tuple[str, ...] = NAMES) -> Migrations:
    """Return the migrations of these names, for ``apply``, ``applied`` and ``pending``."""
    found = Migrations("svodka")
    for name in names:
        found(name=name)(import_module(f"{__name__}.{name}").migrate)
    return found


def bring_up_to_date(db: Database) -> None:
    """Apply what the database lacks, and write the schema's number as ``PRAGMA user_version``."""
    wanted = migrations()
    if wanted.pending(db):
        wanted.apply(db)
        db.execute(f"PRAGMA user_version = {VERSION}").fetchall()
