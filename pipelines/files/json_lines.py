"""Reads JSON Lines that a person wrote; errors name the file and the line."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from pipelines.files.errors import BadInputError

_MAX_LINE_BYTES = 20_000_000  # a small gzip file can hold a line that fills the memory


def read_json_lines(path: str | Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each object of a ``.jsonl`` or ``.jsonl.gz`` file with its place, ``FILE:LINE``.

    Blank lines are skipped. Raises BadInputError for a file that can't be read, text that is not
    UTF-8 and lines that are no JSON object.
    """
    try:
        with Path(path).open("rb") as file:
            yield from json_objects(file, str(path))
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read: {_reason(error)}") from error


def json_objects(file: BinaryIO, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects of an open file; errors name ``path``, whose ending ``.gz`` means gzip."""
    lines_read = 0
    try:
        unpacked = gzip.GzipFile(fileobj=file) if path.endswith(".gz") else file
        lines = iter(lambda: unpacked.readline(_MAX_LINE_BYTES), b"")  # b"" is the end of the file
        for lines_read, line in enumerate(lines, start=1):
            place = f"{path}:{lines_read}"
            if len(line) == _MAX_LINE_BYTES:
                raise BadInputError(f"{place}: longer than 20 MB; one article a line")
            if line.strip():
                yield place, _object(place, line)
    except (OSError, EOFError, zlib.error) as error:
        place = f"{path}:{lines_read + 1}" if lines_read else path
        raise BadInputError(f"{place}: cannot be read: {_reason(error)}") from error


def _object(place: str, line: bytes) -> dict[str, Any]:
    """Return the JSON object of a line; raises BadInputError if the line holds no such object."""
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInputError(f"{place}: expected UTF-8 text, {error.reason}") from error
    except json.JSONDecodeError as error:
        raise BadInputError(f"{place}: expected one JSON object: {error.msg}") from error
    except ValueError as error:
        raise BadInputError(f"{place}: expected one JSON object: a number too long") from error
    except RecursionError as error:
        raise BadInputError(f"{place}: expected one JSON object: nested too deeply") from error
    if not isinstance(value, dict):
        raise BadInputError(f"{place}: expected a JSON object, got {type(value).__name__}")
    return value


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
