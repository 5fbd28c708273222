"""Replaces a file completely or not at all, and removes what a killed replacement has left."""

import os
import tempfile
import time
from pathlib import Path

# The duration of one replacement. A process that was killed has left an older new file.
MAX_SECONDS = 600
_PREFIX = ".svodka-new-"  # of the name of the new file, until it gets the name of the old one


def new_text(path: Path, text: str) -> Path:
    """Write a text into a new file in the folder of the file ``path``; return the new file's path.

    The caller gives it the name ``path`` afterwards. It has the permissions of the file at
    ``path``, or of ``tempfile`` if there is no such file. New files that killed processes left in
    the folder are removed. Raises OSError.
    """
    _remove_leftovers(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX, suffix=path.suffix)
    new = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        if path.exists():
            new.chmod(path.stat().st_mode & 0o777)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return new


def _remove_leftovers(folder: Path) -> None:
    """Remove the new files that killed processes left in a folder."""
    oldest_in_use = time.time() - MAX_SECONDS
    for new_file in folder.glob(f"{_PREFIX}*"):
        try:
            if new_file.stat().st_mtime < oldest_in_use:
                new_file.unlink()
        except OSError:  # another process has removed it, or it belongs to another user
            continue
