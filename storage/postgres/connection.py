"""Gives PostgreSQL the interface of SQLite: one connection, the same SQL, one writer at a time.

``BEGIN IMMEDIATE`` also takes an advisory lock. So workers write one after the other, and find the
same stories as a single worker would. This module needs the optional dependencies ``cluster``, and
is imported only if the store is a server.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row

from storage.database.errors import DatabaseUnusableError, server_name
from storage.database.protocols import WRITER_LOCK, Rows
from storage.postgres.row_sets import row_set

_RUN_LOCK = WRITER_LOCK + 1  # the number of the advisory lock of runs
# The parts of a statement that are translated: lists («json_each(?1) AS wanted»), strings (in which
# only «%» is doubled), named parameters («:name»), numbered and other parameters («?1», «?»), the
# beginnings of transactions, and «%».
_TOKEN = re.compile(
    r"json_each\((\?\d*)\) AS wanted(_texts|_rows)?|'(?:[^']|'')*'|(?<!:):([a-z_]\w*)|\?(\d*)"
    r"|BEGIN IMMEDIATE|^BEGIN$|%"
)
# How transactions begin: those that write, and those that only read, whose statements all see one
# state of the database.
_BEGINNINGS = {
    "BEGIN IMMEDIATE": "BEGIN",
    "BEGIN": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}
_MIN_COPIED_ROWS = 30  # for which COPY is used; COPY waits for the server once more than INSERTs do
_MAX_ROW_SET = 2000  # rows of one statement; COPY is faster for more
_MAX_PREPARED = 300  # statements; all statements of a crawl are fewer
# An INSERT without a conflict clause, which COPY can replace.
_PLAIN_INSERT = re.compile(r"INSERT INTO (\w+)(?: (\([\w, ]+\)))? VALUES \((?:\?, )*\?\)")
# Long texts are compressed with lz4 if the server has it, since its default costs more CPU time.
_COMPRESS_FAST = """
    SELECT set_config(name, 'lz4', false) FROM pg_settings
    WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)
