"""Describes the tables to Datasette, whatever the served file is called.

A file of metadata would name one database, and ``penza.db`` would show its hidden tables.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "metadata.json"
_NAME = "news"  # under which the file describes the tables


def metadata_for(names: Iterable[str]) -> dict[str, Any]:
    """Return Datasette's metadata, with the tables described for each of these databases."""
    described = _described()
    tables = described["databases"][_NAME]
    own = [name for name in names if not name.startswith("_")]
    return described | {"databases": dict.fromkeys(own, tables)}


@cache
def _described() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return content
