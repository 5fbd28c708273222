"""A server that breaks the rules of HTTP or never ends its answers; each path has its own way."""

import gzip
import socket
import socketserver
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count

import brotli
import zstandard

Behaviour = Callable[[socket.socket, str], None]
BEHAVIOURS: dict[str, Behaviour] = {}
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
CLOSE = b"Connection: close\r\n\r\n"
BOMB_SIZE = 60_000_000  # bytes after decompression


def behaviour(function: Behaviour) -> Behaviour:
    """Register a function under the path of its name: ``slow_body`` answers ``/slow-body``."""
    BEHAVIOURS["/" + function.__name__.replace("_", "-")] = function
    return function


def _body(*headers: str, body: bytes) -> bytes:
    lines = "".join(f"{header}\r\n" for header in headers).encode()
    return OK + lines + f"Content-Length: {len(body)}\r\n".encode() + CLOSE + body


def _redirect(target: str) -> bytes:
    return b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target.encode() + b"\r\n\r\n"


def _busy(retry_after: str) -> bytes:
    head = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
    return head + f"Retry-After: {retry_after}\r\n\r\n".encode()


@behaviour
def ordinary(client: socket.socket, path: str) -> None:
    client.sendall(_body(body=b"<p>hello"))


@behaviour
def silent(client: socket.socket, path: str) -> None:
    time.sleep(5)  # seconds; longer than the clients of the tests wait


@behaviour
def slow_headers(client: socket.socket, path: str) -> None:
    client.sendall(OK)
    for number in count():
        client.sendall(b"X-%d: 1\r\n" % number)
        time.sleep(0.1)


@behaviour
def slow_body(client: socket.socket, path: str) -> None:
    client.sendall(OK + b"Content-Length: 1000\r\n\r\n")
    while True:
        client.sendall(b"a")
        time.sleep(0.1)


@behaviour
def endless_status(client: socket.socket, path: str) -> None:
    client.sendall(b"HTTP/1.1 200 ")
    while True:
        client.sendall(b"OK" * 10_000)


@behaviour
def endless_headers(client: socket.socket, path: str) -> None:
    client.sendall(OK)
    while True:
        client.sendall(b"X-More: and more\r\n" * 1000)


@behaviour
def endless_header_folding(client: socket.socket, path: str) -> None:
    client.sendall(OK + b"X-Folded: a\r\n")
    while True:
        client.sendall(b" and more\r\n" * 1000)


@behaviour
def endless_early_hints(client: socket.socket, path: str) -> None:
    while True:
        client.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 500)


@behaviour
def endless_body(client: socket.socket, path: str) -> None:
    client.sendall(OK + CLOSE)
    while True:
        client.sendall(b"a" * 60_000)


@behaviour
def endless_chunks(client: socket.socket, path: str) -> None:
    client.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        client.sendall(b"10000\r\n" + b"a" * 0x10000 + b"\r\n")


@behaviour
def endless_tiny_chunks(client: socket.socket, path: str) -> None:
    client.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        client.sendall(b"1\r\na\r\n" * 5000)


@behaviour
def endless_chunk_size(client: socket.socket, path: str) -> None:
    client.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        client.sendall(b"0" * 60_000)


@behaviour
def endless_trailers(client: socket.socket, path: str) -> None:
    client.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n")
    while True:
        client.sendall(b"X-Trailer: more\r\n" * 1000)


@behaviour
def large_body(client: socket.socket, path: str) -> None:
    client.sendall(_body(body=b"a" * 2_500_000))


@behaviour
def huge_length(client: socket.socket, path: str) -> None:
    client.sendall(OK + b"Content-Length: 1000000000000\r\n\r\na")


@behaviour
def endless_length(client: socket.socket, path: str) -> None:
    client.sendall(OK + b"Content-Length: " + b"9" * 400 + b"\r\n\r\na")


@behaviour
def negative_length(client: socket.socket, path: str) -> None:
    client.sendall(OK + b"Content-Length: -1\r\n\r\na")


