"""Tests that an output file is written completely or not at all, and never over data."""

import os
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from pipelines.files.output import output_file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_is_replaced_when_all_is_written(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    with output_file("--output", str(target), ()) as path:
        path.write_text("new")
        assert target.read_text() == "old"
    assert (names(tmp_path), target.read_text()) == (["out.csv"], "new")


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    with (
        pytest.raises(BadInputError, match=r"--output: .*out.csv: cannot be written: bad"),
        output_file("--output", str(target), ()) as path,
    ):
        path.write_text("new")
        raise ValueError("bad")
    assert (names(tmp_path), target.read_text()) == (["out.csv"], "old")


def test_a_reader_that_closes_the_pipe_is_no_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), output_file("--output", str(tmp_path / "out"), ()):
        raise BrokenPipeError


def test_a_device_is_written_to_without_replacing_it() -> None:
    with output_file("--output", os.devnull, ()) as path:
        assert path == Path(os.devnull)


def test_a_symbolic_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    with output_file("--output", str(tmp_path / "link.csv"), ()) as path:
        path.write_text("new")
    assert (tmp_path / "real.csv").read_text() == "new"
    assert (tmp_path / "link.csv").is_symlink()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a database, a sources.toml, and a symbolic link to the latter."""
    with closing(Database(tmp_path / "other.db").conn) as connection:
        connection.execute("CREATE TABLE a (b)")
    (tmp_path / "sources.toml").write_text("# mine")
    (tmp_path / "link.toml").symlink_to("sources.toml")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (".", "is no file; name the file to write"),
        ("other.db", "holds data of Svodka; name another file"),
        ("sources.toml", "holds data of Svodka; name another file"),
        ("link.toml", "holds data of Svodka; name another file"),
        ("no/out.csv", "cannot be written: No such file or directory"),
        ("a\0b", "cannot be written: "),
    ],
)
def test_a_place_that_must_not_be_written_is_named(folder: Path, name: str, message: str) -> None:
    before = names(folder)
    with (
        pytest.raises(BadInputError, match=message),
        output_file("--output", str(folder / name), [folder / "sources.toml"]) as path,
    ):
        path.write_text("new")
    assert names(folder) == before
    assert (folder / "sources.toml").read_text() == "# mine"
