"""Describes the tables to Datasette, for a database file of any name.

A metadata file of Datasette names one database. For a file of another name, such as ``penza.db``,
it would have no effect, and Datasette would show the hidden tables.
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
    content = _file_content()
    news_databases = [name for name in names if not name.startswith("_")]
    common = {key: value for key, value in content.items() if key != _ANY_DATABASE}
    return common | {"databases": dict.fromkeys(news_databases, content[_ANY_DATABASE])}


@cache
def _file_content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return content
