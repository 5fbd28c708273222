"""The log of changed rows on the server, by which ``scrapy sync`` publishes only what changed.

Triggers write the keys of all rows that a statement changes into the table ``changed_keys``, with
the number of the transaction. A row of this table holds up to 1000 keys. A published file holds a
snapshot, which names the transactions whose rows are in the file. The rows of all other
transactions are published next. So no row is missed if transactions end in another order than they
began.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.postgres.connection import Postgres

if TYPE_CHECKING:
    import psycopg

Key = Mapping[str, str]  # names of columns with their types on the server
# Tables that are published in groups of rows. Their rows have no key of their own, or are read in
# the order in which they were written. The columns are the key of a group.
_GROUPS: Mapping[str, Key] = {
    "revisions": {"article_id": "bigint"},
    "evidence": {"article_id": "bigint"},
    "endpoints": {"source_id": "text"},
    "signature_state": {},  # one row
}
_MAX_KEYS = 1000  # in one row of the log
KEPT_DAYS = 14  # for which the log is kept; a file of an earlier state is written as a whole
_CREATE = """
DROP TABLE IF EXISTS changed_rows;
CREATE TABLE IF NOT EXISTS changed_keys (
    relation TEXT NOT NULL, keys TEXT[] NOT NULL, xid XID8 NOT NULL DEFAULT pg_current_xact_id(),
    changed_at TIMESTAMPTZ NOT NULL DEFAULT now());
CREATE INDEX IF NOT EXISTS changed_keys_xid ON changed_keys(xid);
CREATE TABLE IF NOT EXISTS changed_rows_deleted (xid XID8 NOT NULL);
"""
# A function that writes the keys of changed rows into the log. ``rows`` is the table of the changed
# rows within the trigger, and ``key`` the SQL of a key as JSON list.
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {{name}}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changed_keys (relation, keys) SELECT '{{table}}', array_agg(key)
    FROM (SELECT key, row_number() OVER () / {_MAX_KEYS} AS part
          FROM (SELECT {{distinct}} {{key}} AS key FROM {{rows}}) AS changed) AS numbered
    GROUP BY part;
    RETURN NULL; END $$;
"""  # noqa: S608
_TRIGGER = """
CREATE OR REPLACE TRIGGER log_{event} AFTER {event} ON {table} REFERENCING {rows}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
# The tables whose changes are logged.
_LOGGED = """
    SELECT c.relname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
    WHERE to_regclass('changed_keys') IS NOT NULL AND t.tgname = 'log_insert'
        AND c.relnamespace = current_schema()::regnamespace
"""
# The state of the server: the name of its log, and a snapshot. The name changes if the log is
# created again, or if the server is restored from a copy.
_STATE = """
    SELECT format('%s/%s/%s/%s', (SELECT system_identifier FROM pg_control_system()),
        (SELECT timeline_id FROM pg_control_checkpoint()), oid, 'changed_keys'::regclass::oid),
        pg_current_snapshot()::text
    FROM pg_database WHERE datname = current_database()
"""
_KEYS = "changed_keys CROSS JOIN unnest(keys) AS key"
# Selects the changes of transactions that the snapshot {0} does not see.
_SINCE = """
    xid >= pg_snapshot_xmin('{0}'::pg_snapshot)
    AND NOT pg_visible_in_snapshot(xid, '{0}'::pg_snapshot)
"""
# Whether no transaction after the snapshot has lost its rows of the log.
_REACHES_BACK = """
    SELECT NOT EXISTS (
        SELECT 1 FROM changed_rows_deleted WHERE xid >= pg_snapshot_xmin(%s::pg_snapshot))
"""


@dataclass(frozen=True, slots=True)
class ServerState:
    """The name of the log on a server, and a snapshot as PostgreSQL writes it."""

    server: str
    snapshot: str


def log_changes(raw: "psycopg.Connection[Any]", keys: Mapping[str, Key]) -> None:
    """Create the log, and the triggers of tables that lack them, in the caller's transaction."""
    logged = {name for (name,) in raw.execute(_LOGGED).fetchall()}
    missing = [table for table in keys if table not in logged]
    if missing:  # all tables, if the log is of an earlier version or was never made
        raw.execute(_CREATE)
    for table in missing:
        for statement in _triggers(table, key_of(table, keys)):
            raw.execute(statement)


