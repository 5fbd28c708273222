"""Decides who may write files through the site: a browser on this machine, if it was started so.

``scrapy browse --write-alerts`` and ``--write-sources`` name the files in the environment.
"""

import ipaddress
import os
from pathlib import Path
from urllib.parse import urlsplit

from datasette.utils.asgi import Forbidden, Request

from pipelines.model import Message

CSRF_COOKIE = "ds_csrftoken"  # the name of Datasette's cookie


def may_write(request: Request, variable: str) -> bool:
    """Return whether the variable names a file, and the request comes from this machine.

    The name of the host is checked, too, since another site could let its name lead to 127.0.0.1.
    """
    if not os.environ.get(variable):
        return False
    client = (request.scope.get("client") or ("",))[0]
    origin = request.headers.get("origin")
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
        same_origin = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:  # no browser sends such headers
        return False
    return _is_loopback(client) and (host == "localhost" or _is_loopback(host)) and same_origin


async def sent_form(request: Request, variable: str, refusal: Message) -> dict[str, str]:
    """Return the values of a form that may write the file of this variable; raises Forbidden.

    Datasette compares the token of a form with its cookie, but only if the request has a cookie. A
    request without a cookie is refused here, since it comes from no page of this site.
    """
    if request.method != "POST" or not may_write(request, variable):
        raise Forbidden(refusal)
    if CSRF_COOKIE not in request.cookies:
        raise Forbidden(Message("expected the form of a page of this site, with its cookie"))
    form: dict[str, str] = await request.post_vars()
    return {name: value.replace("\0", "").strip() for name, value in form.items()}


def file_of(variable: str) -> Path:
    """Return the file that a variable names, which ``may_write`` has found."""
    return Path(os.environ[variable])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
