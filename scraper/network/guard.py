"""Refuses settings with which requests would avoid the check of addresses."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from pipelines.files.errors import BadInputError
from scraper.configuration.news_config import read_config
from scraper.network.handler import CheckedDownloadHandler
from scraper.network.resolver import CheckedResolver

_CHECKED_SCHEMES = ("http", "https")
_PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy")
_UNKNOWN_HOST = "(unknown host)"


def refuse_bypass(settings: BaseSettings, environment: Mapping[str, str]) -> None:
    """Raise BadInputError if a setting or an environment variable disables the address check."""
    _refuse_other_handlers(settings)
    _refuse_other_resolver(settings)
    _refuse_proxy_of_environment(environment, read_config(settings).proxy)


def _refuse_other_handlers(settings: BaseSettings) -> None:
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    for scheme in _CHECKED_SCHEMES:
        if not _is_kind_of(handlers.get(scheme), CheckedDownloadHandler):
            raise BadInputError(
                f"setting DOWNLOAD_HANDLERS: {scheme}: {handlers.get(scheme)} does not check"
                f" addresses; expected {_name(CheckedDownloadHandler)}"
            )
    for scheme, handler in handlers.items():
        if handler is not None and scheme not in _CHECKED_SCHEMES:
            raise BadInputError(
                f"setting DOWNLOAD_HANDLERS: {scheme}: only http and https are fetched;"
                " expected None"
            )


def _refuse_other_resolver(settings: BaseSettings) -> None:
    is_old_name_set = bool(settings.getpriority("DNS_RESOLVER"))  # 0 is that of Scrapy's default
    if is_old_name_set:
        raise BadInputError(
            "setting DNS_RESOLVER: it may replace the resolver that checks addresses; unset it"
        )
    resolver = settings["TWISTED_DNS_RESOLVER"]
    if not _is_kind_of(resolver, CheckedResolver):
        raise BadInputError(
            f"setting TWISTED_DNS_RESOLVER: {resolver} does not check addresses;"
            f" expected {_name(CheckedResolver)}"
        )


def _refuse_proxy_of_environment(environment: Mapping[str, str], proxy: str | None) -> None:
    if proxy is not None:
        return
    for name, value in environment.items():
        if value and name.lower() in _PROXY_VARIABLES:
            raise BadInputError(
                f"environment variable {name}: addresses can't be checked behind the proxy"
                f" {_host(value)}; name it in NEWS_PROXY to use it nevertheless, or unset the"
                " variable"
            )


def _host(proxy: str) -> str:
    """Return the host of a proxy's address, without the password that may precede it."""
    try:
        return urlsplit(proxy if "//" in proxy else f"//{proxy}").hostname or _UNKNOWN_HOST
    except ValueError:
        return _UNKNOWN_HOST


def _is_kind_of(path: object, kind: type) -> bool:
    """Return whether a setting, a class or its path, is ``kind`` or a subclass."""
    try:
        loaded = load_object(path)  # type: ignore[arg-type]
    except (ImportError, NameError, TypeError, ValueError):
        return False
    return isinstance(loaded, type) and issubclass(loaded, kind)


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
