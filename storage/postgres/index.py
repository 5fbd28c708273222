"""The index of copies for several workers.

When another worker has written, the band values (``stories.band_index``) are not all read again:
the table ``signature_turns`` is a log of the articles that changed. Workers of one machine share
the files of large periods (``shared_runs``).
"""

from collections.abc import Collection, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, cast

from pipelines.model import Features, IndexVersion
from storage.database.protocols import Store
from storage.postgres.shared_runs import SharedRuns, folder_of
from storage.stories.band_index import MAX_ARTICLES_IN_MEMORY, PERIOD_DAYS, Period
from storage.stories.index import ALL_DAYS, SqliteStoryIndex
from storage.stories.index_rows import BAND_COLUMNS, band_of

if TYPE_CHECKING:  # needs the extra `cluster`
    from storage.postgres.connection import PostgresConnection

# An IndexVersion is the number of the last change, called version in SQL, and who made the change.
_MAX_LOGGED = 100_000  # versions in the log; a worker that missed more of them reads all again
_TRIM_INTERVAL = 1000  # versions between two deletions of old entries of the log
# The share of a period that changed since its file, from which on a new file is written.
_MIN_CHANGED_SHARE = 1 / 8
_MAX_CHANGES = 100_000  # that are read into memory; for more, the period is loaded in batches
_LOGGED = "FROM signature_turns WHERE version > ? AND day BETWEEN ? AND ?"
_CHANGES = f"SELECT DISTINCT article_id, day {_LOGGED} ORDER BY 1"
_LOGGED_COUNT = f"SELECT count(*) {_LOGGED}"
_CHANGED_BANDS = f"""
    SELECT {BAND_COLUMNS} FROM bands AS b WHERE (b.day, b.article_id) IN
        (SELECT day, article_id {_LOGGED}) ORDER BY 1
"""  # noqa: S608
# An article that was added has one change; if its features are replaced, they are dropped before.
_CHANGE_COUNTS = """
    SELECT article_id, count(*) FROM signature_turns WHERE version > ? GROUP BY article_id
"""


class ClusterStoryIndex(SqliteStoryIndex):
    """A StoryIndex on PostgreSQL, used in transactions that hold the writer's lock."""

    def __init__(self, db: Store) -> None:
        super().__init__(db)
        self._connection = cast("PostgresConnection", db.conn)
        # ``PostgresConnection.possible_changes`` when the state was last read. While this number
        # is the same in a transaction, nothing can have changed.
        self._possible_changes = -1
        self._shared = SharedRuns(folder_of(self._connection.server))

    def added_since(self, version: IndexVersion) -> Collection[int] | None:
        if self._refresh() == version:
            return ()
        if not self._is_in_log(version):
            return None
        change_number, _ = version
        change_counts = self._rows(_CHANGE_COUNTS, change_number)
        if any(count > 1 for _, count in change_counts):
            return None
        return [article_id for article_id, _ in change_counts]

    def _mark_own_write(self, features: Mapping[int, Features]) -> None:
        super()._mark_own_write(features)
        # Other indexes that use this connection read the state again.
        self._connection.possible_changes += 1
        self._possible_changes = self._connection.possible_changes
        version, writer = self._state
        self._write(
            "INSERT INTO signature_turns (version, writer, article_id, day) VALUES (?, ?, ?, ?)",
            [
                (version, writer, article_id, changed.day)
                for article_id, changed in features.items()
            ],
        )
        if version % _TRIM_INTERVAL == 0:
            self._write("DELETE FROM signature_turns WHERE version < ?", [(version - _MAX_LOGGED,)])

    def _refresh(self) -> IndexVersion:
        """Read what other workers have written; a transaction with the lock does so only once."""
        possible_changes = self._connection.possible_changes
        if possible_changes == self._possible_changes and self._connection.in_transaction:
            return self._state
        self._possible_changes = possible_changes
        (state,) = self._rows("SELECT version, writer FROM signature_state")
        if state != self._state:
            if self._is_in_log(self._state):
                self._apply_log()
            else:
                self._bands.clear()
                self._cached.clear()
            self._state = state
        return self._state

    def _is_in_log(self, state: IndexVersion) -> bool:
        """Return whether the log has this version and all later ones."""
        version, writer = state
        rows = self._rows(
            "SELECT 1 FROM signature_turns WHERE version = ? AND writer = ? LIMIT 1",
            version, writer,
        )  # fmt: skip
        return bool(rows)

    def _apply_log(self) -> None:
        """Read the band values of the articles that changed after the version in memory."""
        version, _ = self._state
        since = (version, *ALL_DAYS)
        changes = self._rows(_CHANGES, *since)
        self._forget(article_id for article_id, _ in changes)
        self._bands.drop(changes)
        self._bands.add(band_of(row) for row in self._rows(_CHANGED_BANDS, *since))

    def _load_period(self, number: int) -> Period:
        """Return a period from the file of the machine, or from all its rows.

        The file is written if there is none, or if too much changed since. That happens only in
        transactions that do not write, since the changes of another one may be rolled back.
        """
        may_keep = self._connection.reads_snapshot
        with self._shared.one_at_a_time() if may_keep else nullcontext():
            period, is_outdated = self._shared_period(number)
            if period is None:
                period = super()._load_period(number)
                is_outdated = True
            if may_keep and is_outdated and len(period) > MAX_ARTICLES_IN_MEMORY:
                run = self._shared.keep(number, self._state, period.runs)
                period.runs = period.runs if run is None else [run]
            return period

    def _shared_period(self, number: int) -> tuple[Period | None, bool]:
        """Return the period from its file with all later changes, and whether they are many.

        The period is None if there is no file, or if the changes would take too much memory.
        """
        newest = self._shared.newest(number, self._is_present_or_in_log)
        if newest is None:
            return None, True
        (version, _), run = newest
        period = Period(number)
        period.runs = [run]
        later_changes = version, period.first_day, period.first_day + PERIOD_DAYS - 1
        ((change_count,),) = self._rows(_LOGGED_COUNT, *later_changes)
        if change_count > _MAX_CHANGES:
            return None, True
        period.drop(article_id for article_id, _ in self._rows(_CHANGES, *later_changes))
        period.add([band_of(row) for row in self._rows(_CHANGED_BANDS, *later_changes)])
        present_version, _ = self._state
        has_many_changes = change_count > len(run.ids) * _MIN_CHANGED_SHARE
        return period, has_many_changes or present_version - version > _MAX_LOGGED / 2

    def _is_present_or_in_log(self, state: IndexVersion) -> bool:
        return state == self._state or self._is_in_log(state)