@behaviour
def two_lengths(client: socket.socket, path: str) -> None:
    client.sendall(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\na")


@behaviour
def short_body(client: socket.socket, path: str) -> None:
    client.sendall(OK + b"Content-Length: 1000\r\n\r\nonly this")


@behaviour
def gzip_bomb(client: socket.socket, path: str) -> None:
    client.sendall(_body("Content-Encoding: gzip", body=_gzipped_zeros()))


@behaviour
def deflate_bomb(client: socket.socket, path: str) -> None:
    client.sendall(_body("Content-Encoding: deflate", body=_deflated_zeros()))


@behaviour
def brotli_bomb(client: socket.socket, path: str) -> None:
    client.sendall(_body("Content-Encoding: br", body=_brotli_zeros()))


@behaviour
def zstd_bomb(client: socket.socket, path: str) -> None:
    client.sendall(_body("Content-Encoding: zstd", body=_zstd_zeros()))


@behaviour
def nested_bomb(client: socket.socket, path: str) -> None:
    client.sendall(_body("Content-Encoding: gzip, gzip, gzip", body=_thrice_gzipped_zeros()))


@behaviour
def many_encodings(client: socket.socket, path: str) -> None:
    encodings = ", ".join(["gzip"] * 300)
    client.sendall(_body(f"Content-Encoding: {encodings}", body=_often_gzipped_zeros()))


@behaviour
def broken_gzip(client: socket.socket, path: str) -> None:
    client.sendall(_body("Content-Encoding: gzip", body=b"\x1f\x8b\x08" + b"broken" * 50))


@behaviour
def unknown_encoding(client: socket.socket, path: str) -> None:
    client.sendall(_body("Content-Encoding: rot13", body=b"uryyb"))


@behaviour
def not_http(client: socket.socket, path: str) -> None:
    client.sendall(b"220 mail.example ESMTP\r\n" * 10)


@behaviour
def huge_status(client: socket.socket, path: str) -> None:
    client.sendall(b"HTTP/1.1 " + b"9" * 5000 + b" OK\r\nContent-Length: 0\r\n\r\n")


@behaviour
def strange_version(client: socket.socket, path: str) -> None:
    client.sendall(b"HTTP/" + b"1" * 5000 + b".1 200 OK\r\nContent-Length: 0\r\n\r\n")


@behaviour
def hang_up(client: socket.socket, path: str) -> None:
    return


@behaviour
def bad_header_bytes(client: socket.socket, path: str) -> None:
    client.sendall(OK + b"X-\x00\xff: \xd1\x8f\x00\r\nno colon\r\nContent-Length: 1\r\n\r\na")


@behaviour
def bad_content_type(client: socket.socket, path: str) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: \xff\xfe;;;charset=\x00nowhere;charset\r\n"
    client.sendall(head + b"Content-Length: 4\r\n\r\n<p>a")


@behaviour
def redirect_to_itself(client: socket.socket, path: str) -> None:
    client.sendall(_redirect(path))


@behaviour
def redirect_on_and_on(client: socket.socket, path: str) -> None:
    number = int(path.partition("?")[2] or 0)
    client.sendall(_redirect(f"/redirect-on-and-on?{number + 1}"))


@behaviour
def redirect_to_file(client: socket.socket, path: str) -> None:
    client.sendall(_redirect("file:///etc/passwd"))


@behaviour
def redirect_to_data(client: socket.socket, path: str) -> None:
    client.sendall(_redirect("data:text/html,hello"))


@behaviour
def redirect_to_private(client: socket.socket, path: str) -> None:
    client.sendall(_redirect(f"http://127.0.0.1:{client.getsockname()[1]}/secret"))


@behaviour
def redirect_to_metadata(client: socket.socket, path: str) -> None:
    client.sendall(_redirect("http://[::ffff:169.254.169.254]/latest/meta-data/"))


@behaviour
def redirect_to_nonsense(client: socket.socket, path: str) -> None:
    client.sendall(_redirect("http://[broken/" + "a" * 9000))


@behaviour
def redirect_to_a_long_address(client: socket.socket, path: str) -> None:
    client.sendall(_redirect(f"http://127.0.0.2:{client.getsockname()[1]}/" + ".amp" * 4000))


@behaviour
def redirect_to_oracle_metadata(client: socket.socket, path: str) -> None:
    client.sendall(_redirect("http://192.0.0.192/latest/"))


@behaviour
def redirect_to_a_6to4_relay(client: socket.socket, path: str) -> None:
    client.sendall(_redirect("http://192.88.99.1/"))


@behaviour
def redirect_to_private_in_6to4(client: socket.socket, path: str) -> None:
    client.sendall(_redirect("http://[2002:7f00:1::1]/secret"))


@behaviour
def redirect_to_special_in_nat64(client: socket.socket, path: str) -> None:
    client.sendall(_redirect("http://[64:ff9b::c000:c0]/latest/"))


@behaviour
def retry_in_the_year_9999(client: socket.socket, path: str) -> None:
    client.sendall(_busy("Fri, 31 Dec 9999 23:59:59 GMT"))


@behaviour
def retry_in_a_year_of_20_digits(client: socket.socket, path: str) -> None:
    client.sendall(_busy("Fri, 31 Dec 99999999999999999999 23:59:59 GMT"))


@behaviour
def retry_after_endless_seconds(client: socket.socket, path: str) -> None:
    client.sendall(_busy("9" * 5000))


@behaviour
def refresh_to_private(client: socket.socket, path: str) -> None:
    target = f"http://127.0.0.1:{client.getsockname()[1]}/secret"
    refresh = f'<meta http-equiv="refresh" content="0;url={target}">'
    client.sendall(_body(body=refresh.encode()))


@cache
def _gzipped_zeros() -> bytes:
    return gzip.compress(bytes(BOMB_SIZE), 6)


@cache
def _deflated_zeros() -> bytes:
    packer = zlib.compressobj()
    body = b"".join(packer.compress(bytes(1_000_000)) for _ in range(BOMB_SIZE // 1_000_000))
    return body + packer.flush()


@cache
def _brotli_zeros() -> bytes:
    packer = brotli.Compressor(quality=4)
    body = b"".join(packer.process(bytes(1_000_000)) for _ in range(BOMB_SIZE // 1_000_000))
    return body + bytes(packer.finish())


@cache
def _zstd_zeros() -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    body = b"".join(packer.compress(bytes(1_000_000)) for _ in range(BOMB_SIZE // 1_000_000))
    return body + packer.flush()


@cache
def _thrice_gzipped_zeros() -> bytes:
    return gzip.compress(gzip.compress(_gzipped_zeros()))


@cache
def _often_gzipped_zeros() -> bytes:
    body = bytes(1_900_000)
    for _ in range(300):
        body = gzip.compress(body, 1)
    return body


def build_bombs() -> None:
    """Build the bodies of all bombs, so that no request waits for them on a busy machine."""
    for build in (
        _gzipped_zeros, _deflated_zeros, _brotli_zeros, _zstd_zeros, _thrice_gzipped_zeros,
        _often_gzipped_zeros,
    ):  # fmt: skip
        build()


class _Handler(socketserver.BaseRequestHandler):
    server: "HostileServer"

    def handle(self) -> None:
        with suppress(OSError, ValueError):
            request = self.request.recv(65536).decode("latin-1")
            path = request.split(" ")[1]
            self.server.requested.append(path)
            BEHAVIOURS.get(path.partition("?")[0], hang_up)(self.request, path)


class HostileServer(socketserver.ThreadingTCPServer):
    """A server that behaves by the path of a request; other paths close the connection.

    ``requested`` lists the paths of all requests, and ``host`` is its address with the port.
    """

    daemon_threads = True
    request_queue_size = 100

    def __init__(self, host: str) -> None:
        super().__init__((host, 0), _Handler)
        self.requested: list[str] = []
        self.host = f"{host}:{self.server_address[1]}"


@contextmanager
def hostile_server(host: str = "127.0.0.2") -> Iterator[HostileServer]:
    with HostileServer(host) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
