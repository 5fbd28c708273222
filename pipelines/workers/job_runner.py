"""Gives jobs to the workers of a pool, and replaces workers that end.

The fork server starts the workers and reports their exits. The workers take jobs from one queue,
and each of them sends its replies on a socket of its own.
"""

import asyncio
import contextlib
import itertools
import os
import signal
import socket
from collections.abc import Callable, Sequence
from typing import Any

from pipelines.model import Outcome
from pipelines.workers.errors import (
    PageStopped,
    WorkersUnavailableError,
    ends_before_a_page,
    over_wall_limit,
    stopped_by,
    workers_not_started,
)
from pipelines.workers.fork_server import ForkServer
from pipelines.workers.jobs import Answer, Job, Reply, WorkerState, pickle_to_memory
from pipelines.workers.worker import EXIT, KILL, ORDER, SPAWN, TAKEN, Limits

# A worker still running this long after its wall limit is killed: its own timer has failed.
_MAX_OVERDUE_SECONDS = 30.0
# A page whose worker is killed from outside, not at a limit, is tried this often.
_MAX_ATTEMPTS = 3
_REASON_OF_MAX_ATTEMPTS = "its worker was killed several times"
# After this many workers in a row that ended without taking a page, no more workers are started,
# because they would end, too.
_MAX_EARLY_EXITS = 8
_RETRY_SECONDS = 0.1  # the time after which jobs are sent again to a queue that was full


