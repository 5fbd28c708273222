"""Fetching one URL: the waits that hosts ask for are kept, and failures become outcomes."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from pipelines.model import Outcome
from pipelines.parsing.urls import host_of, identity
from scraper.discovery.address_kinds import AddressKind, address_kind
from scraper.errors import FrontierError
from scraper.network.errors import failed_outcome
from storage.crawl.hosts import host_record, pause_host
from storage.database.protocols import Store

MAX_WAIT_IN_RUN = timedelta(seconds=30)  # longer waits are stored, and kept by later runs
_MAX_PAUSE = timedelta(days=7)  # whatever a Retry-After says
_TRANSIENT = {Outcome.TIMEOUT, Outcome.NETWORK_ERROR, Outcome.DNS_ERROR}
_RETRIED_STATUS = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}


@dataclass(frozen=True, slots=True)
class Answer:
    """The response to a request; ``outcome`` is None for a document, a page or a 304."""

    url: str  # after redirects
    status: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)  # lower-case names
    outcome: Outcome | None = None
    reason: str | None = None
    retry_at: datetime | None = None

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")

    @property
    def charset(self) -> str | None:
        return self.content_type.partition("charset=")[2].strip("\"' ;") or None


class HostPausedError(Exception):
    """The host asked for a pause longer than a run waits."""

    def __init__(self, host: str, until: datetime) -> None:
        super().__init__(f"{host} asked to be left alone until {until:%Y-%m-%d %H:%M} UTC")
        self.until = until


class Fetcher:
    """Fetches through Scrapy's downloader with its middlewares, one URL at a time per call."""

    def __init__(
        self, crawler: Crawler, db: Store, now: Callable[[], datetime], retries: int
    ) -> None:
        self._crawler = crawler
        self._db = db
        self._now = now
        self._retries = retries

    async def get(
        self, url: str, headers: Mapping[str, str] | None = None, *, max_bytes: int | None = None
    ) -> Answer:
        """Fetch ``url``; raises HostPausedError instead of waiting long.

        Raises nothing else, but CancelledError once the run is being stopped.
        """
        meta = {"download_maxsize": max_bytes} if max_bytes else {}
        request = Request(url, headers=dict(headers or {}), meta=meta, dont_filter=True)
        for attempt in range(self._retries + 1):
            if is_stopping(self._crawler):  # the database may be closed by now
                raise asyncio.CancelledError
            self._refuse_paused(url)
            answer = await self._once(request.copy())
            last = attempt == self._retries
            wait = self._wait_before_retry(answer)
            if wait is None or last:
                return answer
            await asyncio.sleep(wait.total_seconds())
        raise AssertionError("unreachable")

    def _refuse_paused(self, url: str) -> None:
        host = host_of(url)
        until = host_record(self._db, host).not_before
        if until and until > self._now():
            raise HostPausedError(host, until)

    async def _once(self, request: Request) -> Answer:
        try:
            response = await download(self._crawler, request)
        except (HostPausedError, FrontierError):
            raise
        except Exception as error:  # every failed download is an outcome
            outcome, reason = failed_outcome(error)
            return Answer(request.url, outcome=outcome, reason=reason)
        return self._answer(response)

    def _answer(self, response: Response) -> Answer:
        names = ("content-type", "etag", "last-modified", "cache-control", "retry-after")
        headers = {
            name: value.decode("latin-1")
            for name in names
            if (value := response.headers.get(name)) is not None
        }
        answer = Answer(response.url, response.status, response.body, headers)
        if response.status in (200, 203, 304):
            return answer
        retry_at = read_retry_after(headers.get("retry-after"), self._now())
        if retry_at and retry_at - self._now() > MAX_WAIT_IN_RUN:
            pause_host(self._db, host_of(response.url), until=retry_at)
        outcome = status_outcome(response.status)
        reason = f"HTTP {response.status}"
        return Answer(
            response.url, response.status, response.body, headers, outcome, reason, retry_at
        )

    def _wait_before_retry(self, answer: Answer) -> timedelta | None:
        if answer.retry_at:
            wait = answer.retry_at - self._now()
            return max(wait, timedelta()) if wait <= MAX_WAIT_IN_RUN else None
        if answer.outcome in _TRANSIENT or answer.status in _RETRIED_STATUS:
            return timedelta()  # the delay between requests to one host is wait enough
        return None


async def download(crawler: Crawler, request: Request) -> Response:
    """Download through Scrapy and its middlewares.

    Raises what they raise, and CancelledError once the run is being stopped: a failure then is no
    fault of the host. (Scrapy's own error is an AlreadyCalledError of its slot.)
    """
    engine = crawler.engine
    assert engine is not None
    if is_stopping(crawler):
        raise asyncio.CancelledError
    try:
        return await engine.download_async(request)
    except Exception as error:
        if is_stopping(crawler):
            raise asyncio.CancelledError from error
        raise


def is_stopping(crawler: Crawler) -> bool:
    """Whether the run is ending, so that a failure now is no fault of the host."""
    engine = crawler.engine
    slot = engine._slot if engine is not None and engine.running else None
    return slot is None or slot.closing is not None


def status_outcome(status: int) -> Outcome:
    """The outcome of an answer that is neither good nor a redirect that was followed."""
    return Outcome.GONE if status in (404, 410) else Outcome.HTTP_ERROR


def read_retry_after(text: str | None, now: datetime) -> datetime | None:
    """Read a Retry-After header, seconds or a date (RFC 9110 §10.2.3); at most a week ahead."""
    if not text:
        return None
    if text.strip().isdecimal():
        seconds = min(int(text.strip()[:12]), int(_MAX_PAUSE.total_seconds()))
        return now + timedelta(seconds=seconds)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return min(moment.astimezone(now.tzinfo), now + _MAX_PAUSE)


def is_detour(asked: str, reached: str) -> bool:
    """Whether an article's address was redirected to a page for all: consent, log-in, a check.

    Such a page is told where to return to, or its own address names no single page.
    """
    if identity(asked) == identity(reached) or address_kind(asked) is not AddressKind.THING:
        return False
    path = unquote(urlsplit(asked).path).strip("/")
    if path and path in unquote(unquote(urlsplit(reached).query)):
        return True
    return address_kind(reached) in (AddressKind.STANDING, AddressKind.OVERVIEW) or (
        address_kind(reached) is AddressKind.WORD and "-" not in urlsplit(reached).path
    )


def leads_home(answer: Answer, asked: str, home: str) -> bool:
    """Whether a request for a page was redirected to the source's home or its host's front page."""
    target = identity(answer.url)
    parts = urlsplit(target)
    is_front = parts.path in ("", "/") and not parts.query
    return target != identity(asked) and (is_front or target == identity(home))
