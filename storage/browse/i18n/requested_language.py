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
_SCOPE_KEY = "svodka_language"  # of the Language in the scope of a request
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
        has_no_language = path.startswith(_WITHOUT_LANGUAGE)
        return self._urls.path(path if has_no_language else self._prefix + path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._urls, name)


def language_of_request(request: Request) -> Language:
    """Return the language of the requested page."""
    language: Language = request.scope.get(_SCOPE_KEY, ENGLISH)
    return language


def other_languages(datasette: Datasette, request: Request) -> list[tuple[Code, str]]:
    """Return (code, address) of the same page in each other language."""
    current = language_of_request(request)
    path, _, _ = request.scope.get("raw_path", b"/").decode("latin-1").partition("?")
    base = datasette.setting("base_url").rstrip("/")
    query = f"?{request.query_string}" if request.query_string else ""
    addresses = []
    for code in CODES:
        if code != current.code:
            # A page with a prefix is not in the language of the site, whose pages have none.
            prefix = "" if current.prefix else f"/{code}"
            addresses.append((code, f"{base}{prefix}{path.removeprefix(base)}{query}"))
    return addresses


def with_language(app: Application, datasette: Datasette) -> Application:
    """Wrap an ASGI application: it gets the language of a request, and a path without language."""
    site = _SiteLanguage(datasette)

    async def wrapped(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        site_code = await site.code()
        base = datasette.setting("base_url").rstrip("/")
        named_code = _named_code(scope["path"], base)
        code = named_code or site_code
        language = Language(code, "" if code == site_code else f"/{code}")
        if named_code:
            raw_path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
            scope = scope | {
                "path": _without_code(scope["path"], base, named_code),
                "raw_path": _without_code(raw_path, base, named_code).encode("latin-1"),
            }
        sender = _redirecting_in(language.prefix, base, send) if language.prefix else send
        await app(scope | {_SCOPE_KEY: language}, receive, sender)

    return wrapped


class _SiteLanguage:
    """The language of the site: that of the setting, else that of most outlets."""

    def __init__(self, datasette: Datasette) -> None:
        self._datasette = datasette
        setting = (datasette.plugin_config("svodka") or {}).get(SETTING)
        # Without a setting it is known from the first request on that finds outlets.
        self._code: Code | None = language_of(setting, ()) if setting else None

    async def code(self) -> Code:
        if self._code is not None:
            return self._code
        try:
            sources = await read(
                self._datasette,
                lambda conn: conn.execute("SELECT language, region FROM sources").fetchall(),
            )
        except (Error, QueryInterrupted, NotFound):
            return "en"
        code = language_of(None, sources)
        if sources:
            self._code = code
        return code


def _redirecting_in(prefix: str, base: str, send: Any) -> Any:
    """Return a function that sends messages of ASGI, and adds the prefix to redirects to pages.

    Datasette itself redirects to its pages without the language.
    """

    async def send_in_language(message: Scope) -> None:
        if message["type"] == "http.response.start" and 300 <= message["status"] < 400:
            headers = [
                (name, _with_prefix(value, base, prefix) if name.lower() == b"location" else value)
                for name, value in message.get("headers") or []
            ]
            message = message | {"headers": headers}
        await send(message)

    return send_in_language


def _with_prefix(address: bytes, base: str, prefix: str) -> bytes:
    """Return the address of a redirect with the prefix of a language, if it leads to a page."""
    path_and_query = address.decode("latin-1")
    path, _, _ = path_and_query.partition("?")
    below_base = path_and_query.removeprefix(base)
    is_page = below_base.startswith("/") and not below_base.startswith(("//", *_WITHOUT_LANGUAGE))
    if not is_page or not path_and_query.startswith(base) or _named_code(path, base):
        return address
    return f"{base}{prefix}{below_base}".encode("latin-1")


def _named_code(path: str, base: str) -> Code | None:
    """Return the language that the first part of a path names: «en» of «/en/story/1», or None."""
    _, _, after_slash = path.removeprefix(base).partition("/")
    first_part, _, _ = after_slash.partition("/")
    return next((code for code in CODES if first_part == code), None)


def _without_code(path: str, base: str, code: Code) -> str:
    """Return a path without its part that names the language: «/story/1» of «/en/story/1»."""
    return f"{base}{path.removeprefix(base).removeprefix(f'/{code}') or '/'}"