def _triggers(table: str, key: Key) -> list[str]:
    """Return the SQL of the triggers of a table, and of the two functions that they call.

    An update logs the former and the new keys of its rows, as it may change a key. ``rows_now`` are
    the rows that a statement inserted or deleted, or the new form of those that it updated.
    """
    columns = ", ".join(key)
    key_as_json = f"json_build_array({columns})::text"
    former_and_new = f"(SELECT {columns} FROM old_rows UNION SELECT {columns} FROM rows_now) AS r"  # noqa: S608
    if not key:  # the table has one row, without a key
        former_and_new = "rows_now"
    distinct = "DISTINCT" if table in _GROUPS else ""
    log_rows = f"log_rows_of_{table}"
    log_update = f"log_update_of_{table}"
    return [
        _FUNCTION.format(
            name=log_rows, table=table, key=key_as_json, rows="rows_now", distinct=distinct
        ),
        _FUNCTION.format(
            name=log_update, table=table, key=key_as_json, rows=former_and_new, distinct=distinct
        ),
        _TRIGGER.format(event="insert", table=table, name=log_rows, rows="NEW TABLE AS rows_now"),
        _TRIGGER.format(event="delete", table=table, name=log_rows, rows="OLD TABLE AS rows_now"),
        _TRIGGER.format(
            event="update", table=table, name=log_update,
            rows="OLD TABLE AS old_rows NEW TABLE AS rows_now",
        ),
    ]  # fmt: skip


def key_of(table: str, keys: Mapping[str, Key]) -> Key:
    """Return the columns by which the log names the changed rows of a table."""
    return _GROUPS.get(table, keys[table])


def is_group(table: str) -> bool:
    """Return whether a key of this table names several rows, which are replaced together."""
    return table in _GROUPS


def server_state(server: Postgres) -> ServerState:
    """Return the state that the present transaction sees."""
    return ServerState(*server.conn.raw.execute(_STATE).fetchone())


def log_reaches_back(server: Postgres, former: ServerState) -> bool:
    """Return whether the log holds every change since an earlier state of the same server."""
    if server_state(server).server != former.server:
        return False
    (reaches,) = server.conn.raw.execute(_REACHES_BACK, [former.snapshot]).fetchone()
    return bool(reaches)


def changed_tables(server: Postgres, former: ServerState) -> dict[str, int]:
    """Return the tables with changed rows, and how many rows or groups of rows changed in each."""
    rows = server.conn.raw.execute(
        f"SELECT relation, count(DISTINCT key) FROM {_KEYS}"  # noqa: S608
        f" WHERE {_since(former)} GROUP BY relation"
    )
    return dict(rows.fetchall())


def select_deleted(table: str, key: Key, former: ServerState) -> str:
    """Return the SQL of the keys whose rows are to be deleted from the file.

    The rows of a changed group are all deleted, since ``select_changed`` returns all that are left.
    """
    is_gone = f"NOT EXISTS (SELECT 1 FROM {table} AS t WHERE {_same_key(key)})"  # noqa: S608
    condition = "TRUE" if is_group(table) else is_gone
    return (
        f"SELECT key FROM (SELECT DISTINCT key FROM {_KEYS} WHERE relation = '{table}'"  # noqa: S608
        f" AND {_since(former)}) AS c WHERE {condition}"
    )


def select_changed(table: str, columns: str, key: Key, former: ServerState) -> str:
    """Return the SQL of the changed rows as they are now."""
    order = " ORDER BY t.rowid" if is_group(table) and key else ""
    return (
        f"SELECT {columns} FROM (SELECT DISTINCT key AS logged_key FROM {_KEYS}"  # noqa: S608
        f" WHERE relation = '{table}' AND {_since(former)}) AS c"
        f" JOIN {table} AS t ON {_same_key(key, 'c.logged_key')}{order}"
    )


def trim_log(server: Postgres) -> None:
    """Delete rows of the log that are older than ``KEPT_DAYS``, and note the newest of them."""
    raw = server.conn.raw
    is_old = f"changed_at < now() - interval '{KEPT_DAYS} days'"
    with raw.transaction():
        deleted = raw.execute(
            f"DELETE FROM changed_keys WHERE {is_old} RETURNING xid"  # noqa: S608
        ).fetchall()
        if deleted:
            raw.execute("DELETE FROM changed_rows_deleted")
            raw.execute(
                "INSERT INTO changed_rows_deleted VALUES (%s::text::xid8)",
                [str(max(int(xid) for (xid,) in deleted))],
            )


def _since(former: ServerState) -> str:
    return _SINCE.format(former.snapshot)


def _same_key(key: Key, logged: str = "c.key") -> str:
    """Return the SQL condition that a row of the table ``t`` has a logged key."""
    conditions = [
        f"t.{name} = ({logged}::json->>{place})::{kind}"
        for place, (name, kind) in enumerate(key.items())
    ]
    return " AND ".join(conditions) or "TRUE"
