"""Describes the tables to Datasette, for a database file of any name.

A file of metadata names its database, so for ``penza.db`` it would have no effect, and Datasette
would show the hidden tables.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "metadata.json"
_ANY_DATABASE = "database"  # the key of the tables and queries in the file


def metadata_for(names: Iterable[str]) -> dict[str, Any]:
    """Return Datasette's metadata, with the tables described for each of these databases."""
    described = _described()
    own = [name for name in names if not name.startswith("_")]
    common = {key: value for key, value in described.items() if key != _ANY_DATABASE}
    return common | {"databases": dict.fromkeys(own, described[_ANY_DATABASE])}


@cache
def _described() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return content
