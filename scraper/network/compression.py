"""Decompression that is refused before it costs memory or time."""

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from scraper.network.errors import TooLargeError

_MAX_LAYERS = 2  # a gzipped sitemap may be sent gzipped again; more is an attack


class BoundedCompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's middleware, which stops at DOWNLOAD_MAXSIZE, with an error that keeps no memory.

    The exception it stops with holds on to all that was decompressed until the garbage collector
    comes by, so a new one is raised in its place.
    """

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        layers = b",".join(response.headers.getlist("Content-Encoding")).count(b",") + 1
        if layers > _MAX_LAYERS:
            raise TooLargeError(f"it is compressed {layers} times over")
        try:
            return super().process_response(request, response)
        except IgnoreRequest:
            pass
        raise TooLargeError("it decompresses to more than may be read")
