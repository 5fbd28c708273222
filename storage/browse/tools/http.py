"""Serves the tools over HTTP, as a part of the site, at ``/-/mcp``."""

from typing import Any

from datasette.app import Datasette
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

from storage.browse.database import read
from storage.browse.public import is_public
from storage.browse.serving.headers import Application
from storage.browse.tools.answers import Answer
from storage.browse.tools.server import Query, make_server

PATH = "/-/mcp"
_MAX_REQUEST_BYTES = 100_000  # the longest argument, an SQL statement, has 5,000 characters
_LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")


def with_tools(app: Application, datasette: Datasette) -> Application:
    """Wrap the site so that it answers MCP clients at PATH."""

    async def ask(query: Query) -> Answer:
        return await read(datasette, query)

    server = make_server(ask, allow_sql=not is_public(datasette))
    tools = _application(server, datasette)

    async def wrapped(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            async with server.session_manager.run():
                await app(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == PATH:
            await tools(dict(scope, path="/", raw_path=b"/"), receive, send)
        else:
            await app(scope, receive, send)

    return wrapped


def _application(server: MCPServer, datasette: Datasette) -> Any:
    """Return the ASGI application of a server that keeps no sessions between requests."""
    return server.streamable_http_app(
        streamable_http_path="/",
        json_response=True,
        stateless_http=True,
        max_request_body_size=_MAX_REQUEST_BYTES,
        transport_security=_security(is_public=is_public(datasette)),
    )


def _security(*, is_public: bool) -> TransportSecuritySettings:
    """Return the hosts and origins that requests may name.

    A site on loopback is for this machine alone. A host name of another site may resolve to
    loopback, and a page of that site must not read this one. A public site may have any host name,
    and everyone may read it.
    """
    if is_public:
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[f"{host}:*" for host in _LOOPBACK_HOSTS],
        allowed_origins=[f"http://{host}:*" for host in _LOOPBACK_HOSTS],
    )
