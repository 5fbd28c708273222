"""The calls that wait for an answer of the worker pool, and the workers that have taken them."""

import asyncio
import os
import pickle
import socket
from dataclasses import dataclass, field
from typing import Any

from pipelines.workers.errors import over_memory_limit
from pipelines.workers.worker import ERROR, MEMORY, REQUEST, Limits


@dataclass(slots=True, eq=False)
class Job:
    """A call that waits for its answer; an in-memory file holds the pickle of the call."""

    number: int
    descriptor: int  # of the file
    length: int  # of the pickle, in bytes
    limits: Limits
    answer: asyncio.Future[tuple[bytes, bytes]]  # the kind of the reply, and a pickle
    worker: "WorkerState | None" = None  # the worker that has taken the job
    kills: int = 0  # how many workers were killed from outside while they had this job

    def message(self) -> bytes:
        """Return the message by which a worker gets the job."""
        return REQUEST.pack(
            self.number, self.limits.cpu_seconds, self.limits.wall_seconds, self.length
        )

    def fail(self, error: Exception) -> None:
        """Give the job an error as its answer, unless it has an answer already."""
        if not self.answer.done():
            self.answer.set_exception(error)


@dataclass(slots=True, eq=False)
class WorkerState:
    """What the pool knows of a worker."""

    number: int
    channel: socket.socket  # on which the worker sends its replies
    received: bytearray = field(default_factory=bytearray)  # the beginning of the next reply
    job: Job | None = None  # the job that the worker has taken and not answered
    timer: asyncio.TimerHandle | None = None  # kills the worker if it exceeds its wall limit by far
    # Whether the worker exits after its reply because it uses much memory, or is killed because the
    # caller of its job was cancelled. Its end is then no sign that workers cannot be started.
    retires: bool = False


def pickle_to_memory(call: tuple[Any, ...]) -> tuple[int, int]:
    """Pickle a call into an in-memory file; return the descriptor, and the length in bytes."""
    descriptor = os.memfd_create("page")
    try:
        with open(descriptor, "wb", buffering=0, closefd=False) as file:
            pickle.dump(call, file, protocol=5)
            return descriptor, file.tell()
    except BaseException:
        os.close(descriptor)
        raise


def result_of(kind: bytes, answer: bytes, limits: Limits) -> Any:
    """Return the value in a worker's answer, or raise its error.

    ``kind`` is the kind of the reply. Raises PageStopped if memory was short.
    """
    if kind == MEMORY:
        raise over_memory_limit(limits)
    value = pickle.loads(answer)  # noqa: S301 - from a process of ours
    if kind == ERROR:
        raise value
    return value
