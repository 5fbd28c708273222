"""Compresses responses of text for browsers that accept gzip (RFC 9110, 8.4.1.3).

Compression makes a page of 30 stories six times smaller. A page with a form that writes is not
compressed: the compressed length could reveal the token of the form to an attacker (BREACH,
CVE-2013-3587).
"""

import re
import zlib
from typing import Any

from storage.browse.serving.headers import Application, Message, Scope, Send

_LEVEL = 2  # of 9: a page takes 0.8 ms; level 6 takes three times as long for a sixth fewer bytes
_GZIP = 31  # zlib's number for the header of gzip (16) and the largest window (15)
MIN_BYTES = 1_000  # a smaller response fits into one packet anyway, so it is not compressed
# Matches «text/html», «application/json», «application/atom+xml», «image/svg+xml», but not
# «text/event-stream», whose pieces must be sent at once.
_TEXT_TYPE = re.compile(
    rb"text/(?!event-stream)|application/(?:[\w.-]+\+)?(?:json|xml|javascript)\b|image/svg\+xml"
)
_TOKEN = b'name="csrftoken"'  # is in the HTML of each form that writes


def with_compression(app: Application) -> Application:
    """Wrap an ASGI application so that clients that accept gzip get its texts as gzip."""

    async def wrapped(scope: Scope, receive: Any, send: Send) -> None:
        is_get = scope["type"] == "http" and scope["method"] == "GET"
        can_compress = is_get and _accepts_gzip(scope)
        await app(scope, receive, _CompressedResponse(send).send if can_compress else send)

    return wrapped


def _accepts_gzip(scope: Scope) -> bool:
    """Return whether «Accept-Encoding: gzip, br;q=0.5» names gzip; «gzip;q=0» refuses gzip."""
    headers = scope.get("headers") or []
    accepted = b",".join(value for name, value in headers if name.lower() == b"accept-encoding")
    for coding in accepted.split(b","):
        name, _, quality = coding.partition(b";")
        is_refused = quality.replace(b" ", b"") in (b"q=0", b"q=0.0")
        if name.strip().lower() == b"gzip" and not is_refused:
            return True
    return False


class _CompressedResponse:
    """Sends the messages of one response, compressed if its first piece allows it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None  # waits for the first piece of the body
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
            if _should_compress(start, message):
                self._compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
                start = start | {"headers": _headers_of_gzip(start)}
            await self._send(start)
        if self._compressor is not None:
            body = self._compressor.compress(message.get("body", b""))
            if not message.get("more_body"):
                body += self._compressor.flush()
            message = message | {"body": body}
        await self._send(message)


def _should_compress(start: Message, first: Message) -> bool:
    """Return whether a response is a complete text that is large enough and has no token."""
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
    """Return the headers for the compressed body, whose length is not known yet."""
    unchanged = [
        (name, value)
        for name, value in start.get("headers") or []
        if name.lower() not in (b"content-length", b"vary")
    ]
    return [*unchanged, (b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding")]
