"""Lets a crawl render pages in the process of a browser, which is started for the first page."""

import asyncio
import os
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import scraper
from pipelines.model import Outcome
from scraper.network.addresses import Network
from scraper.rendering.availability import BrowserUnavailableError, browser_path, what_is_missing
from scraper.rendering.messages import MAX_LINE_BYTES, USUAL_LIMITS, Job, Limits, Rendered, Setup
from scraper.rendering.process_tree import descendants, end_all

_MAX_EXTRA_SECONDS = 40.0  # added to the limit of a page, as Chromium may take 30 s to start
_MAX_END_SECONDS = 5.0  # for the process to end
_WAIT_SECONDS = 0.1  # between two attempts to remove the files of a browser


class Renderer:
    """Renders one page at a time; a browser that had to be stopped is replaced by a new one."""

    def __init__(
        self,
        user_agent: str,
        *,
        sandbox: bool = True,
        allowed_networks: Sequence[Network] = (),
        limits: Limits = USUAL_LIMITS,
    ) -> None:
        self._user_agent = user_agent
        self._sandbox = sandbox  # whether the browser keeps its sandbox
        self._limits = limits
        self._networks = tuple(map(str, allowed_networks))
        self._one_at_a_time = asyncio.Lock()
        self._process: Process | None = None
        self._folder: Path | None = None  # of the browser's files

    async def render(self, job: Job) -> Rendered:
        """Return the HTML of a page after its scripts ran, or the outcome of a stopped page.

        Raises BrowserUnavailableError if there is no browser or it does not start.
        """
        async with self._one_at_a_time:
            try:
                rendered = await self._answer(await self._running_process(), job)
            except BaseException:
                await self._end()
                raise
            if rendered.outcome is not None or rendered.is_unavailable:
                await self._end()
            if rendered.is_unavailable:
                raise BrowserUnavailableError(rendered.reason)
            return rendered

    async def close(self) -> None:
        """End the browser."""
        async with self._one_at_a_time:
            await self._end()

    async def _answer(self, process: Process, job: Job) -> Rendered:
        """Send a job to the process, and return its answer or the outcome of a failure."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            async with asyncio.timeout(self._limits.page_seconds + _MAX_EXTRA_SECONDS):
                with suppress(ConnectionError):
                    process.stdin.write(job.line())
                    await process.stdin.drain()
                line = await process.stdout.readline()
        except TimeoutError:
            return Rendered(outcome=Outcome.STOPPED_WALL, reason="its scripts take too long")
        if not line:
            return Rendered(outcome=Outcome.NETWORK_ERROR, reason="the browser ended by itself")
        return Rendered.of_line(line)

    async def _running_process(self) -> Process:
        """Return the process of the browser, which is started if it is not running."""
        if self._process is not None and self._process.returncode is None:
            return self._process
        await self._end()  # removes the files of a browser that has ended by itself
        if missing := what_is_missing(sandbox=self._sandbox):
            raise BrowserUnavailableError(missing)
        browser = browser_path()
        assert browser is not None
        self._folder = Path(tempfile.mkdtemp(prefix="svodka-browser-"))
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "scraper.rendering.process",
            str(self._folder),
            stdin=PIPE,
            stdout=PIPE,
            limit=MAX_LINE_BYTES,
            start_new_session=True,  # Ctrl-C stops the crawl, which then ends the browser
            env={**os.environ, "PYTHONPATH": os.pathsep.join(_import_paths())},
        )
        assert process.stdin is not None
        setup = Setup(
            browser=browser,
            sandbox=self._sandbox,
            user_agent=self._user_agent,
            allowed_networks=self._networks,
            limits=self._limits,
        )
        process.stdin.write(setup.line())
        return process

    async def _end(self) -> None:
        """End the browser's process, and remove its files if the process has not done so."""
        process, self._process = self._process, None
        folder, self._folder = self._folder, None
        try:
            if process is not None:
                await self._end_process(process)
        finally:
            if folder is not None:
                await _remove(folder)

    async def _end_process(self, process: Process) -> None:
        assert process.stdin is not None
        process.stdin.close()
        try:
            async with asyncio.timeout(_MAX_END_SECONDS):
                await process.wait()
        except TimeoutError:
            end_all([*descendants(process.pid), process.pid])
            await process.wait()


async def _remove(folder: Path) -> None:
    """Remove a folder; a killed browser may write to it until all its processes have ended."""
    for _ in range(round(_MAX_END_SECONDS / _WAIT_SECONDS)):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        await asyncio.sleep(_WAIT_SECONDS)


def _import_paths() -> list[str]:
    """Return the folder of the project's packages, and the folders of the user's PYTHONPATH."""
    own = str(Path(scraper.__file__).parents[1])
    return [own, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
