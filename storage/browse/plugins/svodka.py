"""Registers the pages, headers and SQL functions of Svodka with Datasette's hooks."""

import re
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from markupsafe import Markup

HOME = Path(__file__).resolve().parents[3]
if str(HOME) not in sys.path:  # Datasette may run this file from a checkout that is not installed
    sys.path.append(str(HOME))

from storage.browse import links, public, times  # noqa: E402
from storage.browse.headers import Application, with_security_headers  # noqa: E402
from storage.browse.routes import ROUTES  # noqa: E402
from storage.browse.table_descriptions import metadata_for  # noqa: E402
from storage.search.ranking import register_functions  # noqa: E402

_STYLE = HOME / "storage/browse/static/svodka.css"


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return ROUTES


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[Application], Application]:
    if not public.is_public(datasette):
        return with_security_headers
    return lambda app: with_security_headers(public.without_private_pages(app))


@hookimpl  # type: ignore[untyped-decorator]
def permission_allowed(datasette: Datasette, action: str, resource: Any) -> Any:
    """Return an answer that Datasette awaits, or None."""
    if action == "view-query" and resource is not None:
        return public.may_view_query(datasette, resource[1])
    if action != "view-table" or resource is None:
        return None
    return public.may_view_table(datasette, *resource)


@hookimpl  # type: ignore[untyped-decorator]
def get_metadata(datasette: Datasette) -> dict[str, Any]:
    return metadata_for(datasette.databases)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    register_functions(conn)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Any, datasette: Datasette) -> None:
    env.filters |= {
        "web_address": links.web_address,
        "host": links.host,
        "paragraphs": links.paragraphs,
        "stamp": times.stamp,
        "clock": times.clock,
        "long_day": times.long_day,
        "lag": times.lag,
    }
    env.globals |= {
        "query_string": links.query_string,
        "count": links.count,
        "is_public": public.is_public(datasette),
        "asset_version": int(_STYLE.stat().st_mtime),
    }


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Datasette) -> list[dict[str, str]]:
    return [{"href": datasette.urls.path("/"), "label": "Svodka: today's stories"}]


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(value: object, column: str, datasette: Datasette) -> Markup | None:
    """Show ids of stories and articles in Datasette's tables as links to their pages."""
    for name, place in (("story_id", "story"), ("article_id", "article")):
        if column == name and value and re.fullmatch(r"[\w-]+", str(value)):
            address = datasette.urls.path(f"/{place}/{value}")
            return Markup('<a href="{}">{}</a>').format(address, value)
    return None
