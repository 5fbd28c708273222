"""Checks that the database has the outlet that an option or argument of a command names."""

from pipelines.files.errors import BadInputError
from storage.database.protocols import Store


def require_outlet(db: Store, option: str, source_id: str) -> None:
    """Raise BadInputError if the database has no outlet with this id."""
    if not db.execute("SELECT 1 FROM sources WHERE id = ?", [source_id]).fetchone():
        raise BadInputError(
            f"{option}: no outlet {source_id!r} in the database; `scrapy sources` lists them"
        )
