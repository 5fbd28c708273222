"""A spider that requests single URLs with the project's settings, and prints their outcomes.

Arguments: ``urls``, a JSON array, and ``unverified``, the address of a source whose certificates
are not verified. For each URL it prints one JSON array: the URL, the outcome, the reason of a
failure or the size of the answer in bytes, and the peak of memory in bytes.
"""

import json
import resource
from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.http import Response

from pipelines.model import Source
from scraper.network.errors import failed_outcome
from scraper.network.resolver import CheckedResolver


class ChangingResolver(CheckedResolver):
    """A resolver that answers with an allowed address first and with a private one later.

    It answers with both addresses for the host ``both.test``.
    """

    answers = iter(["127.0.0.2", "127.0.0.1", "127.0.0.1"])

    def look_up(self, host: str) -> tuple[str, ...]:
        return ("127.0.0.2", "127.0.0.1") if host == "both.test" else (next(self.answers),)


class Probe(scrapy.Spider):
    name = "probe"
    custom_settings = {"ITEM_PIPELINES": {}, "ROBOTSTXT_OBEY": False}  # noqa: RUF012

    def __init__(self, urls: str, unverified: str = "") -> None:
        super().__init__()
        self.urls: list[str] = json.loads(urls)
        lax = Source("lax", "Lax", unverified, "RU-PNZ", "Europe/Moscow", verify_certificates=False)
        self.sources = (lax,) if unverified else ()

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            yield scrapy.Request(
                url,
                self.arrived,
                errback=self.failed,
                dont_filter=True,
                meta={"requested": url},
            )

    def arrived(self, response: Response) -> None:
        report(response.meta["requested"], "arrived", len(response.body))

    def failed(self, failure: Any) -> None:
        report(failure.request.meta["requested"], *failed_outcome(failure.value))


def report(url: str, outcome: str, reason_or_size: object) -> None:
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps([url, outcome, reason_or_size, peak_bytes]), flush=True)
