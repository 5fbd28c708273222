"""Finds, reads and writes the files of an archive, on disk or at a URL that pyarrow can open."""

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
_BUFFER_BYTES = 1 << 20
_ALL_SUFFIXES = ", ".join(suffix for suffixes in KINDS.values() for suffix in suffixes)


def kind_of(path: str) -> str | None:
    """Return the kind of a file, a key of ``KINDS``, by the end of its name, or None."""
    return next((kind for kind, suffixes in KINDS.items() if path.endswith(suffixes)), None)


def as_url(path: str) -> str:
    """Return a path as a URL, which both pyarrow and Spark accept."""
    return path if "://" in path else Path(path).resolve().as_uri()


def find_files(paths: Sequence[str]) -> dict[str, list[str]]:
    """Return the URLs of files by their kind; folders are searched.

    Raises BadInputError for a path without any file of a known kind.
    """
    urls: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for path in paths:
        files = sorted(_files(path))
        for file in files:
            if kind := kind_of(file):
                urls[kind].append(file)
            elif file == as_url(path):
                raise BadInputError(f"{path}: expected a file that ends with {_ALL_SUFFIXES}")
        if not any(map(kind_of, files)):
            raise BadInputError(f"{path}: holds no file that ends with {_ALL_SUFFIXES}")
    return {kind: list(dict.fromkeys(files)) for kind, files in urls.items() if files}


@contextmanager
def opened(url: str) -> Iterator[BufferedReader]:
    """Open a file for reading; raises BadInputError if it cannot be read."""
    system, path_in_system = _filesystem_of(url)
    try:
        file: Any = system.open_input_stream(path_in_system, compression=None)
    except OSError as error:
        raise BadInputError(f"{url}: cannot be read: {_reason(error)}") from None
    with BufferedReader(file, _BUFFER_BYTES) as reader:
        yield reader


def write_text(url: str, text: str) -> None:
    """Write a text file in UTF-8."""
    system, path_in_system = _filesystem_of(url)
    with system.open_output_stream(path_in_system) as file:
        file.write(text.encode())


def exists(url: str) -> bool:
    """Return whether there is a file, or a folder that is not empty."""
    system, path_in_system = _filesystem_of(url)
    kind = system.get_file_info(path_in_system).type
    if kind is FileType.Directory:
        return bool(system.get_file_info(FileSelector(path_in_system)))
    return kind is not FileType.NotFound


def remove_folder(url: str) -> None:
    """Delete a folder with its contents, if it exists."""
    system, path_in_system = _filesystem_of(url)
    if system.get_file_info(path_in_system).type is FileType.Directory:
        system.delete_dir(path_in_system)


def _files(path: str) -> Iterator[str]:
    """Yield the URL of a file, or the URLs of the files in a folder, without hidden ones."""
    url = as_url(path)
    system, path_in_system = _filesystem_of(url)
    try:
        file_type = system.get_file_info(path_in_system).type
        if file_type is FileType.File:
            yield url
        elif file_type is FileType.Directory:
            root = url.rstrip("/")
            for entry in system.get_file_info(FileSelector(path_in_system, recursive=True)):
                name = entry.path.removeprefix(path_in_system.rstrip("/"))
                if entry.type is FileType.File and not _is_hidden(name):
                    yield root + name
        else:
            raise BadInputError(f"{path}: there is no such file or folder")
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read: {_reason(error)}") from None


def _is_hidden(name: str) -> bool:
    """Return whether a part of a path begins with «_» or «.», as Spark's own files do."""
    return any(part.startswith(("_", ".")) for part in name.strip("/").split("/"))


def _filesystem_of(url: str) -> tuple[FileSystem, str]:
    """Return the file system of a URL, and the path in this file system."""
    url_for_pyarrow = url.replace("s3a://", "s3://", 1)
    try:
        system_and_path: tuple[FileSystem, str] = FileSystem.from_uri(url_for_pyarrow)
    except (ArrowException, OSError, ValueError) as error:
        raise BadInputError(f"{url}: cannot be reached: {_reason(error)}") from None
    return system_and_path


def _reason(error: BaseException) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split())
