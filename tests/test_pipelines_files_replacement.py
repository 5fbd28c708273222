"""Tests that a replacement which was killed leaves nothing beside the file for long."""

import os
import time
from pathlib import Path

import pytest

from pipelines.files.replacement import MAX_SECONDS, new_text


def test_the_new_text_is_beside_the_file_with_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text("old")
    path.chmod(0o640)
    new = new_text(path, "новый")
    assert (new.parent, new.suffix, new.read_text(encoding="utf-8")) == (tmp_path, ".toml", "новый")
    assert new.stat().st_mode & 0o777 == 0o640
    assert path.read_text() == "old"


def test_the_next_replacement_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    of_killed, of_running = new_text(path, "of a killed one"), new_text(path, "of a running one")
    backup = tmp_path / ".sources-20251129.toml"
    backup.write_text("a backup of the user")
    long_ago = time.time() - MAX_SECONDS - 1
    for file in (of_killed, backup):
        os.utime(file, (long_ago, long_ago))
    new = new_text(path, "new")
    assert set(tmp_path.iterdir()) == {new, of_running, backup}


def test_a_folder_that_is_missing_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        new_text(tmp_path / "none" / "sources.toml", "text")
