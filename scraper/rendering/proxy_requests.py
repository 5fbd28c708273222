"""Reads and rewrites the heads of the requests and answers that pass through the proxy."""

from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import urlsplit

from scraper.rendering.policy import Place, place_of

_MAX_BODY_DIGITS = 12  # of a Content-Length
# Headers that concern one connection only, so a proxy does not pass them on (RFC 9110 §7.6.1).
_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "proxy-authorization", "proxy-authenticate",
     "te", "trailer", "upgrade"}
)  # fmt: skip


class BadRequestError(ValueError):
    """The browser sent bytes that no proxy can pass on."""


@dataclass(frozen=True, slots=True)
class ProxyRequest:
    """The head of a request to the proxy."""

    method: str
    target: str  # a URL, or host:port for a tunnel
    headers: tuple[tuple[str, str], ...]  # (name, value)

    @property
    def is_tunnel(self) -> bool:
        return self.method == "CONNECT"

    @property
    def place(self) -> Place:
        """Return the place to which the request goes; raises BadRequestError if it names none."""
        try:
            if not self.is_tunnel:
                if urlsplit(self.target).scheme != "http":
                    raise BadRequestError("only http is passed on without a tunnel")
                return place_of(self.target)
            parts = urlsplit(f"//{self.target}")
            if not parts.hostname or not parts.port:
                raise BadRequestError("a tunnel needs a host and a port")
            return Place(parts.hostname, parts.port)
        except ValueError as error:
            raise BadRequestError(str(error)) from None

    @property
    def body_length(self) -> int:
        """Return the length of the body in bytes; raises BadRequestError if it is not stated."""
        if self._header("transfer-encoding"):
            raise BadRequestError("the length of the body is not stated")
        length = self._header("content-length") or "0"
        if not (length.isascii() and length.isdigit() and len(length) <= _MAX_BODY_DIGITS):
            raise BadRequestError("the length of the body is no number")
        return int(length)

    def has_credential(self, credential: str) -> bool:
        """Return whether the request carries ``user:password`` in basic authentication."""
        scheme, _, encoded = (self._header("proxy-authorization") or "").partition(" ")
        try:
            sent = b64decode(encoded.strip(), validate=True)
        except (Base64Error, ValueError):
            return False
        return scheme.lower() == "basic" and compare_digest(sent, credential.encode())

    def for_server(self) -> bytes:
        """Return the head for the server, whose connection serves this request only."""
        parts = urlsplit(self.target)
        path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        lines = [f"{self.method} {path} HTTP/1.1", f"Host: {parts.netloc.rpartition('@')[2]}"]
        lines += [
            f"{name}: {value}"
            for name, value in self.headers
            if name.lower() not in _HOP_BY_HOP and name.lower() != "host"
        ]
        return _encoded([*lines, "Connection: close"])

    def _header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


def read_request(head: bytes) -> ProxyRequest:
    """Read the head of a request; raises BadRequestError if it is not one of HTTP/1."""
    request_line, *header_lines = _lines(head)
    match request_line.split(" "):
        case [method, target, version] if version.startswith("HTTP/1."):
            return ProxyRequest(method, target, tuple(map(_header_field, header_lines)))
    raise BadRequestError("not a request of HTTP/1")


def answer_for_browser(head: bytes) -> bytes:
    """Return the head of a server's answer for the browser, whose connection ends after it."""
    status_line, *header_lines = _lines(head)
    end_to_end_lines = []
    for line in header_lines:
        name, _ = _header_field(line)
        if name.lower() not in _HOP_BY_HOP:
            end_to_end_lines.append(line)
    return _encoded([status_line, *end_to_end_lines, "Connection: close"])


def is_interim(head: bytes) -> bool:
    """Return whether another answer follows this one (RFC 9110 §15.2)."""
    _, _, status_and_rest = head.partition(b" ")
    return status_and_rest.startswith(b"1")


def _lines(head: bytes) -> list[str]:
    return head.decode("latin-1").rstrip("\r\n").split("\r\n")


def _header_field(line: str) -> tuple[str, str]:
    """Return the name and value of a header field; raises BadRequestError."""
    name, colon, value = line.partition(":")
    if not colon or not name or name != name.strip() or "\n" in line or "\r" in line:
        raise BadRequestError("not a header field")
    return name, value.strip()


def _encoded(lines: list[str]) -> bytes:
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
