"""Tests that compressed responses are refused above the limits."""

import gzip

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from scraper.network.compression import BoundedCompressionMiddleware
from scraper.network.errors import TooLargeError

URL = "https://penza.example/"


def decompressed(body: bytes, encoding: str) -> Request | Response:
    """Return the response after the middleware, with a limit of 10,000 bytes."""
    crawler = get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": 10_000})
    headers = {"Content-Encoding": encoding, "Content-Type": "text/html"}
    response = HtmlResponse(URL, headers=headers, body=body)
    middleware = BoundedCompressionMiddleware.from_crawler(crawler)
    return middleware.process_response(Request(URL), response)


def test_a_body_below_the_limit_is_decompressed() -> None:
    assert decompressed(gzip.compress(b"x" * 9_000), "gzip").body == b"x" * 9_000


@pytest.mark.parametrize(
    ("body", "encoding", "message"),
    [
        (gzip.compress(b"x" * 20_000), "gzip", "decompresses to more"),
        (b"x", "gzip, gzip, gzip", "compressed 3 times"),
    ],
    ids=["large", "layers"],
)
def test_a_body_above_a_limit_is_refused(body: bytes, encoding: str, message: str) -> None:
    with pytest.raises(TooLargeError, match=message):
        decompressed(body, encoding)
