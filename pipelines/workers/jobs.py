"""The calls that wait for an answer of the worker pool, and the workers that have taken them."""

import asyncio
import os
import pickle
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pipelines.workers.errors import over_memory_limit
from pipelines.workers.worker import ERROR, MEMORY, REPLY, REQUEST, Limits

_MAX_READ_BYTES = 1 << 20  # received from a worker in one call


class Answer(NamedTuple):
    """What a worker answers to a call."""

    kind: bytes  # one of the kinds of a reply, such as ``ERROR``
    pickled: bytes  # the result or the exception


class Reply(NamedTuple):
    """A message of a worker: it has taken a job, or it answers one."""

    kind: bytes
    retires: bool  # whether the worker exits after this reply
    job_number: int
    pickled: bytes  # as in ``Answer``; empty if the worker has only taken the job


@dataclass(slots=True, eq=False)
class Job:
    """A call that waits for its answer; an in-memory file holds the pickle of the call."""

    number: int
    descriptor: int  # of the file
    length: int  # of the pickle, in bytes
    limits: Limits
    answer: asyncio.Future[Answer]
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

    def receive(self) -> bool:
        """Read the bytes that the worker has sent; return False if it has exited."""
        try:
            sent = self.channel.recv(_MAX_READ_BYTES)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.received += sent
        return bool(sent)

    def replies(self) -> Iterator[Reply]:
        """Yield the replies that were received completely."""
        while len(self.received) >= REPLY.size:
            kind, retires, job_number, length = REPLY.unpack_from(self.received)
            if len(self.received) < REPLY.size + length:  # the rest of the reply comes later
                return
            pickled = bytes(self.received[REPLY.size : REPLY.size + length])
            del self.received[: REPLY.size + length]
            yield Reply(kind, retires, job_number, pickled)

    def has_unread(self) -> bool:
        """Return whether the worker has sent bytes that are not received yet."""
        if self.channel.fileno() < 0:  # the socket is closed
            return False
        try:
            return bool(self.channel.recv(1, socket.MSG_PEEK))
        except OSError:
            return False

    def take(self, job: Job, timer: asyncio.TimerHandle) -> None:
        """Record that the worker has taken a job, and the timer that limits its time."""
        self.job, job.worker = job, self
        self.timer = timer

    def clear_job(self) -> None:
        """Record that the worker no longer has a job, and stop the timer of the job."""
        if self.timer is not None:
            self.timer.cancel()
        if self.job is not None:
            self.job.worker = None
        self.job = self.timer = None


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


def result_of(answer: Answer, limits: Limits) -> Any:
    """Return the value in a worker's answer, or raise its error.

    Raises PageStopped if memory was short.
    """
    if answer.kind == MEMORY:
        raise over_memory_limit(limits)
    value = pickle.loads(answer.pickled)  # noqa: S301 - from a process of ours
    if answer.kind == ERROR:
        raise value
    return value
