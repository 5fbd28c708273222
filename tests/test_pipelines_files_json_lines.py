"""Tests that an error in a JSON Lines file names file and line."""

from pathlib import Path

import pytest

from pipelines.files.errors import BadInputError
from pipelines.files.json_lines import read_json_lines


@pytest.mark.parametrize(
    "line",
    [b"{", b"[1]", b"7", b"\xff", b"[" * 200_000, b'{"id":' + b"9" * 5_000 + b"}", b"\0"],
    ids=["cut off", "list", "number", "encoding", "nested", "5000 digits", "null"],
)
def test_a_bad_line_is_refused_in_one_line_with_its_place(line: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": 1}\n\n' + line + b"\n")
    with pytest.raises(BadInputError) as caught:
        list(read_json_lines(path))
    assert str(caught.value).startswith(f"{path}:3: expected ")
    assert "\n" not in str(caught.value)
