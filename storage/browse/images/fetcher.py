"""Lets a separate process fetch images, since the site itself connects to no other host."""

import asyncio
import contextlib
import itertools
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import storage
from storage.browse.images.cache import ImageCache
from storage.browse.images.messages import MAX_LINE_BYTES, Fetched, Job, Kind

MAX_WAITING = 200  # images that are fetched at the same time; further ones are refused
MAX_WAIT_SECONDS = 6.0  # for one image: a browser opens only six connections to a site
MAX_FETCH_SECONDS = 180.0  # for one image: it takes several requests, and the host may be slow
MIN_SECONDS_BETWEEN_FAILURES = 60.0  # from a failure of the process to its next start
COMMAND = (sys.executable, "-m", "scraper.images.process")


class BusyError(Exception):
    """The image is not there yet, and may be there later."""


class _SentJob(NamedTuple):
    """A job that has no answer yet: the process that has it, and the future for its answer."""

    process: Process
    answer: asyncio.Future[Fetched]


class ImageFetcher:
    """Returns images from the cache, or lets the process fetch them.

    All calls come from one asyncio loop. Each image is fetched once, even if several requests wait
    for it. The process is started for the first image, and again if the process has ended.
    """

    def __init__(self, folder: Path, cache: ImageCache, command: Sequence[str] = COMMAND) -> None:
        self._folder = folder
        self._cache = cache
        self._command = tuple(command)
        self._job_numbers = itertools.count(1)
        self._tasks: dict[tuple[Kind, str], asyncio.Task[bytes]] = {}  # by kind and URL of image
        self._sent: dict[int, _SentJob] = {}  # by the number of the job
        self._starting = asyncio.Lock()
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None  # reads the answers of the process
        self._failed_at = -MIN_SECONDS_BETWEEN_FAILURES  # at first, a start is allowed at once

    async def image(self, kind: Kind, url: str) -> bytes:
        """Return the small image at an address, or empty bytes if there is none.

        Raises BusyError if too many images are being fetched, or if the image does not come within
        MAX_WAIT_SECONDS. In the latter case a later request can find the image in the cache.
        """
        cached = self._cache.get(kind, url)
        if cached is not None:
            return cached
        task = self._tasks.get((kind, url))
        if task is None:
            if len(self._tasks) >= MAX_WAITING:
                raise BusyError
            task = self._tasks[kind, url] = asyncio.ensure_future(self._fetch(kind, url))
            task.add_done_callback(lambda ended: self._forget(kind, url, ended))
        try:
            async with asyncio.timeout(MAX_WAIT_SECONDS):
                return await asyncio.shield(task)
        except TimeoutError:
            raise BusyError from None

    async def close(self) -> None:
        """End the process, and give up the images that are being fetched."""
        for task in list(self._tasks.values()):
            task.cancel()
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._reading is not None:
            await self._reading

    def _forget(self, kind: Kind, url: str, task: asyncio.Task[bytes]) -> None:
        self._tasks.pop((kind, url), None)
        if not task.cancelled():
            task.exception()  # asyncio logs an exception that nobody asked for

    async def _fetch(self, kind: Kind, url: str) -> bytes:
        fetched = await self._answer(kind, url)
        with contextlib.suppress(OSError):  # with a full disk the image is shown but not kept
            self._cache.put(kind, url, fetched.image)
        return fetched.image or b""

    async def _answer(self, kind: Kind, url: str) -> Fetched:
        """Return the answer of the process; raises BusyError if the process does not answer."""
        process = await self._running_process()
        number = next(self._job_numbers)
        answer: asyncio.Future[Fetched] = asyncio.get_running_loop().create_future()
        self._sent[number] = _SentJob(process, answer)
        try:
            assert process.stdin is not None
            process.stdin.write(Job(number, kind, url).line())
            async with asyncio.timeout(MAX_FETCH_SECONDS):
                return await answer
        except TimeoutError:
            raise BusyError from None
        finally:
            del self._sent[number]

    async def _running_process(self) -> Process:
        """Return the process, started if necessary; raises BusyError if it can't be started."""
        async with self._starting:
            if self._process is not None and self._process.returncode is None:
                return self._process
            if time.monotonic() - self._failed_at < MIN_SECONDS_BETWEEN_FAILURES:
                raise BusyError
            try:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command, str(self._folder), stdin=PIPE, stdout=PIPE,
                    limit=MAX_LINE_BYTES, env={**os.environ, "PYTHONPATH": _import_path()},
                    start_new_session=True,  # Ctrl-C ends the site, and then the process ends
                )  # fmt: skip
            except OSError:
                self._failed_at = time.monotonic()
                raise BusyError from None
            self._reading = asyncio.ensure_future(self._read_answers(self._process))
            return self._process

    async def _read_answers(self, process: Process) -> None:
        """Pass on the answers of a process until it ends; its unanswered jobs get BusyError."""
        assert process.stdout is not None
        try:
            while line := await process.stdout.readline():
                fetched = Fetched.of_line(line)
                if fetched.number in self._sent:
                    _set(self._sent[fetched.number].answer, fetched)
        except (ValueError, KeyError):  # the line is too long, or is no answer
            process.kill()
        if await process.wait() != 0:
            self._failed_at = time.monotonic()
        for job in self._sent.values():
            if job.process is process:
                _set(job.answer, BusyError())


def _set(answer: asyncio.Future[Fetched], value: Fetched | BusyError) -> None:
    """Set the result or the exception of a future."""
    if answer.done():  # it was cancelled, so nobody waits for the value
        return
    if isinstance(value, Fetched):
        answer.set_result(value)
    else:
        answer.set_exception(value)


def _import_path() -> str:
    """Return the folder of the project's packages, and the folders of the user's PYTHONPATH."""
    own = str(Path(storage.__file__).parents[1])
    return os.pathsep.join([own, *filter(None, [os.environ.get("PYTHONPATH")])])
