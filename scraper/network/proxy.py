"""Uses the proxy that NEWS_PROXY names, and no other.

The proxy makes the connections, so the addresses that it connects to cannot be checked here.
"""

from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware

from scraper.configuration.news_config import read_config


class NamedProxyMiddleware(HttpProxyMiddleware):
    """Scrapy's middleware with the proxy of NEWS_PROXY instead of those of the environment."""

    def __init__(self, proxy: str | None, auth_encoding: str | None = "latin-1") -> None:
        super().__init__(auth_encoding)
        self.proxies = (
            {scheme: self._get_proxy(proxy, scheme) for scheme in ("http", "https")}
            if proxy
            else {}
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        proxy = read_config(crawler.settings).proxy
        return cls(proxy, crawler.settings.get("HTTPPROXY_AUTH_ENCODING"))


def is_same_proxy(one: str, other: str | None) -> bool:
    """Return whether two URLs name the same host and port; user names and passwords may differ."""
    if other is None:
        return False
    first = urlsplit(one if "//" in one else f"http://{one}")
    second = urlsplit(other)
    return (first.hostname, first.port) == (second.hostname, second.port)
