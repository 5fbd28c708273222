"""Replaces a file completely or not at all, and removes what a killed replacement has left."""

import os
import tempfile
import time
from pathlib import Path

MAX_SECONDS = 600  # of one replacement; an older new file was left by a process that was killed
_PREFIX = ".svodka-new-"  # of the new file, until it gets the name of the old one


def new_text(path: Path, text: str) -> Path:
    """Write a text into a new file beside the file, and return its path.

    Its permissions are those of the file, or those of ``tempfile`` if there is none yet. Leftovers
    of replacements that were killed are removed. Raises OSError.
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
    before = time.time() - MAX_SECONDS
    for left in folder.glob(f"{_PREFIX}*"):
        try:
            if left.stat().st_mtime < before:
                left.unlink()
        except OSError:  # another process has removed it, or it belongs to another user
            continue
