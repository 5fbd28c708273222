"""Refuses compressed responses that would take too much memory or time."""

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from scraper.network.errors import TooLargeError

_MAX_LAYERS = 2  # a gzipped sitemap may be compressed again for transfer; more layers are an attack


class BoundedCompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's middleware, which raises TooLargeError if a body exceeds DOWNLOAD_MAXSIZE.

    Scrapy's own exception keeps all decompressed bytes in memory until the garbage collector runs,
    so a new exception is raised outside the ``except`` block.
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
