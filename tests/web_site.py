"""A web server on loopback; a test sets its pages."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Seen:
    """A request that the server received, and the status of its answer."""

    path: str
    headers: dict[str, str]
    at: float  # by time.monotonic(), when the answer was ready
    status: int


@dataclass
class Answer:
    """What the server answers at one path."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Pages(dict[str, Answer]):
    """The answers of a site by path; a subclass may compute an answer for each request."""

    def answer(self, path: str) -> Answer | None:
        """Return the answer at a path, or None if there is none."""
        return self.get(path)


class _IPv6Server(ThreadingHTTPServer):
    address_family = socket.AF_INET6

    def handle_error(self, *_: object) -> None:
        pass


class Site:
    """A web server on a free port of loopback; ``pages`` may change between runs.

    Answers with status 200 have an ETag, and a matching If-None-Match gets 304. An unknown path
    gets 404. Each request is recorded in ``seen``.
    """

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.pages = Pages()
        self.seen: list[Seen] = []
        kind = _IPv6Server if ":" in host else ThreadingHTTPServer
        self._server = kind((host, 0), _handler_of(self))
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        scheme = "https" if tls else "http"
        name = f"[{host}]" if ":" in host else host
        self.url = f"{scheme}://{name}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def put(self, path: str, text: str | bytes, **answer: Any) -> str:
        """Serve the text at the path and return its URL; ``answer`` has fields of ``Answer``."""
        body = text if isinstance(text, bytes) else text.encode()
        self.pages[path] = Answer(body, **answer)
        return self.url + path

    def paths(self) -> list[str]:
        """Return the path of each request so far."""
        return [request.path for request in self.seen]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler_of(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = site.pages.answer(self.path) or Answer(b"not here", status=404)
            etag = f'"{sha256(answer.body).hexdigest()[:16]}"'
            status = answer.status
            if status == 200 and self.headers.get("If-None-Match") == etag:
                status = 304
            site.seen.append(Seen(self.path, dict(self.headers), time.monotonic(), status))
            body = answer.body if status != 304 else b""
            self.send_response(status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
            if answer.status == 200:
                self.send_header("ETag", etag)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def starting_sites() -> Iterator[Callable[[], Site]]:
    """Yield a function that starts a site on an address of its own; all are closed at the end."""
    started: list[Site] = []

    def start() -> Site:
        started.append(Site(f"127.0.0.{len(started) + 2}"))
        return started[-1]

    try:
        yield start
    finally:
        for site in started:
            site.close()
