"""Serves the site or one slow page on a free port of loopback in a thread, for a browser."""

import asyncio
import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import uvicorn

from tests.reading_site import ReadingSite
from tests.servers import free_port


@contextmanager
def served(site: ReadingSite) -> Iterator[str]:
    """Yield the address of the site, such as ``http://127.0.0.1:8001``."""
    port = free_port()
    app = site.datasette.app()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


PAUSE_SECONDS = 0.12  # between two parts of a page; long enough for a browser to draw the first


@contextmanager
def served_in_parts(html: bytes, cuts: Sequence[int], site: str) -> Iterator[str]:
    """Yield an address where a page arrives in parts, cut at these bytes, as over a slow network.

    All other paths are answered with what ``site`` answers.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            if self.path == "/":
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                for start, end in itertools.pairwise([0, *cuts, len(html)]):
                    self.wfile.write(html[start:end])
                    time.sleep(PAUSE_SECONDS)
            else:
                page = httpx.get(site + self.path)
                self.send_header("Content-Type", page.headers["content-type"])
                self.end_headers()
                self.wfile.write(page.content)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
