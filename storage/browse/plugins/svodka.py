"""Registers the pages, headers and SQL functions of Svodka with Datasette's hooks."""

import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Forbidden, Request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

PROJECT = Path(__file__).resolve().parents[3]
if str(PROJECT) not in sys.path:  # Datasette may run this file from an uninstalled checkout
    sys.path.append(str(PROJECT))

from storage.browse import links, public  # noqa: E402
from storage.browse.database import free_route  # noqa: E402
from storage.browse.errors import error_page  # noqa: E402
from storage.browse.i18n import times  # noqa: E402
from storage.browse.i18n.requested_language import (  # noqa: E402
    with_language,
)
from storage.browse.i18n.template_environment import set_up_translations  # noqa: E402
from storage.browse.indentation import IndentationExtension  # noqa: E402
from storage.browse.routes import FIRST_PARTS, ROUTES  # noqa: E402
from storage.browse.serving.compression import with_compression  # noqa: E402
from storage.browse.serving.headers import Application, with_security_headers  # noqa: E402
from storage.browse.table_descriptions import metadata_for  # noqa: E402
from storage.search.ranking import register_functions  # noqa: E402

_STATIC = PROJECT / "storage/browse/static"
_MCP = "SVODKA_MCP"  # the environment variable that `scrapy browse --mcp` sets


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return ROUTES


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[Application], Application]:
    for name, database in datasette.databases.items():  # a file ru.db must hide no Russian page
        database.route = free_route(name, FIRST_PARTS)

    def wrapped(app: Application) -> Application:
        pages = public.without_private_pages(app) if public.is_public(datasette) else app
        site = with_language(pages, datasette)
        if os.environ.get(_MCP):  # the import takes a second, and needs the extra ``mcp``
            from storage.browse.tools.http import with_tools

            site = with_tools(site, datasette)
        return with_compression(with_security_headers(site))

    return wrapped


@hookimpl  # type: ignore[untyped-decorator]
def permission_allowed(datasette: Datasette, action: str, resource: Any) -> Any:
    """Return an answer that Datasette awaits, or None."""
    if action == "view-query" and resource is not None:
        _database, query = resource
        return public.may_view_query(datasette, query)
    if action != "view-table" or resource is None:
        return None
    return public.may_view_table(datasette, *resource)


@hookimpl  # type: ignore[untyped-decorator]
def get_metadata(datasette: Datasette) -> dict[str, Any]:
    return metadata_for(datasette.databases)


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Iterator[None]:
    """Replace Datasette's own hook, which prints a traceback for each failed request.

    Datasette runs all implementations of a hook, so only a wrapper can replace one of them.
    """
    hook_call: Any = yield
    hook_call.force_result([partial(error_page, datasette, request, exception)])


@hookimpl  # type: ignore[untyped-decorator]
def forbidden(datasette: Datasette, request: Request, message: str) -> Any:
    """Return the page of a request that is not allowed, which Datasette awaits."""
    return error_page(datasette, request, Forbidden(message))


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    register_functions(conn)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Any, datasette: Datasette) -> None:
    set_up_translations(env)
    env.add_extension(IndentationExtension)
    env.filters |= {
        "web_address": links.web_address,
        "host": links.host,
        "paragraphs": links.paragraphs,
        "clock": times.clock,
        "stamp": _in_language(times.stamp),
        "full_day": _in_language(times.full_day),
        "short_stamp": _in_language(times.short_stamp),
        "with_code": links.with_code,
        "short_day": _in_language(times.short_day),
        "sentence_case": links.sentence_case,
    }
    env.globals |= {
        "query_string": links.query_string,
        "is_public": public.is_public(datasette),
        # In the address of each static file, so that browsers load the files of this version.
        "asset_version": max(int(file.stat().st_mtime) for file in _STATIC.iterdir()),
    }


def _in_language(function: Callable[..., str]) -> Callable[..., str]:
    """Return a filter that gives the language of the page to a function as its last argument."""

    @pass_context
    def in_language(context: Context, *arguments: Any) -> str:
        return function(*arguments, context["language"])

    return in_language


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Datasette) -> list[dict[str, str]]:
    return [{"href": datasette.urls.path("/"), "label": "Svodka: today's stories"}]


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(value: object, column: str, datasette: Datasette) -> Markup | None:
    """Show ids of stories and articles in Datasette's tables as links to their pages."""
    page = {"story_id": "story", "article_id": "article"}.get(column)
    if page and value and re.fullmatch(r"[\w-]+", str(value)):
        address = datasette.urls.path(f"/{page}/{value}")
        return Markup('<a href="{}">{}</a>').format(address, value)
    return None
