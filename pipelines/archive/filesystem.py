"""The files of an archive, on local disks or behind a URL that pyarrow can open."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any

from pyarrow import ArrowException
from pyarrow.fs import FileSelector, FileSystem, FileType

from pipelines.files.errors import BadInputError

KINDS = {
    "parquet": (".parquet",),
    "jsonl": (".jsonl", ".jsonl.gz"),
    "warc": (".warc", ".warc.gz"),
}
_ALL = ", ".join(suffix for suffixes in KINDS.values() for suffix in suffixes)


def kind_of(path: str) -> str | None:
    """Return which kind of file a name belongs to."""
    return next((kind for kind, endings in KINDS.items() if path.endswith(endings)), None)


def as_url(path: str) -> str:
    """Return a path as both pyarrow and Spark understand it."""
    return path if "://" in path else Path(path).resolve().as_uri()


def find_files(paths: Sequence[str]) -> dict[str, list[str]]:
    """Return the URLs of the files by kind; folders are searched. Raises BadInputError."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for path in paths:
        files = sorted(_files(path))
        for file in files:
            if kind := kind_of(file):
                found[kind].append(file)
            elif file == as_url(path):
                raise BadInputError(f"{path}: expected a file that ends with {_ALL}")
        if not any(map(kind_of, files)):
            raise BadInputError(f"{path}: holds no file that ends with {_ALL}")
    return {kind: list(dict.fromkeys(files)) for kind, files in found.items() if files}


@contextmanager
def opened(url: str) -> Iterator[BufferedReader]:
    """Open a file for reading; raises BadInputError."""
    system, inner = _system(url)
    try:
        file: Any = system.open_input_stream(inner, compression=None)
    except OSError as error:
        raise BadInputError(f"{url}: cannot be read: {_reason(error)}") from None
    with BufferedReader(file, 1 << 20) as reader:
        yield reader


def write_text(url: str, text: str) -> None:
    """Write a small file at once."""
    system, inner = _system(url)
    with system.open_output_stream(inner) as file:
        file.write(text.encode())


def exists(url: str) -> bool:
    """Tell whether there is a file, or a folder that is not empty."""
    system, inner = _system(url)
    kind = system.get_file_info(inner).type
    if kind is FileType.Directory:
        return bool(system.get_file_info(FileSelector(inner)))
    return kind is not FileType.NotFound


def remove_folder(url: str) -> None:
    """Delete a folder and all in it, if it is there."""
    system, inner = _system(url)
    if system.get_file_info(inner).type is FileType.Directory:
        system.delete_dir(inner)


def _files(path: str) -> Iterator[str]:
    url = as_url(path)
    system, inner = _system(url)
    try:
        info = system.get_file_info(inner)
        if info.type is FileType.File:
            yield url
        elif info.type is FileType.Directory:
            root = url.rstrip("/")
            for found in system.get_file_info(FileSelector(inner, recursive=True)):
                name = found.path.removeprefix(inner.rstrip("/"))
                if found.type is FileType.File and not _is_hidden(name):
                    yield root + name
        else:
            raise BadInputError(f"{path}: there is no such file or folder")
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read: {_reason(error)}") from None


def _is_hidden(name: str) -> bool:
    return any(part.startswith(("_", ".")) for part in name.strip("/").split("/"))


def _system(url: str) -> tuple[FileSystem, str]:
    known = url.replace("s3a://", "s3://", 1)
    try:
        found: tuple[FileSystem, str] = FileSystem.from_uri(known)
    except (ArrowException, OSError, ValueError) as error:
        raise BadInputError(f"{url}: cannot be reached: {_reason(error)}") from None
    return found


def _reason(error: BaseException) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split())
