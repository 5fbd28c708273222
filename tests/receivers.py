"""Servers that receive alerts: a webhook, a mail server, and a server like Telegram's."""

import json
import os
import signal
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_string
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# How long a client waits for an answer; on a busy machine an answer may take more than 1 second.
WAIT_SECONDS = 4
TELEGRAM_URL = "apprise.plugins.telegram.NotifyTelegram.notify_url"  # a test replaces its value
HANG_SECONDS = 30  # how long a receiver that hangs keeps the connection open


class Receiver:
    """The messages that a server has accepted.

    While ``refuses`` is set it accepts none. While ``hangs`` is set it does not even answer, and
    while ``dies`` is set it closes the connection without an answer.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []  # of the accepted messages, in order
        self.titles: list[str] = []
        self.bodies: list[Any] = []  # JSON of a webhook or Telegram, the whole text of a mail
        self.tries = 0  # messages that arrived, accepted or not
        self.refuses = False
        self.hangs = False
        self.dies = False
        self.address = ""  # as Apprise writes it
        self.on_accepted: Callable[[], None] = lambda: None  # called before the answer

    def accept(self, message_id: str, title: str, body: Any) -> bool:
        """Count a message; record it and return True, unless this receiver refuses or hangs."""
        self.tries += 1
        if self.hangs:
            time.sleep(HANG_SECONDS)
            return False
        if self.dies:
            raise ConnectionAbortedError
        if self.refuses:
            return False
        self.ids.append(message_id)
        self.titles.append(title)
        self.bodies.append(body)
        self.on_accepted()
        return True

    def kill(self, pid: int) -> None:
        """Kill this process as soon as a message is accepted, before it is answered."""
        self.on_accepted = lambda: os.kill(pid, signal.SIGKILL)


@contextmanager
def webhook() -> Iterator[Receiver]:
    with _http() as (receiver, port):
        receiver.address = f"json://127.0.0.1:{port}/hook?rto={WAIT_SECONDS}"
        yield receiver


@contextmanager
def telegram() -> Iterator[tuple[Receiver, str]]:
    """Yield the receiver, and the URL that replaces that of Telegram's service."""
    with _http() as (receiver, port):
        token = "123456789:abcdefghijklmnopqrstuvwxyzabcdefghi"
        receiver.address = f"tgram://{token}/4242/?rto={WAIT_SECONDS}"
        yield receiver, f"http://127.0.0.1:{port}/bot"


@contextmanager
def _http() -> Iterator[tuple[Receiver, int]]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            title = body.get("title") or body.get("text", "").split("\n")[0]
            message_id = self.headers["X-Message-Id"] or title
            is_accepted = receiver.accept(message_id, title, body)
            if receiver.hangs:
                return
            self.send_response(200 if is_accepted else 503)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Ignore the error: a client may be killed or give up while it waits."""

    with Server(("127.0.0.1", 0), Handler) as server, _served(server):
        yield receiver, server.server_port


@contextmanager
def mail_server() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 ready")
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].upper()
                if verb == "DATA":
                    self._say("354 go on")
                    text_until_dot = "".join(iter(self._line, ".\r\n"))
                    self._say("250 taken" if self._is_accepted(text_until_dot) else "451 not now")
                else:
                    self._say("221 bye" if verb == "QUIT" else "250 yes")
                    if verb == "QUIT":
                        return

        def _line(self) -> str:
            return self.rfile.readline().decode()

        def _is_accepted(self, text: str) -> bool:
            mail = message_from_string(text)
            subject = str(make_header(decode_header(str(mail["Subject"]))))
            return receiver.accept(mail["X-Message-Id"], subject, text)

        def _say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

    class Server(socketserver.ThreadingTCPServer):
        def handle_error(self, *_: object) -> None:
            """Ignore the error: a client may be killed or give up while it waits."""

    with Server(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        port = server.server_address[1]
        receiver.address = (
            f"mailto://127.0.0.1:{port}?from=desk@example.org&to=reader@example.org"
            f"&mode=insecure&rto={WAIT_SECONDS}&cto={WAIT_SECONDS}"
        )
        with _served(server):
            yield receiver


@contextmanager
def _served(server: socketserver.BaseServer) -> Iterator[None]:
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield
    server.shutdown()
