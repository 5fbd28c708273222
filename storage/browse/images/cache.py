"""Keeps small images in a folder of limited size; the least recently used are removed first."""

import contextlib
import math
import os
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from storage.browse.images.messages import Kind

MAX_AGE_SECONDS = 30 * 86_400.0  # an older image is fetched again
MAX_FAILURE_AGE_SECONDS = 6 * 3_600.0  # after an older failure the image is fetched again
_BLOCK_BYTES = 4_096  # even an empty file is counted as one block of the disk
_MIN_SECONDS_BETWEEN_MARKS = 3_600.0  # between two updates of the time when an image was used
_SHARE_KEPT = 0.9  # of the limit: one removal makes space for many writes
_SUFFIX = ".webp"


class ImageCache:
    """The images in a folder by kind and address; an empty file stands for a failure.

    The time of a file's last access (``atime``) is set to the time when the image was last used.
    The time of its last change (``mtime``) is the time when the image was fetched.
    """

    def __init__(self, folder: Path, max_bytes: int, now: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._now = now
        self._bytes: int | None = None  # of all files; None until they are counted

    def get(self, kind: Kind, url: str) -> bytes | None:
        """Return the image, empty bytes for a failure, or None if it has to be fetched."""
        path = self._path(kind, url)
        try:
            state = path.stat()
            max_age = MAX_AGE_SECONDS if state.st_size else MAX_FAILURE_AGE_SECONDS
            if not 0 <= self._now() - state.st_mtime < max_age:
                return None
            if self._now() - state.st_atime > _MIN_SECONDS_BETWEEN_MARKS:
                os.utime(path, (self._now(), state.st_mtime))
            return path.read_bytes()
        except OSError:  # another process may have removed the file meanwhile
            return None

    def put(self, kind: Kind, url: str, image: bytes | None) -> None:
        """Store an image, or None for a failure; remove other images if the limit is exceeded."""
        path = self._path(kind, url)
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        former_bytes = _occupied(path)
        unfinished.write_bytes(image or b"")
        os.utime(unfinished, (self._now(), self._now()))
        unfinished.replace(path)
        if self._bytes is None:  # this is the first image since the start
            self.remove_expired()
            self._bytes = self._total()
        else:
            self._bytes += _occupied(path) - former_bytes
        if self._bytes > self._max_bytes:
            self._remove_unused()

    def remove(self, kind: Kind, url: str) -> None:
        """Delete an image, as when a person asks that its article be forgotten."""
        self._path(kind, url).unlink(missing_ok=True)

    def _path(self, kind: Kind, url: str) -> Path:
        name = blake2b(f"{kind} {url}".encode("utf-8", "replace"), digest_size=16).hexdigest()
        return self._folder / f"{name}{_SUFFIX}"

    def remove_expired(self) -> None:
        """Delete the images and failures that are older than an image is kept."""
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(FileNotFoundError):
                if self._now() - path.stat().st_mtime >= MAX_AGE_SECONDS:
                    path.unlink()

    def _total(self) -> int:
        return sum(map(_occupied, self._folder.glob(f"*{_SUFFIX}")))

    def _remove_unused(self) -> None:
        """Remove the least recently used images, and the unfinished files of killed processes."""
        for unfinished in self._folder.glob("*.part"):
            unfinished.unlink(missing_ok=True)
        uses = []  # (time of the last use, path)
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(FileNotFoundError):
                uses.append((path.stat().st_atime, path))
        total = self._total()
        for _, path in sorted(uses):
            if total <= self._max_bytes * _SHARE_KEPT:
                break
            total -= _occupied(path)
            path.unlink(missing_ok=True)
        self._bytes = total


def _occupied(path: Path) -> int:
    """Return the bytes that a file occupies, in whole blocks; 0 if there is none."""
    try:
        blocks = math.ceil(path.stat().st_size / _BLOCK_BYTES)
    except FileNotFoundError:
        return 0
    return max(1, blocks) * _BLOCK_BYTES
