"""Tests that each response has the security headers, and keeps those it has already."""

import asyncio
from typing import Any

from storage.browse.serving.headers import DATASETTE_POLICY, SECURITY_HEADERS, with_security_headers


def headers_of(*own: tuple[bytes, bytes], scope: str = "http") -> dict[bytes, bytes]:
    """Return the headers of a response whose application sends its ``own`` headers."""
    sent: list[dict[str, Any]] = []

    async def application(_: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": list(own)})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {}

    async def answer() -> None:
        await with_security_headers(application)({"type": scope}, receive, send)

    asyncio.run(answer())
    return dict(sent[0]["headers"])


def test_missing_headers_are_added() -> None:
    headers = headers_of()
    assert headers.items() >= SECURITY_HEADERS.items()
    assert headers[b"content-security-policy"] == DATASETTE_POLICY.encode()


def test_a_page_keeps_its_own_policy() -> None:
    headers = headers_of((b"Content-Security-Policy", b"default-src 'none'"))
    assert headers[b"Content-Security-Policy"] == b"default-src 'none'"
    assert b"content-security-policy" not in headers


def test_other_protocols_get_no_headers() -> None:
    assert headers_of(scope="websocket") == {}
