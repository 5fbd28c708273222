"""Serves all demo outlets from one process, each on its own loopback address."""

import gzip
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import tomlkit

from scraper.demo.content import demo_articles, later_articles
from scraper.demo.outlets import OUTLETS, Outlet
from scraper.demo.pages import Answer, site_answers


@dataclass
class DemoWeb:
    """The running outlets with their addresses, and the number of requests by URL."""

    urls: Mapping[str, str]  # outlet id -> home URL without a trailing slash
    requests: Counter[str] = field(default_factory=Counter)  # by URL
    answers: dict[str, dict[str, Answer]] = field(default_factory=dict)  # of each outlet, by path
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
        for key, value in outlet.keys.items():
            block[key] = [home + path for path in value] if isinstance(value, list) else value
        return block


@contextmanager
def demo_web(now: datetime | None = None) -> Iterator[DemoWeb]:
    """Run every demo outlet for the block, its articles dated back from ``now``."""
    moment = now or datetime.now(UTC)
    articles = demo_articles(moment)
    servers: dict[str, _Server] = {}
    changed = [
        article.outlet.id
        for article in articles
        if article.later_paragraphs or article.is_removed_later
    ]
    web = DemoWeb(urls={}, changed=tuple(dict.fromkeys(changed)))
    try:
        for outlet in OUTLETS.values():
            server = _Server((outlet.host, 0), BaseHTTPRequestHandler)
            server.daemon_threads = True
            servers[outlet.id] = server
            home = f"http://{outlet.host}:{server.server_port}"
            web.urls = {**web.urls, outlet.id: home}
        for outlet in OUTLETS.values():
            own = [article for article in articles if article.outlet is outlet]
            web.answers[outlet.id] = site_answers(outlet, own, web.urls, moment)
            later = later_articles(own)
            web.later_answers[outlet.id] = site_answers(outlet, later, web.urls, moment)
            server = servers[outlet.id]
            server.RequestHandlerClass = _handler(web, web.urls[outlet.id], web.answers[outlet.id])
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield web
    finally:
        for server in servers.values():
            if server.RequestHandlerClass is not BaseHTTPRequestHandler:
                server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # as when a crawl was stopped
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _handler(
    web: DemoWeb, home: str, answers: Mapping[str, Answer]
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            web.requests[home + self.path] += 1
            answer = answers.get(self.path)
            if answer is None:
                self._send(404, "text/plain; charset=utf-8", "Такой страницы нет".encode())
                return
            body = answer.body
            etag = f'"{sha256(body).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == etag:
                self._send(304, answer.content_type, b"", etag)
            else:
                accepts_gzip = "gzip" in self.headers.get("Accept-Encoding", "")
                if accepts_gzip and answer.content_type.startswith("text/"):
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

    return Handler
