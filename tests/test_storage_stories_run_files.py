"""Tests that runs in files are those in memory, and that they take no memory of a process."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from storage.stories.band_index import Period, Row
from storage.stories.band_runs import Run, merged
from storage.stories.run_files import map_run, private_run, write_merged

BANDS = 4


def run_of(ids: list[int], seed: int) -> Run:
    rng = np.random.default_rng(seed)
    moments = rng.integers(0, 9, len(ids))
    return Run.of(np.array(ids), moments, rng.integers(0, 3, (len(ids), BANDS), dtype=np.uint32))


def arrays_of(run: Run) -> list[list[int]]:
    return [
        array.tolist()
        for array in (run.entries, run.moments, run.ids, run.sorted_ids, run.places)
    ]  # fmt: skip


@pytest.fixture
def runs() -> list[Run]:
    """Return two runs, from which three articles are dropped."""
    first, second = run_of([7, 3, 9, 4], 1), run_of([8, 3, 1], 2)
    first.drop(np.array([3, 9]))
    second.drop(np.array([1, 5]))
    return [first, second]


def test_a_run_in_a_file_is_the_merged_run_in_memory(runs: list[Run]) -> None:
    assert arrays_of(private_run(runs)) == arrays_of(merged(runs))
    assert sorted(private_run(runs).ids.tolist()) == [3, 4, 7, 8]


def test_an_article_is_dropped_for_the_process_and_not_in_the_file(
    runs: list[Run], tmp_path: Path
) -> None:
    with (tmp_path / "run").open("w+b") as file:
        write_merged(runs, file)
        one, other = map_run(file), map_run(file)
    one.drop(np.array([8]))
    assert one.moments_of(np.array([8, 7])).tolist() == [-1, other.moments_of(np.array([7]))[0]]
    assert 8 in other.ids.tolist()


@pytest.mark.parametrize("kept_bytes", [0, 31, 32, 100, -1])
def test_an_incomplete_file_is_refused(runs: list[Run], tmp_path: Path, kept_bytes: int) -> None:
    path = tmp_path / "run"
    with path.open("w+b") as file:
        write_merged(runs, file)
    path.write_bytes(path.read_bytes()[:kept_bytes])
    with path.open("rb") as file, pytest.raises(ValueError, match="the file of a run"):
        map_run(file)


def test_a_run_whose_file_cannot_be_written_is_in_memory(
    runs: list[Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "missing"))
    assert arrays_of(private_run(runs)) == arrays_of(merged(runs))


def batches(count: int) -> Iterator[list[Row]]:
    rng = np.random.default_rng(1)
    for first in range(0, count, 4000):
        values = rng.integers(0, 2**32, (4000, 64), dtype=np.uint32)
        yield [(first + row, row % 16, row, values[row].tobytes()) for row in range(4000)]


def own_bytes() -> int:
    """Return the memory of this process that no file backs."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) * 1024


def growth(count: int) -> int:
    """Return the bytes by which a period of so many articles, loaded and added, grows memory."""
    Period(0, batches(8000))  # what is imported and allocated once
    before = own_bytes()
    period = Period(0, batches(count))
    for batch in batches(count):
        period.drop(article for article, *_ in batch)
        period.add(batch)
    return own_bytes() - before


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_the_memory_of_a_process_does_not_grow_with_the_articles_of_a_period() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as process:
        assert process.apply(growth, (80_000,)) < 30_000_000, "40 MB are read"