"""
# Settings of the server that are switched off. The first three allow plans that read whole tables.
# The other plans then seem costly to the server, and ``jit`` lets it compile costly plans.
_DISABLED_SETTINGS = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit")
# When a connection is lost, psycopg logs the failed pipeline beside the error that we report.
_PSYCOPG_LOG = logging.getLogger("psycopg")
# Errors whose cause is the server or its connection, and not our SQL.
_UNREACHABLE = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.ReadOnlySqlTransaction,
)


class PostgresRows:
    """The rows of a statement, which may not have run yet if it is in a pipeline."""

    def __init__(self, cursor: "psycopg.Cursor[Any]", connection: "PostgresConnection") -> None:
        self._cursor = cursor
        self._connection = connection

    @property
    def rowcount(self) -> int:
        self._connection.wait()
        return int(self._cursor.rowcount)

    def fetchone(self) -> Any:
        with failures(self._connection.url):
            return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        with failures(self._connection.url):
            return list(self._cursor.fetchall())

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())


class PostgresConnection:
    """The methods of ``sqlite3.Connection`` that the storage functions use.

    The statements of a transaction form a pipeline: a statement is sent without waiting for the
    result of the one before it. The server's answer is awaited only where rows are read, and at
    ``COMMIT``. So an error of a write may be raised by a later statement of the transaction.
    """

    def __init__(self, raw: "psycopg.Connection[Any]", url: str) -> None:
        self.raw = raw
        self.url = url
        self._exit_of_pipeline = ExitStack()  # closing it ends the open pipeline
        self._open_pipeline: psycopg.Pipeline | None = None
        self._types_of_sets: dict[str, tuple[str, ...]] = {}  # the ``types_before`` of ``row_set``
        # Counts the moments at which the index of copies may have changed: the beginning of each
        # transaction, and each write to the index.
        self.possible_changes = 0
        self._began_to_read = False  # whether the last transaction began as one that only reads

    @property
    def in_transaction(self) -> bool:
        if self._open_pipeline is not None:  # its BEGIN may not have been answered yet
            return True
        return self.raw.info.transaction_status is not TransactionStatus.IDLE

    @property
    def reads_snapshot(self) -> bool:
        """Whether a transaction is open that only reads, so that all it sees is committed."""
        return self.in_transaction and self._began_to_read

    @property
    def server(self) -> str:
        """The address of the server with the name of the database."""
        info = self.raw.info
        return f"{info.host}:{info.port}/{info.dbname}"

    def execute(self, sql: str, parameters: Any = (), /) -> Rows:
        """Run a statement; the pipeline opens at the beginning of a transaction, and ends with it.

        A pipeline that has failed takes no ROLLBACK, so it is left first.
        """
        with failures(self.url):
            if sql in _BEGINNINGS:
                return self._begin(sql)
            if sql == "ROLLBACK":
                self._leave_pipeline(is_failed=True)
            cursor = self.raw.execute(*_translated_with_values(sql, parameters))
            if sql == "COMMIT":
                self._leave_pipeline()
            return PostgresRows(cursor, self)

    def _begin(self, sql: str) -> Rows:
        """Begin a transaction, in a pipeline; statements that follow wait for the writer's lock."""
        self._enter_pipeline()
        try:
            cursor = self.raw.execute(_BEGINNINGS[sql])
            if sql == "BEGIN IMMEDIATE":
                self.raw.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))
        except BaseException:
            self._leave_pipeline(is_failed=True)
            raise
        self.possible_changes += 1
        self._began_to_read = sql == "BEGIN"
        return PostgresRows(cursor, self)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Rows:
        """Run the statement for each set of parameters; plain inserts of many rows use COPY."""
        rows = list(parameters)
        with failures(self.url), self._writers_lock():
            cursor = self.raw.cursor()
            plain_insert = _PLAIN_INSERT.fullmatch(" ".join(sql.split()))
            if plain_insert and len(rows) >= _MIN_COPIED_ROWS:
                table, columns = plain_insert[1], plain_insert[2] or ""
                with (
                    self._outside_pipeline(),
                    cursor.copy(f"COPY {table} {columns} FROM STDIN") as copy,
                ):
                    for row in rows:
                        copy.write_row(row)
            else:
                cursor.executemany(translated(sql), [_values(sql, row) for row in rows])
            return PostgresRows(cursor, self)

    def execute_rows(self, sql: str, rows: Sequence[Sequence[Any]], /) -> Rows:
        """Run the statement for all sets of parameters at once; their order is not kept."""
        if len(rows) == 1:
            return self.execute(sql, rows[0])
        is_set = len(rows) <= _MAX_ROW_SET
        statement = row_set(sql, rows, self._types_of_sets) if is_set else None
        if statement is None:
            return self.executemany(sql, rows)
        with failures(self.url), self._writers_lock():
            return PostgresRows(self.raw.execute(*statement), self)

    def wait(self) -> None:
        """Wait until every statement sent so far has run."""
        if self._open_pipeline is not None:
            with failures(self.url):
                self._open_pipeline.sync()

    @contextmanager
    def _writers_lock(self) -> Iterator[None]:
        """Hold the writer's lock for the block, so that no worker waits for rows of another."""
        if self.in_transaction:  # the lock is held already
            yield
            return
        with self.raw.transaction():
            self.raw.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))
            yield

    @contextmanager
    def _outside_pipeline(self) -> Iterator[None]:
        """Leave the pipeline for the block, since COPY cannot be a part of it."""
        was_open = self._open_pipeline is not None
        self._leave_pipeline()
        yield
        if was_open:
            self._enter_pipeline()

    def _enter_pipeline(self) -> None:
        self._open_pipeline = self._exit_of_pipeline.enter_context(self.raw.pipeline())

    def _leave_pipeline(self, *, is_failed: bool = False) -> None:
        """Wait for all statements and end the pipeline.

        Their first error is raised, unless it was raised before (``is_failed``).
        """
        self._open_pipeline = None
        with suppress(psycopg.Error) if is_failed else nullcontext():
            self._exit_of_pipeline.close()


class Postgres:
    """The methods of ``sqlite_utils.Database`` that the storage functions use."""

    def __init__(self, raw: "psycopg.Connection[Any]", url: str) -> None:
        self.conn = PostgresConnection(raw, url)
        self.url = url

    def execute(self, sql: str, parameters: Any = None) -> Rows:
        return self.conn.execute(sql, parameters or ())

    def query(self, sql: str, params: Any = None) -> list[dict[str, Any]]:
        with failures(self.url), self.conn.raw.cursor(row_factory=dict_row) as cursor:
            cursor.execute(*_translated_with_values(sql, params or ()))
            rows: list[dict[str, Any]] = cursor.fetchall()
            return rows

    def read_by_indexes(self) -> None:
        """Make the server find rows by indexes only, until the connection is closed.

        The server keeps the plan of a statement that it made while a table was small. Later it
        reads the whole table in each transaction, until its statistics are renewed. With indexes
        only, a statement has one plan for all parameters, so it is planned once.
        """
        for name in _DISABLED_SETTINGS:
            self.execute(f"SET {name} = off")
        self.execute("SET plan_cache_mode = force_generic_plan")

    def commit_without_waiting(self) -> None:
        """Let commits not wait for the disk, until the connection is closed.

        If the server is killed, it loses the transactions of its last 0.6 s, but no part of one;
        an SQLite file in WAL mode loses the last ones, too. The next run visits their pages again.
        """
        self.execute("SET synchronous_commit = off")

    def close(self) -> None:
        self.conn.raw.close()


