"""A spider and pipeline as tutorials write them, with which ``bench_crawl`` compares Svodka.

Run it by ``scrapy runspider usual_pipeline.py -a front=FILE -a database=FILE``. With
``-a only=download`` pages are only downloaded, which is the least that any crawl must do.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import scrapy
from datasketch import MinHash
from scrapy.http import HtmlResponse, Response
from scrapy.linkextractors import LinkExtractor
from sqlite_utils import Database
from trafilatura import bare_extraction


class StorePipeline:
    """Extracts each page, computes its MinHash and stores it, all in the crawl process."""

    def open_spider(self, spider: scrapy.Spider) -> None:
        assert isinstance(spider, UsualSpider)
        self.articles = Database(spider.database).table("articles")

    def process_item(self, item: dict[str, Any], spider: scrapy.Spider) -> dict[str, Any]:
        document = bare_extraction(item.pop("body"), url=item["url"], with_metadata=True)
        if document is None or isinstance(document, dict):
            return item
        minhash = MinHash(num_perm=128)
        words = (document.text or "").lower().split()
        for start in range(max(1, len(words) - 2)):
            minhash.update(" ".join(words[start : start + 3]).encode())
        item |= {"headline": document.title, "date": document.date, "author": document.author}
        item |= {"text": document.text, "signature": minhash.hashvalues.tobytes()}
        self.articles.insert(item, pk="url", replace=True)
        return item


class UsualSpider(scrapy.Spider):
    """Follows all links to ``/news/`` from the index pages that the file ``front`` lists."""

    name = "usual"
    custom_settings = {  # noqa: RUF012
        "ITEM_PIPELINES": {StorePipeline: 100},
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": True,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
    }

    def __init__(
        self, front: str, database: str = "usual.db", only: str = "", **arguments: Any
    ) -> None:
        super().__init__(**arguments)
        self.homes = Path(front).read_text().split()  # the addresses of the index pages
        self.allowed_domains = [urlsplit(home).hostname or "" for home in self.homes]
        self.database = database
        self.only = only
        self.extractor = LinkExtractor()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in self.homes:
            yield scrapy.Request(url)

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        assert isinstance(response, HtmlResponse)
        if "/news/" in response.url:
            if self.only == "download":
                return
            yield {"url": response.url, "body": response.body}
        elif self.only == "download":
            links = response.xpath("//a/@href").getall()
            yield from (response.follow(link) for link in links if "/news/" in link)
            return
        for link in self.extractor.extract_links(response):
            if "/news/" in link.url:
                yield scrapy.Request(link.url)
