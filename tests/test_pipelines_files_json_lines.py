"""Tests that an error in a JSON Lines file names file and line."""

from pathlib import Path

import pytest

from pipelines.files.errors import BadInputError
from pipelines.files.json_lines import read_json_lines
from scraper.sources.loading import load_sources


@pytest.mark.parametrize(
    "line",
    [b"{", b"[1]", b"7", b"\xff", b"[" * 200_000, b'{"id":' + b"9" * 5_000 + b"}", b"\0"],
)
def test_a_bad_line_is_refused_in_one_line_with_its_place(line: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": 1}\n\n' + line + b"\n")
    with pytest.raises(BadInputError) as caught:
        list(read_json_lines(path))
    assert str(caught.value).startswith(f"{path}:3: expected ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", ["9" * 5_000, "[" * 5_000, '"\\ud800"'])
def test_toml_that_breaks_its_reader_is_refused(value: str, tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(f"[[source]]\nid = {value}\n")
    with pytest.raises(BadInputError, match=r"sources\.toml"):
        load_sources(path)
