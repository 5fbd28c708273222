"""The band values of whole periods, in files that the workers of one machine share.

The name of a file holds the number of its period, and the version of the index that it shows. A
file is never changed; a newer one replaces it. So a worker that starts reads from the server only
what changed since, and workers that map one file need its memory once.
"""

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.model import IndexVersion
from storage.stories.band_runs import Run
from storage.stories.run_files import map_run, write_merged

_NAME = re.compile(r"(-?\d+)\.(\d+)\.(\d+)\.bands")  # period, version, and who wrote the version
_NEW = "new-"  # the beginning of the name of a file that is being written
_FOLDER_NAME = re.compile(r"[0-9a-f]{16}")  # a folder of this cache
# Of a file, since new articles are compared with a period for 16 + 14 days. A folder that was not
# used for so long is deleted, too.
_MAX_AGE_SECONDS = 40 * 86_400


def folder_of(server: str) -> Path | None:
    """Return the folder of the files for a server's database, which may not exist yet.

    ``server`` is a name that no other database has. The folder belongs to the user alone; a user
    without a home has none.
    """
    try:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    return cache / "svodka" / hashlib.sha256(server.encode()).hexdigest()[:16]


class SharedRuns:
    """The files of one folder; without access to the folder, nothing is found or kept."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder

    @property
    def _folder(self) -> Path:
        """Return the folder; without one, raises an OSError, as for a folder without access."""
        if self._path is None:
            raise FileNotFoundError("there is no folder for shared files")
        return self._path

    @contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        """Let workers of one machine wait for each other, so that one of them writes the file."""
        try:
            self._folder.mkdir(0o700, parents=True, exist_ok=True)
            handle = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            yield
            return
        try:
            with suppress(OSError):  # a network folder may have no locks; two may then write a file
                fcntl.flock(handle, fcntl.LOCK_EX)
                os.utime(handle)  # the time of the last use
                self._delete_leftovers()
            yield
        finally:
            os.close(handle)

    def newest(
        self, period: int, is_known: Callable[[IndexVersion], bool]
    ) -> tuple[IndexVersion, Run] | None:
        """Return the newest run of a period whose version is known, with this version."""
        for version, path in sorted(self._files(period), reverse=True):
            if is_known(version):
                with suppress(OSError, ValueError), path.open("rb") as file:
                    return version, map_run(file)
        return None

    def keep(self, period: int, version: IndexVersion, runs: Sequence[Run]) -> Run | None:
        """Write the file of a period, delete the earlier ones, and return the run of the file.

        Return None if the file cannot be written.
        """
        former = [path for _, path in self._files(period)]
        try:
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix=_NEW) as file:
                write_merged(runs, file)
                os.fsync(file.fileno())
                run = map_run(file)
                number, writer = version
                path = self._folder / f"{period}.{number}.{writer}.bands"
                path.unlink(missing_ok=True)
                os.link(file.name, path)
        except (OSError, ValueError):
            return None
        self._delete([other for other in former if other != path])
        return run

    def _files(self, period: int) -> Iterator[tuple[IndexVersion, Path]]:
        """Yield the files of a period with their versions."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                match = _NAME.fullmatch(path.name)
                if match and int(match[1]) == period:
                    yield (int(match[2]), int(match[3])), path

    def _delete_leftovers(self) -> None:
        """Delete unfinished files of killed processes, and the folders of unused databases.

        The caller must hold the lock, so no other process is writing a file.
        """
        for path in self._folder.glob(f"{_NEW}*"):
            path.unlink(missing_ok=True)
        oldest = time.time() - _MAX_AGE_SECONDS
        for folder in self._folder.parent.iterdir():
            lock = folder / "lock"
            is_of_cache = _FOLDER_NAME.fullmatch(folder.name) and lock.is_file()
            if is_of_cache and lock.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)

    def _delete(self, paths: Sequence[Path]) -> None:
        """Delete files of earlier versions, and all files that are no longer needed."""
        oldest = time.time() - _MAX_AGE_SECONDS
        with suppress(OSError):
            old = [path for path in self._folder.iterdir() if path.stat().st_mtime < oldest]
            for path in (*paths, *(path for path in old if path.name != "lock")):
                path.unlink(missing_ok=True)
