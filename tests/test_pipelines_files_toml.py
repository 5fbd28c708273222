"""Tests that an unreadable TOML file is reported in one line."""

from pathlib import Path

import pytest

from pipelines.files.errors import BadInputError
from pipelines.files.toml import MAX_BYTES, read_toml
from scraper.sources.loading import load_sources


@pytest.mark.parametrize("content", [b"a = 1", b"\xef\xbb\xbfa = 1", b"# \xd0\xbc\na = 1"])
def test_a_document_is_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    assert read_toml(path, "create it") == {"a": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = ", "not valid TOML: "),
        (b"a = " + b"[" * 100_000, "not valid TOML: "),
        (b"a = " + b"9" * 5_000, "not valid TOML: "),
        (b"a = '\xff'", "not UTF-8 at byte 5; save it as UTF-8"),
        (b" " * (MAX_BYTES + 1), "larger than 10 MB; split it"),
    ],
    ids=["cut off", "nested", "number", "encoding", "large"],
)
def test_an_error_names_its_cause(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    with pytest.raises(BadInputError) as caught:
        read_toml(path, "create it")
    assert str(caught.value).startswith(f"{path}: {message}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "value",
    ["9" * 5_000, "[" * 5_000, '"\\ud800"'],
    ids=["5000 digits", "nested", "surrogate"],
)
def test_a_value_that_breaks_the_reader_is_an_error_of_sources_toml(
    value: str, tmp_path: Path
) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(f"[[source]]\nid = {value}\n")
    with pytest.raises(BadInputError, match=r"sources\.toml"):
        load_sources(path)


def test_the_error_of_a_missing_file_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"no such file; create it$"):
        read_toml(tmp_path / "a.toml", "create it")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="cannot be read: Is a directory"):
        read_toml(tmp_path, "create it")
