"""Tests that samples for the block model are made again when the files of their pages change."""

import os
from pathlib import Path

import pytest

from benchmarks.extraction.samples import samples_digest


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    file = tmp_path / "page.html.gz"
    file.write_bytes(b"text")
    os.utime(file, (1, 1))
    return file


def test_unchanged_files_have_one_digest(page_file: Path) -> None:
    assert samples_digest([page_file]) == samples_digest([page_file])


def test_another_name_size_time_or_number_of_files_has_another_digest(page_file: Path) -> None:
    digests = [samples_digest([]), samples_digest([page_file])]
    os.utime(page_file, (1, 2))
    digests.append(samples_digest([page_file]))
    page_file.write_bytes(b"longer text")
    os.utime(page_file, (1, 2))
    digests.append(samples_digest([page_file]))
    digests.append(samples_digest([page_file.rename(page_file.with_name("other.html.gz"))]))
    assert len(set(digests)) == len(digests)
