"""What tests of the browser share: where pages come from, and a renderer without ``await``."""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any, Protocol

import pytest

from scraper.rendering.availability import browser_path
from scraper.rendering.messages import Job, Rendered

OWN_HOST = "127.0.0.7"  # of the pages that the tests render
HAS_SANDBOX = os.geteuid() != 0  # Chromium refuses to start its sandbox as root
PARAGRAPH = "Движение по мосту открыли после ремонта, рассказали изданию в мэрии города. "
BROWSER_MARKS = [
    pytest.mark.slow,
    pytest.mark.skipif(not browser_path(), reason="Debian's chromium is missing: make system-deps"),
]


class JobRenderer(Protocol):
    """A ``Renderer``, or the ``Browser`` that runs in its process."""

    async def render(self, job: Job) -> Rendered: ...

    async def close(self) -> None: ...


class Rendering:
    """Renders pages of OWN_HOST, with methods that need no ``await``."""

    def __init__(self, started: Coroutine[Any, Any, JobRenderer]) -> None:
        self._runner = asyncio.Runner()
        self.renderer: Any = self._runner.run(started)

    def render(self, url: str, html: str, *, verify_certificates: bool = True) -> Rendered:
        content_type = "text/html; charset=utf-8"
        job = Job(url, html.encode(), content_type, verify_certificates, address=OWN_HOST)
        rendered: Rendered = self._runner.run(self.renderer.render(job))
        return rendered

    def close(self) -> None:
        self._runner.run(self.renderer.close())
        self._runner.close()
