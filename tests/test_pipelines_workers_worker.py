"""Tests that a worker answers each call from its socket while its limits allow."""

import math
import os
import pickle
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pipelines.workers.worker import ERROR, MEMORY, REPLY, REQUEST, TAKEN, VALUE, Limits
from pipelines.workers.worker import _serve_jobs as serve_jobs
from tests.worker_functions import raise_unpicklable

JOB, CPU_SECONDS, WALL_SECONDS = 7, 2.0, 5.0  # of each call


def run_out_of_memory() -> None:
    raise MemoryError


class Worker:
    """A worker's process, and the ends of its two sockets."""

    def __init__(self, limits: Limits) -> None:
        self.queue, queue = socket.socketpair()
        self.channel, channel = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self.queue.close()
                self.channel.close()
                serve_jobs(queue, channel, limits)
            finally:
                os._exit(0)
        queue.close()
        channel.close()

    def call(self, function: Callable[..., object], *args: object) -> tuple[bytes, bool, Any]:
        """Return the kind of the reply, whether the worker retires, and its result or error.

        Raises RuntimeError if the worker does not say first that it has taken the call.
        """
        file = os.memfd_create("call")
        length = os.write(file, pickle.dumps((function, args, {})))
        socket.send_fds(self.queue, [REQUEST.pack(JOB, CPU_SECONDS, WALL_SECONDS, length)], [file])
        os.close(file)
        taken = self.reply()
        kind, retires, job, payload = self.reply()
        if (taken, job) != ((TAKEN, False, JOB, b""), JOB):
            raise RuntimeError(f"{taken}, then a reply to job {job}")
        result = pickle.loads(payload) if payload else None
        return kind, retires, result

    def reply(self) -> tuple[bytes, bool, int, bytes]:
        """Return the next reply: its kind, whether the worker retires, the job and the payload."""
        kind, retires, job, length = REPLY.unpack(self.read(REPLY.size))
        return kind, retires, job, self.read(length)

    def read(self, length: int) -> bytes:
        data = b""
        while len(data) < length and (part := self.channel.recv(length - len(data))):
            data += part
        return data

    def close(self) -> int:
        """Close the queue, which ends the worker; returns its exit code."""
        self.queue.close()
        self.channel.close()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(Limits(retire_bytes=2**40))
    yield worker
    worker.close()


def test_a_value_is_returned(worker: Worker) -> None:
    assert worker.call(math.factorial, 20) == (VALUE, False, math.factorial(20))
    assert worker.call(str.upper, "мост") == (VALUE, False, "МОСТ")


def test_an_exception_is_returned_with_its_traceback(worker: Worker) -> None:
    kind, _, error = worker.call(math.sqrt, -1)
    assert kind == ERROR
    assert isinstance(error, ValueError)
    assert "Traceback (most recent call last)" in error.__notes__[0]


def test_an_exception_that_cannot_be_unpickled_becomes_its_text(worker: Worker) -> None:
    kind, _, error = worker.call(raise_unpicklable)
    assert (kind, type(error), str(error)) == (ERROR, RuntimeError, "UnpicklableError: 1 and 2")


def test_an_exit_of_the_function_is_no_exit_of_the_worker(worker: Worker) -> None:
    kind, _, error = worker.call(sys.exit, 3)
    assert (kind, str(error)) == (ERROR, "SystemExit: 3")
    assert worker.call(abs, -1) == (VALUE, False, 1)


def test_a_worker_that_ran_out_of_memory_retires(worker: Worker) -> None:
    assert worker.call(run_out_of_memory) == (MEMORY, True, None)
    assert worker.channel.recv(1) == b""  # the worker has ended


def test_a_worker_that_holds_too_much_retires() -> None:
    worker = Worker(Limits(retire_bytes=1))
    assert worker.call(abs, -1) == (VALUE, True, 1)
    assert worker.channel.recv(1) == b""  # the worker has ended
    assert worker.close() == 0


def test_a_worker_ends_when_the_queue_is_closed(worker: Worker) -> None:
    worker.queue.close()
    assert worker.channel.recv(1) == b""