class JobRunner:
    """The workers of a pool and the jobs that wait for their answers; used from one asyncio loop.

    ``start_fork_server`` is called when a fork server is needed: at first, and after one has ended.
    """

    def __init__(self, size: int, start_fork_server: Callable[[], ForkServer]) -> None:
        self._size = size  # the most workers at a time
        self._start_fork_server = start_fork_server
        self._numbers = itertools.count(1)  # of jobs and of workers
        self._fork_server: ForkServer | None = None
        self._workers: dict[int, WorkerState] = {}  # by number
        self._jobs: dict[int, Job] = {}  # the jobs whose callers wait, by number
        self._early_exits = 0  # workers in a row that ended without taking a page
        self.failure: WorkersUnavailableError | None = None  # why no worker can read a page
        self._closed = False

    async def answer(self, call: tuple[Any, ...], limits: Limits) -> Answer:
        """Queue a call, wait for its answer, and return it."""
        self.start()
        descriptor, length = pickle_to_memory(call)
        job = Job(next(self._numbers), descriptor, length, limits, self._loop.create_future())
        self._jobs[job.number] = job
        try:
            self._enqueue([job])
            return await job.answer
        finally:
            del self._jobs[job.number]
            os.close(descriptor)
            if job.worker is not None:  # the caller was cancelled while a worker had the job
                self._send(KILL, job.worker)

    def start(self) -> None:
        """Start the fork server, if none runs; returns without waiting for it."""
        if self._closed:
            raise WorkersUnavailableError("the worker pool is closed")
        if self.failure is not None:
            raise self.failure
        if self._fork_server is not None:
            return
        self._fork_server = self._start_fork_server()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._fork_server.control, self._handle_exit)

    def close(self) -> None:
        """Kill all workers; calls that have no answer yet raise WorkersUnavailableError."""
        self._closed = True
        self._drop_fork_server()
        for job in self._jobs.values():
            job.fail(WorkersUnavailableError("the worker pool is closed"))

    def _enqueue(self, jobs: Sequence[Job]) -> None:
        """Queue jobs, and start the workers that are missing."""
        self.start()
        assert self._fork_server is not None
        for sent_count, job in enumerate(jobs):
            try:
                socket.send_fds(self._fork_server.queue, [job.message()], [job.descriptor])
            except BlockingIOError:  # the queue is full
                unsent = jobs[sent_count:]
                self._loop.call_later(_RETRY_SECONDS, self._enqueue_unanswered, unsent)
                break
            except OSError:  # the fork server is gone; _handle_exit queues the jobs again
                return
        self._start_missing_workers()

    def _enqueue_unanswered(self, jobs: Sequence[Job]) -> None:
        """Queue the jobs whose callers still wait, unless the pool has ended."""
        if self._closed or self.failure is not None:
            return
        awaited_jobs = [job for job in jobs if job.number in self._jobs]
        if awaited_jobs:
            self._enqueue([job for job in awaited_jobs if not job.answer.done()])

    def _start_missing_workers(self) -> None:
        """Start workers until there is one for each job, or until the pool is full."""
        present = sum(not worker.retires for worker in self._workers.values())
        needed = min(self._size, len(self._jobs))
        for _ in range(needed - present):
            self._spawn()

    def _spawn(self) -> None:
        """Start a worker, and read its replies when they come."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        worker = WorkerState(next(self._numbers), ours)
        self._workers[worker.number] = worker
        self._loop.add_reader(ours, self._read_replies, worker)
        with theirs:
            self._send(SPAWN, worker, [theirs.fileno()])

    def _send(self, order: bytes, worker: WorkerState, descriptors: Sequence[int] = ()) -> None:
        if self._fork_server is None:
            return
        with contextlib.suppress(OSError):  # the fork server is gone; _handle_exit follows
            message = ORDER.pack(order, worker.number)
            socket.send_fds(self._fork_server.control, [message], list(descriptors))

    def _read_replies(self, worker: WorkerState) -> None:
        """Read the bytes that a worker sent, and handle each complete reply."""
        if not worker.receive():  # the worker has exited, which the fork server reports
            self._loop.remove_reader(worker.channel)
        for reply in worker.replies():
            self._handle_reply(worker, reply)

    def _handle_reply(self, worker: WorkerState, reply: Reply) -> None:
        """Record that a worker has taken a job, or give the job its answer."""
        job = self._jobs.get(reply.job_number)  # None if its caller was cancelled
        if reply.kind != TAKEN:
            worker.retires = worker.retires or reply.retires
            worker.clear_job()
            if job is not None and not job.answer.done():
                job.answer.set_result(Answer(reply.kind, reply.pickled))
        elif job is None:
            worker.retires = True
            self._send(KILL, worker)
        else:
            self._early_exits = 0
            max_seconds = job.limits.wall_seconds + _MAX_OVERDUE_SECONDS
            worker.take(job, self._loop.call_later(max_seconds, self._kill_overdue, worker, job))

    def _kill_overdue(self, worker: WorkerState, job: Job) -> None:
        """Fail a job that has exceeded its wall limit by far, and kill the worker that has it."""
        job.fail(over_wall_limit(job.limits))
        self._send(KILL, worker)

    def _handle_exit(self) -> None:
        """Read a message of the fork server: the exit of a worker, or its own end."""
        assert self._fork_server is not None
        try:
            message = self._fork_server.control.recv(EXIT.size)
        except BlockingIOError:
            return
        except OSError:
            message = b""
        if not message:  # the fork server has ended
            self._drop_fork_server()
            self._retry(list(self._jobs.values()), has_fork_server_ended=True)
            return
        number, code = EXIT.unpack(message)
        worker = self._workers.pop(number)
        job = self._remove_worker(worker)
        if job is None and not worker.retires:
            self._handle_early_exit(code)
        elif job is None:
            self._start_missing_workers()
        elif code == -signal.SIGKILL:  # killed from outside, or by ``_kill_overdue``
            self._retry([job], has_fork_server_ended=False)
        else:
            job.fail(stopped_by(code, job.limits))
            self._start_missing_workers()

    def _handle_early_exit(self, code: int) -> None:
        """Replace a worker that ended without a job, unless too many ended so in a row."""
        self._early_exits += 1
        if self._early_exits >= _MAX_EARLY_EXITS:
            self._give_up(ends_before_a_page(code))
            return
        # The worker may have exited after it took a job and before it said so.
        self._enqueue([job for job in self._jobs.values() if job.worker is None])

    def _remove_worker(self, worker: WorkerState) -> Job | None:
        """Handle a worker's last replies and close its socket; return the job it did not answer."""
        while worker.has_unread():
            self._read_replies(worker)
        self._loop.remove_reader(worker.channel)
        worker.channel.close()
        job = worker.job
        worker.clear_job()
        return job

    def _retry(self, jobs: Sequence[Job], *, has_fork_server_ended: bool) -> None:
        """Queue jobs again whose workers were killed; fail those that were tried too often.

        If the fork server has ended as often, no page can be read, and all jobs fail.
        """
        for job in jobs:
            job.kills += 1
            if job.kills < _MAX_ATTEMPTS:
                continue
            if has_fork_server_ended:
                self._give_up(workers_not_started())
                return
            job.fail(PageStopped(Outcome.EXTRACTION_FAILED, _REASON_OF_MAX_ATTEMPTS))
        if not self._closed and self.failure is None:
            self._enqueue([job for job in jobs if not job.answer.done()])

    def _give_up(self, error: WorkersUnavailableError) -> None:
        """Fail all present and later calls, since no worker can read a page."""
        self.failure = error
        self._drop_fork_server()
        for job in self._jobs.values():
            job.fail(error)

    def _drop_fork_server(self) -> None:
        """End the fork server with all its workers; the next call starts a new fork server."""
        if self._fork_server is None:
            return
        fork_server, self._fork_server = self._fork_server, None
        self._loop.remove_reader(fork_server.control)
        fork_server.close()
        for worker in self._workers.values():
            self._remove_worker(worker)
        self._workers.clear()
