"""A webhook and a mail server of our own, to receive what alerts send."""

import json
import os
import signal
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_string
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """What was accepted, by message id; ``refuses`` turns everything away."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.refuses = False
        self.address = ""  # as Apprise writes it
        self.after: Callable[[], None] = lambda: None  # called between acceptance and answer

    def accept(self, message_id: str, text: str) -> bool:
        if self.refuses:
            return False
        self.ids.append(message_id)
        self.texts.append(text)
        self.after()
        return True

    def kill(self, pid: int) -> None:
        self.after = lambda: os.kill(pid, signal.SIGKILL)


@contextmanager
def webhook() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            done = receiver.accept(self.headers["X-Message-Id"], json.loads(body)["title"])
            self.send_response(200 if done else 503)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.address = f"json://127.0.0.1:{server.server_port}/hook"
        yield from _served(server, receiver)


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
                    done = self._take("".join(iter(self._line, ".\r\n")))
                    self._say("250 taken" if done else "451 not now")
                else:
                    self._say("221 bye" if verb == "QUIT" else "250 yes")
                    if verb == "QUIT":
                        return

        def _line(self) -> str:
            return self.rfile.readline().decode()

        def _take(self, text: str) -> bool:
            mail = message_from_string(text)
            return receiver.accept(mail["X-Message-Id"], str(mail["Subject"]))

        def _say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        port = server.server_address[1]
        receiver.address = (
            f"mailto://127.0.0.1:{port}?from=desk@example.org&to=reader@example.org&mode=insecure"
        )
        yield from _served(server, receiver)


def _served(server: socketserver.BaseServer, receiver: Receiver) -> Iterator[Receiver]:
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield receiver
    server.shutdown()
