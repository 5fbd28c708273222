"""Who we say we are, one queue for each host, and what robots.txt asks for.

robots.txt follows RFC 9309: a copy serves for 24 h, across runs; an answer 4xx allows everything,
5xx forbids everything unless an older copy is known.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from pipelines.parsing.urls import host_of
from scraper.crawl.fetching import MAX_WAIT_IN_RUN, download
from scraper.crawl.run_state import RunState
from storage.crawl.hosts import host_record, pause_host, save_robots

ROBOT = "svodka"
_FRESH = timedelta(hours=24)
_MAX_ROBOTS = 512 * 1024  # bytes; RFC 9309 asks for at least 500 KiB
_FORBIDS_ALL = "User-agent: *\nDisallow: /\n"
_IS_ROBOTS = "is_robots"


def user_agent(contact: str) -> str:
    """What we call ourselves: the name that rules in robots.txt go by, and whom to write to."""
    return f"{ROBOT}/1 (news aggregator; {contact or 'no contact given'})"


class Identity:
    """Sets the User-Agent, and the queue a request waits in: one for all twins of a host."""

    def __init__(self, agent: str) -> None:
        self._agent = agent

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        named = (settings.getpriority("USER_AGENT") or 0) > 0
        return cls(settings["USER_AGENT"] if named else user_agent(settings["NEWS_CONTACT"]))

    def process_request(self, request: Request) -> None:
        request.headers["User-Agent"] = self._agent
        request.meta["download_slot"] = host_of(request.url)


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A robots.txt, or the rules that stand in for one that could not be had."""

    text: str | None
    instead: str = ""


class Robots:
    """Obeys robots.txt; a Crawl-delay too long to sit out leaves the host to later runs."""

    def __init__(self, crawler: Crawler, state: RunState, delay: float) -> None:
        self._crawler = crawler
        self._state = state
        self._delay = delay
        self._rules: dict[str, asyncio.Future[Protego]] = {}
        self._long_delays: dict[str, timedelta] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(crawler, RunState.of(crawler), crawler.settings.getfloat("DOWNLOAD_DELAY"))

    def stop(self) -> None:
        """Give up waiting for robots.txt files; the run is being stopped."""
        for rules in self._rules.values():
            rules.cancel()

    async def process_request(self, request: Request) -> None:
        if request.meta.get(_IS_ROBOTS):
            return
        host = host_of(request.url)
        if host not in self._rules:
            self._rules[host] = asyncio.ensure_future(self._load(host, request.url))
        rules = await asyncio.shield(self._rules[host])
        if not rules.can_fetch(request.url, ROBOT):
            raise IgnoreRequest("Forbidden by robots.txt")

    def process_response(self, request: Request, response: Response) -> Response:
        host = host_of(request.url)
        if host in self._long_delays and not request.meta.get(_IS_ROBOTS):
            pause_host(self._state.db, host, until=self._state.now() + self._long_delays[host])
        return response

    async def _load(self, host: str, url: str) -> Protego:
        kept = host_record(self._state.db, host)
        now = self._state.now()
        if kept.robots_fetched_at and now - kept.robots_fetched_at < _FRESH:
            text = kept.robots or ""
        else:
            fetched = await self._fetch(url)
            if fetched.text is None:  # not to be kept: the next run asks again
                text = kept.robots or fetched.instead
            else:
                text = fetched.text
                save_robots(self._state.db, host, text, now=now)
        rules = Protego.parse(text)
        self._keep_delay(host, rules.crawl_delay(ROBOT))
        return rules

    async def _fetch(self, url: str) -> "_Fetched":
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        request = Request(address, meta={_IS_ROBOTS: True}, callback=NO_CALLBACK)
        try:
            response = await download(self._crawler, request)
        except Exception:  # the page itself will fail with a better word for it
            return _Fetched(None)
        if response.status >= 500 or response.status == 429:
            return _Fetched(None, instead=_FORBIDS_ALL)
        if response.status != 200:
            return _Fetched("")
        return _Fetched(response.body[:_MAX_ROBOTS].decode("utf-8-sig", "replace"))

    def _keep_delay(self, host: str, seconds: float | None) -> None:
        if not seconds or seconds <= self._delay:
            return
        if seconds > MAX_WAIT_IN_RUN.total_seconds():
            self._long_delays[host] = timedelta(seconds=min(seconds, _FRESH.total_seconds()))
            return
        engine = self._crawler.engine
        assert engine is not None
        slot = {"delay": seconds, "jitter": 0.0, "concurrency": 1}
        engine.downloader.per_slot_settings[host] = slot
        if host in engine.downloader.slots:  # the one robots.txt was fetched through
            engine.downloader.slots[host].delay = seconds
            engine.downloader.slots[host].jitter = 0.0
