"""Serves all demo outlets from one process, each on its own loopback address."""

import gzip
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import tomlkit

from scraper.demo.content import demo_articles, later_articles
from scraper.demo.outlets import OUTLETS, Outlet
from scraper.demo.pages import Answer, site_answers

_POLL_SECONDS = 0.05  # after which a server notices that it is to shut down


@dataclass
class DemoWeb:
    """The running outlets with their addresses, and the number of requests by URL."""

    urls: dict[str, str] = field(default_factory=dict)  # outlet id → home URL without final slash
    requests: Counter[str] = field(default_factory=Counter)  # by URL
    answers: dict[str, dict[str, Answer]] = field(default_factory=dict)  # of each outlet, by path
    # What ``answers`` become when the outlets have edited and removed articles.
    later_answers: dict[str, dict[str, Answer]] = field(default_factory=dict)
    changed: tuple[str, ...] = ()  # ids of the outlets that edit or remove an article later

    def change(self) -> None:
        """Serve the articles as the outlets edited them, and no longer those they removed."""
        for outlet_id, answers in self.later_answers.items():
            self.answers[outlet_id].clear()
            self.answers[outlet_id].update(answers)

    def sources_toml(self) -> str:
        """Return the text of a ``sources.toml`` with the running outlets."""
        return tomlkit.dumps({"source": [self._block(outlet) for outlet in OUTLETS.values()]})

    def _block(self, outlet: Outlet) -> dict[str, object]:
        home = self.urls[outlet.id]
        block: dict[str, object] = {
            "id": outlet.id,
            "name": outlet.name,
            "home": home + "/",
            "region": outlet.region,
        }
        for key, value in outlet.source_keys.items():
            block[key] = [home + path for path in value] if isinstance(value, list) else value
        return block


@contextmanager
def demo_web(now: datetime | None = None) -> Iterator[DemoWeb]:
    """Run every demo outlet for the block, its articles dated back from ``now``."""
    moment = now or datetime.now(UTC)
    articles = demo_articles(moment)
    servers: dict[str, _Server] = {}  # by outlet
    serving: list[_Server] = []  # those that answer requests, which begins when all have a port
    changed = [
        article.outlet.id
        for article in articles
        if article.later_paragraphs or article.is_removed_later
    ]
    web = DemoWeb(changed=tuple(dict.fromkeys(changed)))
    try:
        for outlet in OUTLETS.values():
            server = _Server((outlet.host, 0), BaseHTTPRequestHandler)
            server.daemon_threads = True
            servers[outlet.id] = server
            web.urls[outlet.id] = f"http://{outlet.host}:{server.server_port}"
        for outlet in OUTLETS.values():
            own = [article for article in articles if article.outlet is outlet]
            web.answers[outlet.id] = site_answers(outlet, own, web.urls, moment)
            later = later_articles(own)
            web.later_answers[outlet.id] = site_answers(outlet, later, web.urls, moment)
            server = servers[outlet.id]
            server.RequestHandlerClass = partial(
                _Handler, web, web.urls[outlet.id], web.answers[outlet.id]
            )
            serve = partial(server.serve_forever, poll_interval=_POLL_SECONDS)
            threading.Thread(target=serve, daemon=True).start()
            serving.append(server)
        yield web
    finally:
        for server in serving:
            server.shutdown()
        for server in servers.values():
            server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # as when a crawl was stopped
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """Answers requests to one outlet, and counts them."""

    protocol_version = "HTTP/1.1"

    def __init__(
        self, web: DemoWeb, home: str, answers: Mapping[str, Answer], *connection: Any
    ) -> None:
        """``answers`` are by path; ``connection`` is what ``BaseHTTPRequestHandler`` takes."""
        self._web = web
        self._home = home
        self._answers = answers
        super().__init__(*connection)  # answers the requests of the connection

    def do_GET(self) -> None:
        self._web.requests[self._home + self.path] += 1
        answer = self._answers.get(self.path)
        if answer is None:
            self._send(404, "text/plain; charset=utf-8", "Такой страницы нет".encode())
            return
        body = answer.body
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        accepts_gzip = "gzip" in self.headers.get("Accept-Encoding", "")
        if self.headers.get("If-None-Match") == etag:
            self._send(304, answer.content_type, b"", etag)
        elif accepts_gzip and answer.content_type.startswith("text/"):
            self._send(200, answer.content_type, gzip.compress(body), etag, "gzip")
        else:
            self._send(200, answer.content_type, body, etag)

    def _send(
        self,
        status: int,
        content_type: str,
        body: bytes,
        etag: str | None = None,
        coding: str | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
        if coding:
            self.send_header("Content-Encoding", coding)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write no access log."""
