"""Adds security headers to every response, with a content security policy for Datasette's pages."""

from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Callable[[], Awaitable[Message]], Send], Awaitable[None]]

# Datasette 0.65 has inline scripts and styles without nonces, so these must be allowed. Nothing may
# be loaded from other sites.
DATASETTE_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'self'; frame-ancestors 'none'"
)
# Other sites get no referrer. With ``no-referrer``, browsers would also conceal the origin of forms
# of this site.
SECURITY_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-robots-tag": b"noindex, nofollow",
    b"cross-origin-opener-policy": b"same-origin",
}


def with_security_headers(app: Application) -> Application:
    """Wrap an ASGI application so that its responses get the headers that they lack."""

    async def wrapped(scope: Scope, receive: Any, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers") or [])
                names = {name.lower() for name, _ in headers}
                required = SECURITY_HEADERS | {
                    b"content-security-policy": DATASETTE_POLICY.encode()
                }
                headers += [(name, value) for name, value in required.items() if name not in names]
                message = message | {"headers": headers}
            await send(message)

        await app(scope, receive, send_with_headers if scope["type"] == "http" else send)

    return wrapped
