"""Decides whether a request may write a file: only a browser on this machine may do so.

The site must be started with ``scrapy browse --write-alerts`` or ``--write-sources``, which name
the file in an environment variable.
"""

import ipaddress
import os
from pathlib import Path
from urllib.parse import urlsplit

from datasette.utils.asgi import Forbidden, Request

from pipelines.model import Message

CSRF_COOKIE = "ds_csrftoken"  # the name of Datasette's cookie
# Headers that proxies add (RFC 7239, RFC 9110 7.6.3). Behind a proxy on this machine every client
# has the address of loopback.
PROXY_HEADERS = frozenset(
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"]
)


def may_write(request: Request, variable: str) -> bool:
    """Return whether the variable names a file, and the request comes from this machine.

    The host name is checked, too, since the name of another site could resolve to 127.0.0.1. A
    request that a proxy has passed on is refused. A request in HTTP/1.0 is also refused: no browser
    sends it, but nginx does by default, without a header that names a proxy.
    """
    if not os.environ.get(variable):
        return False
    client, *_ = request.scope.get("client") or ("",)  # (address, port)
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:  # no browser sends such a header
        return False
    own_origin = _own_origin(request)
    return (
        _is_loopback(client)
        and (host == "localhost" or _is_loopback(host))
        and PROXY_HEADERS.isdisjoint(request.headers)
        and request.scope.get("http_version") != "1.0"
        and request.headers.get("origin", own_origin) == own_origin
    )


async def sent_form(request: Request, variable: str, refusal: Message) -> dict[str, str]:
    """Return the values of a form that may write the file of this variable; raises Forbidden.

    Datasette compares the token of a form with its cookie, but only if the request has a cookie. So
    a request without a cookie is refused here. A request is also refused if no header states that
    it comes from a page of this site.
    """
    if request.method != "POST" or not may_write(request, variable):
        raise Forbidden(refusal)
    if CSRF_COOKIE not in request.cookies or not _names_own_page(request):
        raise Forbidden(Message("expected the form of a page of this site, with its cookie"))
    form: dict[str, str] = await request.post_vars()
    return {name: value.replace("\0", "").strip() for name, value in form.items()}


def file_of(variable: str) -> Path:
    """Return the file that a variable names, which ``may_write`` has found."""
    return Path(os.environ[variable])


def _own_origin(request: Request) -> str:
    return f"{request.scheme}://{request.headers.get('host', '')}"


def _names_own_page(request: Request) -> bool:
    """Return whether the headers that only a browser sets name a page of this site."""
    if "origin" in request.headers:  # ``may_write`` has compared its value
        return True
    return bool(request.headers.get("sec-fetch-site") == "same-origin")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
