"""Reads and checks the result folder of ``svodka-spark``, without Spark."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipelines.copies.thresholds import DEFAULTS
from pipelines.files.errors import BadInputError
from pipelines.model import MINHASH, Relation, url_hash

FORMAT = 2  # the version of the result's format; no other version can be imported
MANIFEST = "svodka-archive.json"
# The columns of each table. The kind of a column is the beginning of the name of its Arrow type.
COLUMNS = {
    # `rank` is a text that sorts articles by publication, as StoryMember.rank does; `templates` are
    # hashes of sentence templates; `fingerprint` is a hash of the facts that decide the story.
    "articles": {
        "url": "string", "original_url": "string", "story_id": "string", "relation": "string",
        "day": "int32", "rank": "string", "shingle_count": "int32", "signature": "binary",
        "templates": "list", "is_roundup": "bool", "fingerprint": "int64",
    },
    # The columns after the two addresses are as in Edge.
    "edges": {
        "url": "string", "other_url": "string", "jaccard": "double", "containment": "double",
        "relation": "string", "share": "double", "other_share": "double",
    },
    "common_sentences": {"template": "int32"},  # the hash of a template
}  # fmt: skip
_SIGNATURE_BYTES = 4 * MINHASH.num_perm
_MAX_BATCH_ROWS = 500  # rows in memory at a time
_MAX_REASON_CHARS = 120  # of an error's text, as a message quotes it


class Result:
    """A folder written by ``svodka-spark``; raises BadInputError for any other folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = folder / MANIFEST
        try:
            written = json.loads(manifest.read_text("utf-8"))
            self.rows: dict[str, int] = {name: int(written["rows"][name]) for name in COLUMNS}
            made_with = written["format"], written["thresholds"], written["signatures"]
        except OSError:
            raise BadInputError(
                f"{folder}: expected a folder that svodka-spark has finished; it has no {MANIFEST}"
            ) from None
        except (ValueError, TypeError, KeyError, RecursionError):
            raise BadInputError(f"{manifest}: expected what svodka-spark writes") from None
        if made_with != (FORMAT, asdict(DEFAULTS), asdict(MINHASH)):
            raise BadInputError(
                f"{folder}: was computed by another version or with other settings than this"
                " version's (format, limits such as the window, or signatures); run svodka-spark of"
                " this version without --window-days"
            )

    def batches(self, table: str) -> Iterator[list[dict[str, Any]]]:
        """Yield the rows of a table, up to _MAX_BATCH_ROWS at a time.

        Raises BadInputError for a wrong row, and at the end if rows are missing.
        """
        count = 0
        for path in sorted((self.folder / table).glob("*.parquet")):
            for rows in _batches_of_file(path, table):
                count += len(rows)
                yield rows
        if count != self.rows[table]:
            raise BadInputError(
                f"{self.folder / table}: expected {self.rows[table]} rows, got {count};"
                " copy the folder again"
            )


def _batches_of_file(path: Path, table: str) -> Iterator[list[dict[str, Any]]]:
    """Yield the checked rows of one Parquet file; raises BadInputError if it cannot be read."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            _check_columns(path, table, file.schema_arrow)
            for batch in file.iter_batches(_MAX_BATCH_ROWS, columns=list(COLUMNS[table])):
                rows = batch.to_pylist()
                for row in rows:
                    _check(path, table, row)
                yield rows
    except (ArrowException, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:_MAX_REASON_CHARS]
        raise BadInputError(f"{path}: cannot be read as Parquet: {reason}") from None


def _check_columns(path: Path, table: str, schema: Any) -> None:
    kinds = {field.name: str(field.type) for field in schema}
    for name, kind in COLUMNS[table].items():
        if not kinds.get(name, "").startswith(kind):
            raise BadInputError(
                f"{path}: {name}: expected a column of {kind}, got {kinds.get(name, 'none')}"
            )


def _check(path: Path, table: str, row: dict[str, Any]) -> None:
    """Raise BadInputError for a row that svodka-spark cannot have written."""
    empty_column = next((name for name in COLUMNS[table] if row[name] is None), None)
    if empty_column:
        raise BadInputError(f"{path}: {empty_column}: expected a value in every row")
    if "relation" in row and row["relation"] not in set(Relation):
        raise BadInputError(f"{path}: relation: expected one of {', '.join(Relation)}")
    if table != "articles":
        return
    if row["story_id"] != url_hash(row["original_url"]):
        raise BadInputError(f"{path}: story_id: expected the hash of {row['original_url']}")
    if len(row["signature"]) != _SIGNATURE_BYTES:
        raise BadInputError(f"{path}: signature: expected {_SIGNATURE_BYTES} bytes")
