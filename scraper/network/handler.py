"""Scrapy's download handler with checked addresses, further limits, and errors for each limit."""

import logging
from copy import copy
from typing import Any, cast

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    StopDownload,
)
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from scraper.configuration.news_config import read_config
from scraper.network.errors import (
    AddressRefusedError,
    CertificateRefusedError,
    FragmentedBodyError,
    RefusedError,
    TooLargeError,
    tls_failure,
)
from scraper.network.proxy import is_same_proxy
from scraper.network.resolver import CheckedResolver
from scraper.network.tls import PolicyByHost, unverified_hosts

_MAX_PIECES = 5_000  # of a body whose pieces are small
_MIN_PIECE_BYTES = 100  # in the mean, of the pieces of a body with more pieces
_MAX_HEADER_BYTES = 128 * 1024  # browsers allow 256 KB; usual answers have less than 20 KB


class CheckedDownloadHandler(HTTP11DownloadHandler):
    """Downloads http and https through the reactor's CheckedResolver.

    Raises the RefusedErrors of ``scraper.network.errors``, and Scrapy's own exceptions.
    """

    lazy = True  # created at the first request, when the spider has loaded its sources

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Scrapy's handler also logs each failure as a warning, which a server can make very long.
        logging.getLogger(HTTP11DownloadHandler.__module__).setLevel(logging.ERROR)
        from twisted.internet import reactor

        resolver = reactor.nameResolver
        if not isinstance(resolver, CheckedResolver):
            raise TypeError("the reactor's resolver does not check addresses")
        self._resolver = resolver
        self._proxy = read_config(crawler.settings).proxy
        self._pool._factory = _BoundedFactory
        lenient: Any = copy(self._contextFactory)
        lenient._verify_certificates = False
        hosts = unverified_hosts(getattr(crawler.spider, "sources", ()))
        self._contextFactory: Any = PolicyByHost(self._contextFactory, lenient, hosts)

        crawler.signals.connect(self._refuse_fragments, signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        """Fetch a response; raises an error that says why an address or body was refused."""
        proxy = request.meta.get("proxy")
        if proxy and not is_same_proxy(proxy, self._proxy):
            raise RefusedError(f"{proxy} is a proxy that NEWS_PROXY does not name")
        try:
            return await super().download_request(request)
        except CannotResolveHostError as error:
            host = urlparse_cached(request).hostname or ""
            address = self._resolver.refusal(host)
            if address is None:
                raise
            place = host if host == address else f"{host} is at {address}, which"
            raise AddressRefusedError(
                f"{place} is not a public address;"
                " NEWS_ALLOWED_NETWORKS can name networks that may be fetched nevertheless"
            ) from error
        except DownloadCancelledError as error:
            raise TooLargeError("it is larger than may be read") from error
        except StopDownload as error:
            raise FragmentedBodyError("its body comes in thousands of tiny pieces") from error
        except DownloadFailedError as error:
            reason = tls_failure(error)
            if reason is None:
                raise
            raise CertificateRefusedError(f"no trusted connection: {reason}") from error

    def _refuse_fragments(self, data: bytes, request: Request) -> None:
        """Stop a fragmented body, since each piece blocks all other downloads for about 30 µs."""
        pieces, size = request.meta.get("pieces", (0, 0))
        pieces += 1
        size += len(data)
        request.meta["pieces"] = (pieces, size)
        if pieces > _MAX_PIECES and size < pieces * _MIN_PIECE_BYTES:
            raise StopDownload


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Closes the connection if the status line and headers exceed _MAX_HEADER_BYTES."""

    _header_bytes = 0

    def request(self, request: Any) -> Any:
        self._header_bytes = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's
        if self._parser is not None and self._parser.state in ("STATUS", "HEADER"):
            self._header_bytes += len(data)
            if self._header_bytes > _MAX_HEADER_BYTES:
                cast("Any", self.transport).abortConnection()
                return
        cast("Any", super()).dataReceived(data)


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 - Twisted's
        return cast("Any", _BoundedProtocol)(self._quiescentCallback)
