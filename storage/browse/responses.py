"""Answers of our own pages, each under the strict policy."""

from datetime import UTC, datetime
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request, Response

OWN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'"
)


async def page(
    datasette: Datasette, request: Request, template: str, context: dict[str, Any]
) -> Response:
    """Render one of our templates; everything scraped is escaped by Jinja."""
    body = await datasette.render_template(template, context, request=request)
    return Response.html(body, headers=own_headers())


def text(body: str, content_type: str) -> Response:
    return Response(body, headers=own_headers(), content_type=f"{content_type}; charset=utf-8")


def moved(datasette: Datasette, path: str) -> Response:
    return Response.redirect(datasette.urls.path(path), headers=own_headers())


def own_headers() -> dict[str, str]:
    return {"Content-Security-Policy": OWN_POLICY}


def now() -> datetime:
    """The one clock of the pages."""
    return datetime.now(UTC)


def argument(request: Request, name: str, longest: int = 300) -> str | None:
    """A query argument, or None when it is absent or empty; refused when absurdly long."""
    value = (request.args.get(name) or "").strip()
    if len(value) > longest:
        raise BadRequest(f"{name}: too long, expected at most {longest} characters")
    return value.replace("\0", "") or None


def page_number(request: Request, most: int = 500) -> int:
    value = argument(request, "page") or "1"
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= most:
        raise BadRequest(f"page: expected a number from 1 to {most}")
    return int(value)
