"""The process that starts the browser, watches its memory, and ends with the crawl.

It runs as ``python -m scraper.rendering.process FOLDER``. The folder holds the browser's files.
When the crawl ends, even by SIGKILL, the input of the process ends. Then the process kills the
browser and removes the folder.
"""

import asyncio
import os
import resource
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from typing import BinaryIO

from pipelines.model import Outcome
from scraper.rendering.availability import BrowserUnavailableError
from scraper.rendering.browser import Browser
from scraper.rendering.messages import MAX_LINE_BYTES, Job, Limits, Rendered, Setup
from scraper.rendering.process_tree import descendants, end_all, memory_bytes
from scraper.rendering.proxy import GuardedProxy

_WATCH_SECONDS = 0.1  # between two measurements of the memory
_MAX_SECONDS_TO_DIE = 3.0
_OOM_SCORE = "500"  # of −1000 to 1000; the kernel ends a program of a high score first
_KEPT_VARIABLES = {"PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH"}


async def serve(messages: BinaryIO, answers: BinaryIO) -> None:
    """Read the setup and then jobs, one a line, and answer each, until the input ends.

    The function also returns after a page that had to be stopped, since the browser is then killed.
    """
    reader = asyncio.StreamReader(limit=MAX_LINE_BYTES)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), messages)
    jobs: asyncio.Queue[Job] = asyncio.Queue()
    setup = Setup.of_line(await reader.readline())
    tasks = {
        asyncio.ensure_future(_queue_jobs(reader, jobs)),
        asyncio.ensure_future(_work(setup, jobs, answers)),
    }
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    end_all(descendants(os.getpid()))
    for task in done:
        task.result()


async def _queue_jobs(reader: asyncio.StreamReader, jobs: asyncio.Queue[Job]) -> None:
    while line := await reader.readline():
        jobs.put_nowait(Job.of_line(line))


async def _work(setup: Setup, jobs: asyncio.Queue[Job], answers: BinaryIO) -> None:
    """Start the browser, and answer jobs until it does not start or a page had to be stopped."""
    browser = Browser(setup, GuardedProxy(list(map(ip_network, setup.allowed_networks))))
    try:
        await browser.start()
    except BrowserUnavailableError as error:
        _write(answers, Rendered(reason=str(error), is_unavailable=True))
        return
    while True:
        job = await jobs.get()
        rendered = await _render(browser, job, setup.limits)
        _write(answers, rendered)
        if rendered.outcome is not None:  # the page had to be stopped
            return


async def _render(browser: Browser, job: Job, limits: Limits) -> Rendered:
    """Render a page within the limits of time and memory."""
    rendering = asyncio.ensure_future(browser.render(job))
    watching = asyncio.ensure_future(_until_memory_exceeds(limits.memory_bytes))
    done, _ = await asyncio.wait(
        {rendering, watching}, timeout=limits.page_seconds, return_when=asyncio.FIRST_COMPLETED
    )
    if rendering in done:
        watching.cancel()
        return rendering.result()
    if watching in done:
        return Rendered(outcome=Outcome.STOPPED_WALL, reason="its scripts use too much memory")
    return Rendered(outcome=Outcome.STOPPED_WALL, reason="its scripts take too long")


async def _until_memory_exceeds(max_bytes: int) -> None:
    """Return once the processes of the browser use more memory than they may."""
    while memory_bytes(descendants(os.getpid())) <= max_bytes:
        await asyncio.sleep(_WATCH_SECONDS)


def _write(answers: BinaryIO, rendered: Rendered) -> None:
    answers.write(rendered.line())
    answers.flush()


def _restrict(folder: Path) -> None:
    """Keep the browser from the user's files and variables, and from writing core files."""
    for name in set(os.environ) - _KEPT_VARIABLES:
        del os.environ[name]
    os.environ.update(HOME=str(folder), TMPDIR=str(folder))
    tempfile.tempdir = None
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # the kernel ends the browser first if the machine lacks memory
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE)


def _end_browser() -> None:
    """Kill the processes of the browser that are left, and wait until they have ended."""
    until = time.monotonic() + _MAX_SECONDS_TO_DIE
    while (running := descendants(os.getpid())) and time.monotonic() < until:
        end_all(running)
        with suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        time.sleep(0.02)


def main() -> None:
    """Serve standard input; nothing else is written to standard output."""
    messages = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("r+b", buffering=0) as null_device:
        for descriptor in (0, 1, 2):
            os.dup2(null_device.fileno(), descriptor)
    folder = Path(sys.argv[1])
    _restrict(folder)
    try:
        with suppress(BrokenPipeError):
            asyncio.run(serve(messages, answers))
    finally:
        _end_browser()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)


if __name__ == "__main__":
    main()
