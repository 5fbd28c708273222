"""Tests that a job of the worker pool keeps its first answer, and that answers become results."""

import asyncio
import os
import pickle

import pytest

from pipelines.workers.errors import PageStopped
from pipelines.workers.jobs import Job, pickle_to_memory, result_of
from pipelines.workers.worker import ERROR, MEMORY, VALUE, Limits


def test_a_call_is_read_again_from_its_file_in_memory() -> None:
    file, length = pickle_to_memory((max, (1, 2), {}))
    try:
        assert pickle.loads(os.pread(file, length, 0)) == (max, (1, 2), {})
    finally:
        os.close(file)


def test_a_value_is_returned_and_an_error_is_raised() -> None:
    assert result_of(VALUE, pickle.dumps(7), Limits()) == 7
    with pytest.raises(LookupError, match="no such page"):
        result_of(ERROR, pickle.dumps(LookupError("no such page")), Limits())


def test_a_worker_that_is_short_of_memory_stops_the_page() -> None:
    with pytest.raises(PageStopped, match="memory"):
        result_of(MEMORY, b"", Limits())


def test_a_job_keeps_its_first_answer() -> None:
    async def first_of_two() -> tuple[bytes, bytes]:
        answer = asyncio.get_running_loop().create_future()
        job = Job(number=1, descriptor=-1, length=0, limits=Limits(), answer=answer)
        job.answer.set_result((VALUE, b"first"))
        job.fail(LookupError("too late"))
        return await job.answer

    assert asyncio.run(first_of_two()) == (VALUE, b"first")
