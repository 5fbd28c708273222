"""Copies the outlets of ``sources.toml`` to the table ``sources``, for joins and for the site."""

from collections.abc import Iterable

from pipelines.model import Source
from storage.database.protocols import Store

_COLUMNS = ("id", "name", "home", "region", "timezone", "language", "owner", "kind",
            "enabled", "group_copies")  # fmt: skip


def save_sources(db: Store, sources: Iterable[Source]) -> None:
    """Insert or update the outlets; an outlet that is no longer listed stays with its articles."""
    updates = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    db.conn.executemany(
        f"INSERT INTO sources ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
        f" ON CONFLICT (id) DO UPDATE SET {updates}",
        [tuple(_value(source, name) for name in _COLUMNS) for source in sources],
    )


def _value(source: Source, name: str) -> str | int | None:
    """Return a field of a source as the database stores it: a bool as 0 or 1."""
    value: str | bool | None = getattr(source, name)
    return int(value) if isinstance(value, bool) else value
