"""Tests that results of worker processes come in input order, and calls are independent."""

import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from pipelines.model import Outcome
from pipelines.workers import in_order
from pipelines.workers.in_order import run_in_order
from pipelines.workers.pool import Limits, PageStopped, WorkerPool
from tests.waiting import becomes_true, is_alive

LIMITS = Limits(cpu_seconds=0.3, wall_seconds=30.0)


@pytest.fixture(autouse=True)
def _imports_of_pages_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the workers import this module only; those that read pages take over a second."""
    monkeypatch.setattr(in_order, "WorkerPool", partial(WorkerPool, preload=[__name__]))


def doubled(number: int) -> int:
    """Return twice the number; the first number takes longest."""
    time.sleep(0.05 if number == 0 else 0)
    return number * 2


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three " * 1000)
    while number == 5:
        pass
    return number


def process_id(folder: Path) -> int:
    """Return the id of this process, once two processes have left a file in the folder."""
    (folder / str(os.getpid())).touch()
    becomes_true(lambda: len(list(folder.iterdir())) >= 2, max_seconds=20)
    return os.getpid()


def test_results_come_in_the_order_of_the_input() -> None:
    results = list(run_in_order(doubled, range(40), workers=2, limits=LIMITS))
    assert results == [(number, number * 2) for number in range(40)]


def test_an_error_and_an_endless_loop_count_for_their_own_items() -> None:
    results = dict(run_in_order(fail_at_three, range(8), workers=2, limits=LIMITS))
    failed, stopped = results.pop(3), results.pop(5)
    assert isinstance(failed, PageStopped)
    assert failed.outcome is Outcome.EXTRACTION_FAILED
    assert failed.reason.startswith("ValueError: three")
    assert len(failed.reason) <= 300
    assert isinstance(stopped, PageStopped)
    assert stopped.outcome is Outcome.STOPPED_CPU
    assert results == {number: number for number in (0, 1, 2, 4, 6, 7)}


def test_all_workers_are_used_and_none_is_left_behind(tmp_path: Path) -> None:
    results = run_in_order(process_id, [tmp_path] * 20, workers=2, limits=LIMITS)
    workers = {worker for _, worker in results if isinstance(worker, int)}
    assert len(workers) == 2
    assert os.getpid() not in workers
    assert becomes_true(lambda: not any(map(is_alive, workers)))


def test_few_items_are_taken_before_their_results_are_needed() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    results = run_in_order(doubled, items(), workers=1, limits=LIMITS)
    assert next(results) == (0, 0)
    results.close()
    assert len(taken) <= 20


@pytest.mark.parametrize("count", [0, 1])
def test_no_item_and_one_item_give_as_many_results(count: int) -> None:
    results = list(run_in_order(doubled, range(count), workers=2, limits=LIMITS))
    assert results == [(number, number * 2) for number in range(count)]
