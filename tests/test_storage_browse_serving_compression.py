"""Tests which responses are sent as gzip, and how."""

import asyncio
import gzip
from typing import Any

import pytest

from storage.browse.serving.compression import MIN_BYTES, with_compression

TEXT = "Новый мост через Суру. ".encode() * 100
HTML = (b"content-type", b"text/html; charset=utf-8")


def answer(
    *bodies: bytes,
    headers: tuple[tuple[bytes, bytes], ...] = (HTML,),
    accepted: bytes | None = b"gzip, deflate, br",
    status: int = 200,
    method: str = "GET",
) -> tuple[dict[bytes, bytes], bytes]:
    """Return the headers and body that a browser gets when the app sends these pieces."""
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        for number, body in enumerate(bodies, start=1):
            more = number < len(bodies)
            await send({"type": "http.response.body", "body": body, "more_body": more})

    async def nothing() -> dict[str, Any]:
        return {}

    async def collect(message: dict[str, Any]) -> None:
        sent.append(message)

    request_headers = [(b"accept-encoding", accepted)] if accepted is not None else []
    scope = {"type": "http", "method": method, "headers": request_headers}

    async def respond() -> None:
        await with_compression(app)(scope, nothing, collect)

    asyncio.run(respond())
    start, *pieces = sent
    return dict(start["headers"]), b"".join(piece.get("body", b"") for piece in pieces)


@pytest.mark.parametrize(
    "content_type",
    [b"text/html; charset=utf-8", b"text/css", b"text/javascript", b"image/svg+xml",
     b"application/json", b"application/atom+xml; charset=utf-8", b"application/feed+json"],
)  # fmt: skip
@pytest.mark.parametrize("pieces", [(TEXT,), (TEXT[:1500], TEXT[1500:])], ids=["whole", "two"])
def test_texts_are_compressed(content_type: bytes, pieces: tuple[bytes, ...]) -> None:
    length = (b"content-length", b"%d" % len(TEXT))
    headers, body = answer(*pieces, headers=((b"content-type", content_type), length))
    assert gzip.decompress(body) == TEXT
    assert len(body) < len(TEXT) / 4
    assert headers[b"content-encoding"] == b"gzip"
    assert headers[b"vary"] == b"Accept-Encoding"
    assert b"content-length" not in headers  # the length before compression


@pytest.mark.parametrize(
    "accepted", [None, b"", b"br", b"gzip;q=0", b"gzip; q=0, br", b"x-gzipped"]
)
def test_a_browser_that_does_not_accept_gzip_gets_plain_bytes(accepted: bytes | None) -> None:
    headers, body = answer(TEXT, accepted=accepted)
    assert (body, headers.get(b"content-encoding")) == (TEXT, None)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        # A token in a compressed page could be guessed by the length of the page.
        ((HTML,), TEXT + b'<input type="hidden" name="csrftoken" value="x">', 200),
        ((HTML,), TEXT[: MIN_BYTES - 1], 200),
        ((HTML,), TEXT, 404),
        (((b"content-type", b"image/webp"),), TEXT, 200),
        (((b"content-type", b"text/event-stream"),), TEXT, 200),
        ((HTML, (b"content-encoding", b"br")), TEXT, 200),
        ((), TEXT, 200),
    ],
    ids=["with a token", "short", "an error", "an image", "a stream", "encoded", "of no type"],
)
def test_other_responses_are_sent_as_they_are(
    headers: tuple[tuple[bytes, bytes], ...], body: bytes, status: int
) -> None:
    received_headers, received_body = answer(body, headers=headers, status=status)
    assert received_body == body
    assert received_headers == dict(headers)


def test_the_answer_to_head_keeps_its_headers() -> None:
    assert answer(b"", headers=(HTML,), method="HEAD") == ({HTML[0]: HTML[1]}, b"")
