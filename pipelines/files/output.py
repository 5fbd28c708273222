"""Writes the output file of a command completely or not at all, and never over a database."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.files.errors import BadInputError

# The first bytes of each SQLite database: https://www.sqlite.org/fileformat.html
SQLITE_HEADER = b"SQLite format 3\0"


@contextmanager
def output_file(option: str, name: str, protected: Iterable[Path]) -> Iterator[Path]:
    """Yield the path to write to; an existing file is replaced after everything is written.

    A pipe or a device is written to directly. ``name`` is the value of the option ``option`` of the
    command line; error messages begin with the option. Raises BadInputError for a name that cannot
    be a file, for the files in ``protected``, which must not be replaced, and for any SQLite
    database.
    """
    path = Path(name)
    try:
        _refuse(option, path, protected)
        if path.exists() and not path.is_file():
            yield path
            return
        partial = path.with_name(f"{path.name}.partial")
        try:
            yield partial
            partial.replace(path.resolve())
        finally:
            partial.unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInputError(f"{option}: {name}: cannot be written: {reason}") from None


def _refuse(option: str, path: Path, protected: Iterable[Path]) -> None:
    """Raise BadInputError for a path that must not be written to."""
    if not path.name or path.is_dir():
        raise BadInputError(f"{option}: {str(path)!r} is no file; name the file to write")
    if not path.is_file():
        return
    is_protected = any(other.exists() and path.samefile(other) for other in protected)
    if is_protected or _is_database(path):
        raise BadInputError(f"{option}: {path} holds data of Svodka; name another file")


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(SQLITE_HEADER)) == SQLITE_HEADER
