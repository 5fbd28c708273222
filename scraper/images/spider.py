"""The spider that fetches the images that the site asks for.

The spider has no sources and stores no article. It uses the downloader of a crawl with the same
checks of addresses, limits, delays and robots.txt. The site never writes to the database of the
articles. So the robots.txt files, and the pauses that hosts ask for, are in a small database of
their own.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, BinaryIO, Self

import scrapy
from scrapy.crawler import Crawler

from pipelines.workers.errors import PageStopped
from pipelines.workers.pool import Limits, WorkerPool
from scraper.crawl.fetching import Answer, Fetcher, HostPausedError
from scraper.crawl.run_state import RunState
from scraper.images.icons import icon_addresses
from scraper.images.thumbnail import UnusableImageError, thumbnail
from scraper.middlewares.politeness import agent_of
from scraper.rendering.renderer import Renderer
from storage.browse.images.messages import MAX_LINE_BYTES, Fetched, Job, Kind
from storage.database.sqlite import open_database

HOSTS_FILE = "hosts.db"  # in the folder of the images
MAX_FETCHED_IMAGES = 8  # at the same time
MAX_IMAGE_BYTES = 6_000_000  # of an original; photos in articles have 0.1 to 2 MB
MAX_IDLE_SECONDS = 120.0  # after so long without a job the process ends and frees its memory
# Limits of making one small image: a photo of 36 megapixels takes 1 s and 300 MB.
_LIMITS = Limits(cpu_seconds=4.0, wall_seconds=12.0, memory_bytes=1024**3)


class ImageSpider(scrapy.Spider):
    """Reads jobs from ``jobs`` until it ends, and writes an answer to each to ``answers``."""

    name = "images"
    folder: Path
    jobs: BinaryIO
    answers: BinaryIO
    run_state: RunState

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.run_state = RunState(open_database(spider.folder / HOSTS_FILE))
        return spider

    async def start(self) -> AsyncIterator[Any]:
        state = self.run_state
        renderer = Renderer(agent_of(self.settings))  # is never started
        self._fetcher = Fetcher(self.crawler, state.db, state.now, 0, renderer)
        preload = ("scraper.images.thumbnail", "scraper.images.icons")
        async with WorkerPool(1, _LIMITS, preload) as self._pool:
            await self._answer_all()
        return
        yield  # makes this an asynchronous generator

    async def _answer_all(self) -> None:
        """Read jobs and answer each of them, MAX_FETCHED_IMAGES at the same time."""
        reader = asyncio.StreamReader(limit=MAX_LINE_BYTES)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), self.jobs)
        limit = asyncio.Semaphore(MAX_FETCHED_IMAGES)
        running: set[asyncio.Task[None]] = set()
        try:
            while line := await self._next_line(reader, running):
                task = asyncio.ensure_future(self._answer(Job.of_line(line), limit))
                running.add(task)
                task.add_done_callback(running.discard)
        finally:
            for task in running:
                task.cancel()

    async def _next_line(
        self, reader: asyncio.StreamReader, running: set[asyncio.Task[None]]
    ) -> bytes:
        """Return the next line; empty bytes at the end, or after MAX_IDLE_SECONDS without a job."""
        while True:
            try:
                async with asyncio.timeout(MAX_IDLE_SECONDS):
                    return await reader.readline()
            except TimeoutError:
                if not running:
                    return b""

    async def _answer(self, job: Job, limit: asyncio.Semaphore) -> None:
        async with limit:
            try:
                fetched = Fetched(job.number, await self._image(job))
            except Exception as error:  # each job gets an answer, even after a bug
                fetched = Fetched(job.number, reason=f"{type(error).__name__}: {error}")
        self.answers.write(fetched.line())
        self.answers.flush()

    async def _image(self, job: Job) -> bytes:
        """Return the small image of a job; raises an error that says why there is none."""
        if job.kind is Kind.LEAD:
            return await self._thumbnail(job.url, job.kind)
        home = await self._fetcher.get(job.url)
        if home.outcome is not None:
            home = Answer(job.url)  # an empty page, beside which /favicon.ico may still exist
        addresses = await self._pool.run(icon_addresses, home.body, home.url)
        reasons = []
        for address in addresses:
            try:
                return await self._thumbnail(address, job.kind)
            except (UnusableImageError, HostPausedError, PageStopped) as error:
                reasons.append(str(error))
        raise UnusableImageError("; ".join(reasons))

    async def _thumbnail(self, url: str, kind: Kind) -> bytes:
        accepted = {"Accept": "image/webp,image/png,image/jpeg,image/gif,image/x-icon"}
        answer = await self._fetcher.get(url, accepted, max_bytes=MAX_IMAGE_BYTES)
        if answer.outcome is not None:
            raise UnusableImageError(f"{answer.outcome}: {answer.reason}")
        return await self._pool.run(thumbnail, answer.body, kind)
