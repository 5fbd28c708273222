"""Describes the tables to Datasette, whatever the served file is called.

A file of metadata would name one database, and ``penza.db`` would show its hidden tables.
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
