"""Downloader middlewares that set the User-Agent and the queue of a host, and obey robots.txt.

RFC 9309 sets three rules. A robots.txt is fetched again after 24 hours, also if these hours span
several runs. A status 4xx allows everything. A status 5xx forbids everything, unless an older
robots.txt of the host is stored.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import BaseSettings

from pipelines.parsing.urls import MAX_URL_CHARS, host_of
from scraper.crawl.fetching import MAX_WAIT_IN_RUN, download
from scraper.crawl.run_state import RunState
from scraper.discovery.robots import MAX_ROBOTS_BYTES, ROBOT_NAME, relevant_robots, rules_of
from scraper.network.errors import LongAddressError, RobotsFailedError
from storage.crawl.hosts import host_record, pause_host, save_robots

if TYPE_CHECKING:
    from protego import Protego

_MAX_ROBOTS_AGE = timedelta(hours=24)  # of a stored robots.txt that is used
_MAX_CHARS_IN_MEMORY = 4_000_000  # of robots.txt; their parsed rules take 50 times as many bytes
_RULES_THAT_FORBID_ALL = "User-agent: *\nDisallow: /\n"
_IS_ROBOTS_REQUEST = "is_robots"  # a key of ``Request.meta``


def user_agent(contact: str) -> str:
    """Return the User-Agent: the robot's name, as in rules of robots.txt, and a contact address."""
    return f"{ROBOT_NAME}/1 (news aggregator; {contact or 'no contact given'})"


def agent_of(settings: BaseSettings) -> str:
    """Return the User-Agent of all requests: that of the settings, or one with NEWS_CONTACT."""
    is_set_by_user = (settings.getpriority("USER_AGENT") or 0) > 0
    return str(settings["USER_AGENT"] if is_set_by_user else user_agent(settings["NEWS_CONTACT"]))


class AgentAndSlot:
    """Sets the User-Agent of requests, and one download slot for all spellings of a host.

    A download slot is Scrapy's queue of requests; ``www.`` and mobile hosts share the slot of the
    host. A redirect to an address that is too long for a link is refused before it is read.
    """

    def __init__(self, agent: str) -> None:
        self._agent = agent

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(agent_of(crawler.settings))

    def process_request(self, request: Request) -> None:
        if len(request.url) > MAX_URL_CHARS:
            raise LongAddressError(f"leads to an address of more than {MAX_URL_CHARS} characters")
        request.headers["User-Agent"] = self._agent
        request.meta["download_slot"] = host_of(request.url)


@dataclass(frozen=True, slots=True)
class _RobotsAnswer:
    """The answer to a request for robots.txt."""

    text: str | None  # None if the server gave no valid answer
    substitute: str = ""  # the rules to use if ``text`` is None and no older robots.txt is stored
    failed_status: int | None = None  # of an answer that is a failure of the server


class Robots:
    """Obeys robots.txt, including Crawl-delay.

    A host whose Crawl-delay is longer than a run can wait gets one request in a run. After the
    answer it is paused for the delay.
    """

    def __init__(self, crawler: Crawler, state: RunState, delay: float) -> None:
        self._crawler = crawler
        self._state = state
        self._delay = delay  # seconds between two requests to a host without Crawl-delay
        # By host, the one that was requested last at the end; the rules may still be loading.
        self._rules_of_hosts: dict[str, asyncio.Future[Protego]] = {}
        self._sizes: dict[str, int] = {}  # characters of the robots.txt of each host in memory
        self._failed_robots: dict[str, int] = {}  # host → status of the answer
        self._long_delays: dict[str, timedelta] = {}  # by host; those longer than a run can wait

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(crawler, RunState.of(crawler), crawler.settings.getfloat("DOWNLOAD_DELAY"))

    def stop(self) -> None:
        """Cancel all requests for robots.txt, because the run is being stopped."""
        for rules in self._rules_of_hosts.values():
            rules.cancel()

    async def process_request(self, request: Request) -> None:
        if request.meta.get(_IS_ROBOTS_REQUEST):
            return
        host = host_of(request.url)
        loading = self._rules_of_hosts.pop(host, None)
        if loading is None:
            loading = asyncio.ensure_future(self._load_rules(host, request.url))
        self._rules_of_hosts[host] = loading  # moves the host to the end of the dictionary
        rules = await asyncio.shield(loading)
        if not rules.can_fetch(request.url, ROBOT_NAME):
            if status := self._failed_robots.get(host):
                raise RobotsFailedError(f"robots.txt: HTTP {status}")
            raise IgnoreRequest("Forbidden by robots.txt")

    def process_response(self, request: Request, response: Response) -> Response:
        host = host_of(request.url)
        if host in self._long_delays and not request.meta.get(_IS_ROBOTS_REQUEST):
            pause_host(self._state.db, host, until=self._state.now() + self._long_delays[host])
        return response

    async def _load_rules(self, host: str, url: str) -> "Protego":
        """Return the rules of a host, from the database or by a request."""
        record = host_record(self._state.db, host)
        now = self._state.now()
        if record.robots_fetched_at and now - record.robots_fetched_at < _MAX_ROBOTS_AGE:
            text = record.robots or ""
        else:
            answer = await self._fetch_robots(url)
            if answer.text is None:  # nothing is stored, so the next run asks again
                text = record.robots or answer.substitute
                if not record.robots and answer.failed_status:
                    self._failed_robots[host] = answer.failed_status
            else:
                text = relevant_robots(answer.text)
                save_robots(self._state.db, host, text, now=now)
        rules = rules_of(text)
        self._limit_memory(host, len(text))
        self._apply_crawl_delay(host, rules.crawl_delay(ROBOT_NAME))
        return rules

    def _limit_memory(self, host: str, chars: int) -> None:
        """Drop rules from memory, those first whose hosts were requested least recently.

        ``chars`` is the size of the robots.txt of ``host``. The database keeps all robots.txt.
        """
        self._sizes[host] = chars
        for other, loading in list(self._rules_of_hosts.items()):
            if sum(self._sizes.values()) <= _MAX_CHARS_IN_MEMORY:
                return
            if other != host and loading.done():
                del self._rules_of_hosts[other]
                self._sizes.pop(other, None)

    async def _fetch_robots(self, url: str) -> "_RobotsAnswer":
        """Request the robots.txt of the host of a URL."""
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        request = Request(address, meta={_IS_ROBOTS_REQUEST: True}, callback=NO_CALLBACK)
        try:
            response = await download(self._crawler, request)
        except Exception:  # the request for the page itself will fail and name the reason
            return _RobotsAnswer(None)
        if response.status >= 500 or response.status == 429:
            return _RobotsAnswer(None, _RULES_THAT_FORBID_ALL, response.status)
        if response.status != 200:
            return _RobotsAnswer("")
        return _RobotsAnswer(response.body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace"))

    def _apply_crawl_delay(self, host: str, seconds: float | None) -> None:
        """Make Scrapy wait the seconds between two requests to the host, or note a long delay."""
        if not seconds or seconds <= self._delay:
            return
        if seconds > MAX_WAIT_IN_RUN.total_seconds():
            self._long_delays[host] = timedelta(
                seconds=min(seconds, _MAX_ROBOTS_AGE.total_seconds())
            )
            return
        engine = self._crawler.engine
        assert engine is not None
        slot = {"delay": seconds, "jitter": 0.0, "concurrency": 1}
        engine.downloader.per_slot_settings[host] = slot
        if host in engine.downloader.slots:  # if robots.txt was fetched in this run
            engine.downloader.slots[host].delay = seconds
            engine.downloader.slots[host].jitter = 0.0
