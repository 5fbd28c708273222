"""Creates the responses of Svodka's own pages, with a strict content security policy."""

from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request, Response

from pipelines.model import Message
from storage.browse.i18n.requested_language import Links, language_of_request
from storage.browse.page_context import page_context, synchronous

OWN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'"
)


async def page(
    datasette: Datasette,
    request: Request,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> Response:
    """Return a page rendered from a template; Jinja escapes all scraped values.

    The template writes the address of ``permalink``, if the context has this path, as the canonical
    address of the page.
    """
    if path := context.get("permalink"):
        path_in_language = Links(datasette, language_of_request(request)).path(path)
        context = context | {"permalink": datasette.absolute_url(request, path_in_language)}
    loaded_template = synchronous(datasette.jinja_env).get_template(template)
    body = loaded_template.render(context | page_context(datasette, request))
    return Response.html(body, status=status, headers=own_headers())


def text(body: str, content_type: str) -> Response:
    """Return a text response in UTF-8."""
    return Response(body, headers=own_headers(), content_type=f"{content_type}; charset=utf-8")


def feed(request: Request, body: str, content_type: str) -> Response:
    """Return a feed with its entity tag, or 304 without a body if the reader has this version.

    Feed readers send the tag of their version in If-None-Match (RFC 9110, 13.1.2). The tag is weak,
    since the feed may be sent with or without compression.
    """
    tag = f'"{blake2b(body.encode(), digest_size=16).hexdigest()}"'
    sent = request.headers.get("if-none-match") or ""
    sent_tags = {sent_tag.strip().removeprefix("W/") for sent_tag in sent.split(",")}
    headers = own_headers() | {"ETag": f"W/{tag}", "Cache-Control": "no-cache"}
    if sent_tags & {tag, "*"}:
        return Response("", status=304, headers=headers)
    return Response(body, headers=headers, content_type=f"{content_type}; charset=utf-8")


def moved(datasette: Datasette, request: Request, path: str) -> Response:
    """Return a redirect to a page of this site in the language of the request."""
    address = Links(datasette, language_of_request(request)).path(path)
    return Response.redirect(address, headers=own_headers())


def own_headers() -> dict[str, str]:
    """Return the headers of Svodka's own pages."""
    return {"Content-Security-Policy": OWN_POLICY}


def now() -> datetime:
    """Return the current time in UTC; all pages take the time from here."""
    return datetime.now(UTC)


def argument(request: Request, name: str, max_chars: int = 300) -> str | None:
    """Return a query argument, or None if it is absent or empty.

    Raises BadRequest if it is longer than ``max_chars``.
    """
    value = (request.args.get(name) or "").strip()
    if len(value) > max_chars:
        raise BadRequest(
            Message(
                "%(name)s: too long, expected at most %(number)s characters",
                name=name, number=max_chars,
            )
        )  # fmt: skip
    return value.replace("\0", "") or None


def page_number(request: Request, max_page: int = 500) -> int:
    """Return the argument ``page``, by default 1.

    Raises BadRequest if the argument is no number from 1 to ``max_page``.
    """
    value = argument(request, "page") or "1"
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= max_page:
        raise BadRequest(Message("page: expected a number from 1 to %(last)s", last=max_page))
    return int(value)
