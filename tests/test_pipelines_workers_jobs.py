"""Tests that a job of the worker pool keeps its first answer, and that answers become results."""

import asyncio
import os
import pickle
import socket

import pytest

from pipelines.workers.errors import PageStopped
from pipelines.workers.jobs import Answer, Job, Reply, WorkerState, pickle_to_memory, result_of
from pipelines.workers.worker import ERROR, MEMORY, REPLY, TAKEN, VALUE, Limits


def test_a_call_is_read_again_from_its_file_in_memory() -> None:
    file, length = pickle_to_memory((max, (1, 2), {}))
    try:
        assert pickle.loads(os.pread(file, length, 0)) == (max, (1, 2), {})
    finally:
        os.close(file)


def test_a_value_is_returned_and_an_error_is_raised() -> None:
    assert result_of(Answer(VALUE, pickle.dumps(7)), Limits()) == 7
    with pytest.raises(LookupError, match="no such page"):
        result_of(Answer(ERROR, pickle.dumps(LookupError("no such page"))), Limits())


def test_a_worker_that_is_short_of_memory_stops_the_page() -> None:
    with pytest.raises(PageStopped, match="memory"):
        result_of(Answer(MEMORY, b""), Limits())


def test_a_job_keeps_its_first_answer() -> None:
    async def first_of_two() -> Answer:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        job = Job(number=1, descriptor=-1, length=0, limits=Limits(), answer=answer)
        job.answer.set_result(Answer(VALUE, b"first"))
        job.fail(LookupError("too late"))
        return await job.answer

    assert asyncio.run(first_of_two()) == Answer(VALUE, b"first")


def test_a_reply_is_complete_when_its_last_byte_has_come() -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    worker = WorkerState(1, ours)
    message = REPLY.pack(TAKEN, False, 4, 0) + REPLY.pack(VALUE, True, 4, 5) + b"seven"
    with ours, theirs:
        theirs.sendall(message[:-1])
        assert worker.receive()
        assert list(worker.replies()) == [Reply(TAKEN, False, 4, b"")]
        assert not worker.has_unread()
        theirs.sendall(message[-1:])
        assert worker.has_unread()
        assert worker.receive()
        assert list(worker.replies()) == [Reply(VALUE, True, 4, b"seven")]
        assert worker.receive()  # nothing more was sent, but the worker has not exited
        theirs.close()
        assert not worker.receive()
    assert not worker.has_unread()
