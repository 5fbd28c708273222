"""Serves the site on a free port of loopback in a thread, for a browser."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket

import uvicorn

from tests.reading_site import ReadingSite


@contextmanager
def served(site: ReadingSite) -> Iterator[str]:
    """Yield the address of the site, such as ``http://127.0.0.1:8001``."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = site.datasette.app()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
