"""Downloader middleware that lets only one worker at a time send requests to a host."""

from typing import TYPE_CHECKING, Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from pipelines.parsing.urls import host_of

if TYPE_CHECKING:
    from scraper.cluster.leases import HostLeases


class SharedHosts:
    """Holds the lease of a host while requests to it are running.

    It is disabled unless NEWS_FRONTIER is set.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings["NEWS_FRONTIER"]:
            raise NotConfigured
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        await self._hosts.hold(host_of(request.url), id(request))

    def process_response(self, request: Request, response: Response) -> Response:
        self._hosts.done(host_of(request.url), id(request))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        self._hosts.done(host_of(request.url), id(request))

    @property
    def _hosts(self) -> "HostLeases":
        hosts = getattr(self._crawler.spider, "hosts", None)
        assert hosts is not None, "the spider joins the frontier before it sends requests"
        return cast("HostLeases", hosts)
