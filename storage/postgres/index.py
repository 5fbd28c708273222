"""The index of copies for several workers.

Each worker holds band values in memory (``stories.band_index``). After another worker has written,
they are not all read again, but updated from a log of changes, the table ``signature_turns``.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from pipelines.model import Features
from storage.database.protocols import Store
from storage.stories.index import SqliteStoryIndex

if TYPE_CHECKING:  # needs the extra `cluster`
    from storage.postgres.connection import PostgresConnection

_MAX_LOGGED = 100_000  # versions in the log; a worker that missed more reads all values again
_TRIM_INTERVAL = 1000  # versions between two deletions of old entries of the log
_CHANGES = """
    SELECT DISTINCT t.article_id, t.day, b.band_values FROM signature_turns AS t
    LEFT JOIN bands AS b ON b.day = t.day AND b.article_id = t.article_id
    WHERE t.version > ? ORDER BY 1
"""


class ClusterStoryIndex(SqliteStoryIndex):
    """A StoryIndex on PostgreSQL, used in transactions that hold the writer's lock."""

    def __init__(self, db: Store) -> None:
        super().__init__(db)
        self._connection = cast("PostgresConnection", db.conn)
        self._turn = -1  # the turn of the connection in which the state was read

    def _mark_own_write(self, features: Mapping[int, Features]) -> None:
        super()._mark_own_write(features)
        # Other indexes that use this connection read the state again.
        self._turn = self._connection.turns = self._connection.turns + 1
        version, writer = self._state
        self._write(
            "INSERT INTO signature_turns (version, writer, article_id, day) VALUES (?, ?, ?, ?)",
            [(version, writer, article_id, found.day) for article_id, found in features.items()],
        )
        if version % _TRIM_INTERVAL == 0:
            self._write("DELETE FROM signature_turns WHERE version < ?", [(version - _MAX_LOGGED,)])

    def _refresh(self) -> tuple[int, int]:
        """Read what other workers have written; a transaction with the lock does so only once."""
        turn = self._connection.turns
        if turn == self._turn and self._connection.in_transaction:
            return self._state
        self._turn = turn
        (state,) = self._rows("SELECT version, writer FROM signature_state")
        if state != self._state:
            if self._is_in_log():
                self._apply_log()
            else:
                self._bands.clear()
                self._cached.clear()
            self._state = state
        return self._state

    def _is_in_log(self) -> bool:
        """Return whether the log has the version of the values in memory and all later ones."""
        version, writer = self._state
        known = self._rows(
            "SELECT 1 FROM signature_turns WHERE version = ? AND writer = ? LIMIT 1",
            version, writer,
        )  # fmt: skip
        return bool(known)

    def _apply_log(self) -> None:
        changes = self._rows(_CHANGES, self._state[0])
        self._forget(article_id for article_id, _, _ in changes)
        self._bands.drop((article_id, day) for article_id, day, _ in changes)
        self._bands.add(row for row in changes if row[2] is not None)
