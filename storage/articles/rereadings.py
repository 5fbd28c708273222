"""Stores the last kept page that a rereading has read, so that a later run continues after it."""

from dataclasses import dataclass

from sqlite_utils import Database

ALL_SOURCES = ""  # the key of the scope of all sources


@dataclass(frozen=True, slots=True)
class Scope:
    """The pages that are read again, and the rules by which they are read."""

    source_id: str | None  # None means all sources
    rules: str  # a hash of the rules

    @property
    def key(self) -> str:
        """Return the key of the scope's row in ``rereadings``."""
        return self.source_id or ALL_SOURCES


def last_reread(db: Database, scope: Scope) -> int | None:
    """Return the last article that a stopped run of the same rules has read, or None."""
    row = db.execute(
        "SELECT article_id FROM rereadings WHERE scope = ? AND rules = ?", [scope.key, scope.rules]
    ).fetchone()
    (article_id,) = row or (None,)
    return article_id


def save_reread(db: Database, scope: Scope, article_id: int) -> None:
    """Store the last article whose page was read, in the caller's transaction."""
    db.execute(
        "INSERT OR REPLACE INTO rereadings VALUES (?, ?, ?)", [scope.key, article_id, scope.rules]
    )


def end_rereading(db: Database, scope: Scope) -> None:
    """Delete the stored position, since every page of the scope was read."""
    db.execute("DELETE FROM rereadings WHERE scope = ?", [scope.key])
