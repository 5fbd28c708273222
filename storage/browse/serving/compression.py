"""Compresses responses of text for browsers that accept gzip (RFC 9110, 8.4.1.3).

A page of 30 stories is a sixth as large then. A page with a form that writes is sent as it is: its
length after compression could tell an attacker the token of the form (BREACH, CVE-2013-3587).
"""

import re
import zlib
from typing import Any

from storage.browse.serving.headers import Application, Message, Scope, Send

_LEVEL = 2  # of 9: a page takes 0.8 ms and level 6 three times as long, for a sixth fewer bytes
_GZIP = 31  # makes zlib write the header of gzip (zlib's documentation: 16 + the window size 15)
MIN_BYTES = 1_000  # of a response in one piece; a smaller one fits into one packet anyway
_TEXT_TYPE = re.compile(
    rb"text/(?!event-stream)|application/(?:[\w.-]+\+)?(?:json|xml|javascript)\b|image/svg\+xml"
)
_TOKEN = b'name="csrftoken"'


def with_compression(app: Application) -> Application:
    """Wrap an ASGI application so that its texts are sent as gzip to whoever accepts it."""

    async def wrapped(scope: Scope, receive: Any, send: Send) -> None:
        is_asked = scope["type"] == "http" and scope["method"] == "GET" and _accepts_gzip(scope)
        await app(scope, receive, _Compressing(send).send if is_asked else send)

    return wrapped


def _accepts_gzip(scope: Scope) -> bool:
    accepted = b",".join(
        value for name, value in scope.get("headers") or [] if name.lower() == b"accept-encoding"
    )
    return any(
        coding.strip().lower() == b"gzip" and quality.replace(b" ", b"") not in (b"q=0", b"q=0.0")
        for coding, _, quality in (one.partition(b";") for one in accepted.split(b","))
    )


class _Compressing:
    """Sends the messages of one response, and decides at the first piece of its body."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None  # that waits for the first piece of the body
        self._compressor: Any = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        if self._start is not None:
            start, self._start = self._start, None
            if _is_worth(start, message):
                self._compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
                start = start | {"headers": _headers_of_gzip(start)}
            await self._send(start)
        if self._compressor is not None:
            body = self._compressor.compress(message.get("body", b""))
            if not message.get("more_body"):
                body += self._compressor.flush()
            message = message | {"body": body}
        await self._send(message)


def _is_worth(start: Message, first: Message) -> bool:
    """Return whether a response is compressed: a whole text that is not tiny and has no token."""
    headers = {name.lower(): value for name, value in start.get("headers") or []}
    body = first.get("body", b"")
    return (
        start["status"] == 200
        and b"content-encoding" not in headers
        and _TEXT_TYPE.match(headers.get(b"content-type", b"")) is not None
        and (bool(first.get("more_body")) or len(body) >= MIN_BYTES)
        and _TOKEN not in body
    )


def _headers_of_gzip(start: Message) -> list[tuple[bytes, bytes]]:
    """Return the headers of the response for its compressed body, whose length is not known yet."""
    kept = [
        (name, value)
        for name, value in start.get("headers") or []
        if name.lower() not in (b"content-length", b"vary")
    ]
    return [*kept, (b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding")]
