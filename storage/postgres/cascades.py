"""Deletes what depends on deleted articles and sources by triggers, where there are many rows.

The server checks a foreign key for each row that is inserted. An article has about 20 recurring
lines with three references each, and a dozen rows of evidence. The checks for the lines took about
0.9 of 3.4 ms of the server for each article (``bench_cluster``). A trigger runs once for each
statement that deletes, and costs nothing else.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

# A table → the tables that refer to its rows, and their columns that hold its ``id``.
_REFERENCES: Mapping[str, Mapping[str, str]] = {
    "articles": {"boilerplate_sightings": "article_id", "evidence": "article_id"},
    "sources": {"boilerplate_sightings": "source_id", "boilerplate": "source_id"},
}
TABLES_WITHOUT_FOREIGN_KEYS = frozenset(name for names in _REFERENCES.values() for name in names)
_TRIGGER = """
CREATE OR REPLACE FUNCTION delete_lines_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    {deletions}
    RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER delete_lines AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION delete_lines_of_{table}();
"""
_HAS_TRIGGERS = """
    SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
    WHERE t.tgname = 'delete_lines' AND c.relnamespace = current_schema()::regnamespace
"""
_FOREIGN_KEYS = """
    SELECT c.relname, k.conname FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
    WHERE k.contype = 'f' AND c.relname = ANY(%s)
        AND c.relnamespace = current_schema()::regnamespace
"""


def cascade_deletions(raw: "psycopg.Connection[Any]") -> None:
    """Create the triggers if they are missing, and drop the foreign keys of an earlier version.

    A database with such foreign keys may have triggers that delete from fewer tables.
    """
    (count,) = raw.execute(_HAS_TRIGGERS).fetchone() or (0,)
    keys = raw.execute(_FOREIGN_KEYS, [list(TABLES_WITHOUT_FOREIGN_KEYS)]).fetchall()
    if count == len(_REFERENCES) and not keys:
        return
    for table, columns in _REFERENCES.items():
        deletions = " ".join(
            f"DELETE FROM {name} WHERE {column} IN (SELECT id FROM gone);"  # noqa: S608
            for name, column in columns.items()
        )
        raw.execute(_TRIGGER.format(table=table, deletions=deletions))
    for table, name in keys:
        raw.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
