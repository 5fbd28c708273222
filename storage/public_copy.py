"""Removes from a copy of the database the data that readers of a public site do not need."""

import sqlite3

from storage.browse.public import PUBLIC_COLUMNS
from storage.database.disk import vacuum

# Tables that the pages for readers read although a public site does not show them as tables.
TABLES_OF_PAGES = frozenset(
    [
        "_sqlite_migrations", "sources", "signatures", "signature_state", "article_stems",
        "search_pending", "search_deferred", "search_algorithms", "event_stories", "event_edges",
        "edits", "urls",
    ]
)  # fmt: skip
_SEARCH_INDEX = "article_search"  # the name, and the beginning of the names of its tables of FTS5
# The health of outlets is private. Of signatures, pages need only `rank`, by which articles are
# ordered. Of addresses, pages need only the aliases of articles: a reader may paste one of them.
_PRIVATE_VALUES = """
    UPDATE sources SET status = NULL, status_detail = NULL, last_polled_at = NULL,
        next_poll_at = NULL, consecutive_failures = 0;
    UPDATE signatures SET hashvalues = x'', templates = x'', filled = NULL;
    DELETE FROM urls WHERE article_id IS NULL OR url IN (SELECT url FROM articles);
    UPDATE urls SET outcome = '', reason = NULL, first_seen_at = '', checked_at = NULL,
        next_check_at = NULL, attempts = 0, newest_at = NULL, hints = NULL, is_accepted = 0;
"""


def take_out_private_rows(copy: sqlite3.Connection) -> None:
    """Empty the tables that readers do not need, and shorten the file; the result is no backup.

    A new table is emptied until it is named in ``PUBLIC_COLUMNS`` or ``TABLES_OF_PAGES``. The
    tables themselves stay, so that every command can open the copy.
    """
    tables = copy.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    copy.execute("PRAGMA foreign_keys = OFF")
    copy.execute("BEGIN")
    for (name,) in tables:
        if not _is_needed(name):
            copy.execute(f'DELETE FROM "{name}"')  # noqa: S608
    for statement in filter(str.strip, _PRIVATE_VALUES.split(";")):
        copy.execute(statement)
    # The index contains words of deleted texts until its segments are merged.
    copy.execute(f"INSERT INTO {_SEARCH_INDEX} ({_SEARCH_INDEX}) VALUES ('optimize')")  # noqa: S608
    copy.execute("COMMIT")
    vacuum(copy)


def _is_needed(table: str) -> bool:
    is_for_readers = table in PUBLIC_COLUMNS or table in TABLES_OF_PAGES
    return is_for_readers or table.startswith(_SEARCH_INDEX)
