"""Finds the language of each request, and makes links that keep it.

The first part of a path may name a language: ``/en/story/ID``. Without this part a page is in the
language of the site: that of the setting, else Russian where most outlets are.
"""

from collections.abc import Awaitable, Callable
from sqlite3 import Error
from typing import Any

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils import PrefixedUrlString
from datasette.utils.asgi import NotFound, Request

from storage.browse.database import read
from storage.browse.i18n.languages import CODES, ENGLISH, Code, Language, language_of

SETTING = "language"  # of the plugin in the metadata of Datasette
_IN_SCOPE = "svodka_language"
_WITHOUT_LANGUAGE = ("/assets/", "/-/", "/image/")  # paths that are the same in each language

Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


class Links:
    """The addresses of this site; those of pages keep the language, unlike Datasette's."""

    def __init__(self, datasette: Datasette, language: Language) -> None:
        self._urls = datasette.urls
        self._prefix = language.prefix

    def path(self, path: str) -> PrefixedUrlString:
        """Return the address of a path that begins with ``/``."""
        same = path.startswith(_WITHOUT_LANGUAGE)
        return self._urls.path(path if same else self._prefix + path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._urls, name)


def language_of_request(request: Request) -> Language:
    """Return the language of the requested page."""
    found: Language = request.scope.get(_IN_SCOPE, ENGLISH)
    return found


def other_languages(datasette: Datasette, request: Request) -> list[tuple[Code, str]]:
    """Return (code, address) of the same page in each other language."""
    current = language_of_request(request)
    path = request.scope.get("raw_path", b"/").decode("latin-1").partition("?")[0]
    base = datasette.setting("base_url").rstrip("/")
    query = f"?{request.query_string}" if request.query_string else ""
    return [
        (code, f"{base}{'' if current.prefix else f'/{code}'}{path.removeprefix(base)}{query}")
        for code in CODES
        if code != current.code
    ]


def with_language(app: Application, datasette: Datasette) -> Application:
    """Wrap an ASGI application: it gets the language of a request, and the path without it."""
    setting = (datasette.plugin_config("svodka") or {}).get(SETTING)
    known: list[Code] = [language_of(setting, ())] if setting else []

    async def language_of_site() -> Code:
        """Return the language of most outlets; it is kept in memory once there are outlets."""
        if known:
            return known[0]
        try:
            sources = await read(
                datasette,
                lambda conn: conn.execute("SELECT language, region FROM sources").fetchall(),
            )
        except (Error, QueryInterrupted, NotFound):
            return "en"
        if sources:
            known.append(language_of(None, sources))
        return language_of(None, sources)

    async def wrapped(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        site = await language_of_site()
        base = datasette.setting("base_url").rstrip("/")
        asked = _asked(scope["path"], base)
        code = asked or site
        found = Language(code, "" if code == site else f"/{code}")
        if asked:
            raw_path = scope.get("raw_path") or scope["path"].encode()
            scope = scope | {
                "path": _without(scope["path"], base, asked),
                "raw_path": _without(raw_path.decode("latin-1"), base, asked).encode("latin-1"),
            }
        sender = _keeping(send, base, found.prefix) if found.prefix else send
        await app(scope | {_IN_SCOPE: found}, receive, sender)

    return wrapped


def _keeping(send: Any, base: str, prefix: str) -> Any:
    """Return a function that sends a response, whose redirect to this site keeps the language.

    Datasette redirects to its pages without regard to the language.
    """

    async def sending(message: Scope) -> None:
        if message["type"] == "http.response.start" and 300 <= message["status"] < 400:
            headers = [
                (name, _in_language(value, base, prefix) if name.lower() == b"location" else value)
                for name, value in message.get("headers") or []
            ]
            message = message | {"headers": headers}
        await send(message)

    return sending


def _in_language(address: bytes, base: str, prefix: str) -> bytes:
    """Return the address of a redirect with the prefix of a language, if it leads to a page."""
    path = address.decode("latin-1")
    inner = path.removeprefix(base)
    is_page = inner.startswith("/") and not inner.startswith(("//", *_WITHOUT_LANGUAGE))
    if not is_page or not path.startswith(base) or _asked(path.partition("?")[0], base):
        return address
    return f"{base}{prefix}{inner}".encode("latin-1")


def _asked(path: str, base: str) -> Code | None:
    """Return the language that the first part of a path names, or None."""
    first = path.removeprefix(base).split("/")[1:2]
    return next((code for code in CODES if first == [code]), None)


def _without(path: str, base: str, code: Code) -> str:
    """Return a path without its part that names the language."""
    return f"{base}{path.removeprefix(base).removeprefix(f'/{code}') or '/'}"