def connect(url: str) -> Postgres:
    """Connect to the server; raises DatabaseUnusableError, whose line holds no password."""
    _PSYCOPG_LOG.setLevel(logging.ERROR)
    with failures(url):
        defaults = {"keepalives_idle": 30, "connect_timeout": 10, "application_name": "svodka"}
        raw = psycopg.connect(**{**defaults, **conninfo_to_dict(url)}, autocommit=True)
        # The server ends the transaction of a worker that has lost its connection, so that the
        # writer's lock becomes free.
        raw.execute("SET idle_in_transaction_session_timeout = '5min'")
        raw.execute("SET client_min_messages = warning")
        raw.execute(_COMPRESS_FAST)
        raw.prepared_max = _MAX_PREPARED
    if (encoding := raw.info.parameter_status("server_encoding")) != "UTF8":
        raw.close()
        raise DatabaseUnusableError(
            server_name(url),
            f"PostgreSQL: the database is in {encoding}, which can't hold every text; make one with"
            " createdb --encoding UTF8 --template template0",
        )
    return Postgres(raw, url)


@contextmanager
def server_lock(url: str, *, shared: bool) -> Iterator[bool]:
    """Hold the lock of a run in this context, alone or shared; yield whether it was acquired."""
    db = connect(url)
    try:
        with failures(url):
            function = "pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock"
            (is_acquired,) = db.execute(f"SELECT {function}(?)", [_RUN_LOCK]).fetchone()
        yield bool(is_acquired)
    finally:
        db.close()


@contextmanager
def failures(url: str) -> Iterator[None]:
    """Raise DatabaseUnusableError if the server is unreachable, full or forbids a statement."""
    try:
        yield
    except _UNREACHABLE as error:
        reason = " ".join(str(error).split()) or "the connection was lost"
        if "no password supplied" in reason:
            reason += "; it is read from ~/.pgpass or PGPASSWORD"
        raise DatabaseUnusableError(server_name(url), f"PostgreSQL: {reason}") from error
    except psycopg.ProgrammingError as error:
        if getattr(error, "sqlstate", None) is not None:
            raise  # the server refuses our SQL, which is a programming error
        raise DatabaseUnusableError(server_name(url), f"PostgreSQL: {error}") from error


@lru_cache(maxsize=1000)
def translated(sql: str) -> str:
    """Return the statement in PostgreSQL's dialect; lists of numbers become arrays.

    A list of texts is named ``wanted_texts``, since PostgreSQL must know the type of its values.
    """
    return _TOKEN.sub(_translated_token, sql)


def _translated_token(match: re.Match[str]) -> str:
    """Return a matched parameter, text, sign or beginning of a transaction for PostgreSQL."""
    list_parameter, list_kind, name, number = match.groups()
    if list_parameter:
        placeholder = _placeholder(list_parameter[1:])
        if list_kind == "_rows":
            return f"json_array_elements({placeholder}::json) AS wanted_rows(value)"
        if list_kind == "_texts":
            return f"json_array_elements_text({placeholder}::json) AS wanted_texts(value)"
        return f"unnest(translate({placeholder}, '[]', '{{}}')::bigint[]) AS wanted(value)"
    if name:
        return f"%({name})s"
    if number is not None:
        return _placeholder(number)
    return _BEGINNINGS.get(match[0]) or match[0].replace("%", "%%")


def _placeholder(number: str) -> str:
    """Return PostgreSQL's placeholder for ``?`` or, with a number, for ``?1``."""
    return f"%(p{number})s" if number else "%s"


@lru_cache(maxsize=1000)
def _is_numbered(sql: str) -> bool:
    return bool(re.search(r"\?\d", sql))


def _translated_with_values(sql: str, parameters: Any) -> tuple[Any, Any]:
    return translated(sql), _values(sql, parameters)


def _values(sql: str, parameters: Sequence[Any] | Mapping[str, Any]) -> Any:
    """Return the parameters of a translated statement, in which ``?1`` is named ``p1``."""
    if not isinstance(parameters, Mapping) and _is_numbered(sql):
        return {f"p{number}": value for number, value in enumerate(parameters, start=1)}
    return parameters
