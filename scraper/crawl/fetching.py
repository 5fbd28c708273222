"""Fetches one URL, waits as long as the host asks, and turns failures into outcomes."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit
from weakref import WeakValueDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from pipelines.model import Outcome, Source, Validators
from pipelines.parsing.storable import http_date, storable
from pipelines.parsing.urls import host_of, identity
from scraper.discovery.address_kinds import AddressKind, address_kind
from scraper.errors import FrontierError
from scraper.network.errors import failed_outcome
from scraper.rendering.messages import Job
from scraper.rendering.renderer import Renderer
from storage.crawl.hosts import host_record, pause_host
from storage.database.protocols import Store

NOT_MODIFIED = 304  # status
MAX_WAIT_IN_RUN = timedelta(seconds=30)  # a longer pause is stored, and later runs observe it
_MAX_PAUSE = timedelta(days=7)  # a Retry-After header may name years by mistake
_MAX_HEADER_CHARS = 1000  # a longer header is ignored; an ETag usually has less than 100
_TRANSIENT = {Outcome.TIMEOUT, Outcome.NETWORK_ERROR, Outcome.DNS_ERROR}
# The server is overloaded or failed for a moment; 520 to 524 are statuses of Cloudflare.
_RETRIED_STATUS = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request; ``outcome`` is None for status 200, 203 and an expected 304."""

    url: str  # after redirects
    status: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)  # lower-case names
    outcome: Outcome | None = None
    reason: str | None = None
    retry_at: datetime | None = None
    ip_address: str | None = None  # to which the download connected
    half_drawn_reason: str | None = None  # why the scripts of a rendered page may not be done

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")

    @property
    def validators(self) -> Validators:
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))

    @property
    def charset(self) -> str | None:
        _, _, name = self.content_type.partition("charset=")
        return name.strip("\"' ;") or None


class HostPausedError(Exception):
    """The host asked for a pause longer than a run waits."""

    def __init__(self, host: str, until: datetime) -> None:
        super().__init__(f"{host} asked to be left alone until {until:%Y-%m-%d %H:%M} UTC")
        self.until = until


class Fetcher:
    """Fetches URLs through Scrapy's downloader with its middlewares.

    A request that failed for a moment is sent again, at most ``retries`` times.
    """

    def __init__(
        self,
        crawler: Crawler,
        db: Store,
        now: Callable[[], datetime],
        retries: int,
        renderer: Renderer,
    ) -> None:
        self._crawler = crawler
        self._renderer = renderer
        self._db = db
        self._now = now
        self._retries = retries
        self._max_requests_to_host = max(
            1, crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        )
        self._host_limits: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def get(
        self, url: str, headers: Mapping[str, str] | None = None, *, max_bytes: int | None = None
    ) -> Answer:
        """Fetch ``url`` and return the answer; a failed download is an answer with an outcome.

        Raises HostPausedError if the host asked for a pause longer than MAX_WAIT_IN_RUN, and
        CancelledError once the run is being stopped.
        """
        meta = {"download_maxsize": max_bytes} if max_bytes else {}
        request = Request(url, headers=dict(headers or {}), meta=meta, dont_filter=True)
        for attempt in range(self._retries + 1):
            if is_stopping(self._crawler):  # the database may be closed by now
                raise asyncio.CancelledError
            async with self._limit_of(host_of(url)):
                self._refuse_paused(url)  # an answer to another source may have asked for a pause
                answer = await self._send_once(request.copy())
            wait = self._wait_before_retry(answer)
            if wait is None or attempt == self._retries:
                return answer
            await asyncio.sleep(wait.total_seconds())
        raise AssertionError("unreachable")

    async def rendered(self, answer: Answer, source: Source) -> Answer:
        """Return an answer whose body is the HTML that the scripts of its page draw in a browser.

        The page itself is not fetched again. If its scripts had to be stopped, the result has an
        outcome. Raises BrowserUnavailableError if no page can be rendered.
        """
        content_type = answer.content_type
        if "html" not in content_type.lower():  # the browser would not open it as a page
            content_type = f"text/html; charset={answer.charset}" if answer.charset else "text/html"
        job = Job(
            answer.url, answer.body, content_type, source.verify_certificates, answer.ip_address
        )
        rendered = await self._renderer.render(job)
        if rendered.outcome is not None:
            return replace(answer, outcome=rendered.outcome, reason=rendered.reason)
        return replace(
            answer,
            body=rendered.html.encode("utf-8", "replace"),
            headers={**answer.headers, "content-type": "text/html; charset=utf-8"},
            half_drawn_reason=rendered.half_drawn_reason,
        )

    def _limit_of(self, host: str) -> asyncio.Semaphore:
        """Return the semaphore that limits the requests to a host.

        A request that waited in Scrapy's own queue would be sent even if the host has asked for a
        pause meanwhile.
        """
        limit = self._host_limits.get(host)
        if limit is None:
            limit = asyncio.Semaphore(self._max_requests_to_host)
            self._host_limits[host] = limit
        return limit

    def _refuse_paused(self, url: str) -> None:
        """Raise HostPausedError if the host of a URL must not be visited yet."""
        host = host_of(url)
        until = host_record(self._db, host).not_before
        if until and until > self._now():
            raise HostPausedError(host, until)

    async def _send_once(self, request: Request) -> Answer:
        try:
            response = await download(self._crawler, request)
        except (HostPausedError, FrontierError):
            raise
        except Exception as error:  # every failed download is an outcome
            outcome, reason = failed_outcome(error)
            return Answer(request.url, outcome=outcome, reason=reason)
        return self._answer(request, response)

    def _answer(self, request: Request, response: Response) -> Answer:
        """Return the answer with the headers that are used; store a long pause of the host."""
        names = ("content-type", "etag", "last-modified", "cache-control", "retry-after")
        sent = {name: response.headers.get(name) for name in names}
        headers = {
            name: storable(value.decode("latin-1"))
            for name, value in sent.items()
            if value is not None and len(value) <= _MAX_HEADER_CHARS
        }
        ip_address = str(response.ip_address) if response.ip_address else None
        answer = Answer(
            response.url, response.status, response.body, headers, ip_address=ip_address
        )
        if response.status in (200, 203):
            return answer
        if response.status == NOT_MODIFIED and _is_conditional(request):
            return answer
        retry_at = read_retry_after(headers.get("retry-after"), self._now())
        if retry_at and retry_at - self._now() > MAX_WAIT_IN_RUN:
            pause_host(self._db, host_of(response.url), until=retry_at)
        return replace(
            answer,
            outcome=status_outcome(response.status),
            reason=f"HTTP {response.status}",
            retry_at=retry_at,
        )

    def _wait_before_retry(self, answer: Answer) -> timedelta | None:
        """Return how long to wait before the request is sent again; None if it is not."""
        if answer.retry_at:
            wait = answer.retry_at - self._now()
            return max(wait, timedelta()) if wait <= MAX_WAIT_IN_RUN else None
        if answer.outcome in _TRANSIENT or answer.status in _RETRIED_STATUS:
            return timedelta()  # Scrapy's delay between requests to one host is long enough
        return None


async def download(crawler: Crawler, request: Request) -> Response:
    """Download through Scrapy and its middlewares, and raise what they raise.

    Once the run is being stopped, CancelledError is raised instead, since the host did not cause
    the failure.
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
    """Return whether the run is ending, so that no failure is caused by a host."""
    engine = crawler.engine
    slot = engine._slot if engine is not None and engine.running else None
    return slot is None or slot.closing is not None


def conditional_headers(validators: Validators) -> dict[str, str]:
    """Return the headers that ask for a document only if it has changed (RFC 9110 §13.1)."""
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if value}


def _is_conditional(request: Request) -> bool:
    return any(name in request.headers for name in ("If-None-Match", "If-Modified-Since"))


def status_outcome(status: int) -> Outcome:
    """Return the outcome of an answer with an error status."""
    return Outcome.GONE if status in (404, 410) else Outcome.HTTP_ERROR


def read_retry_after(text: str | None, now: datetime) -> datetime | None:
    """Return the time of a Retry-After header, at most a week ahead.

    The header holds seconds or a date (RFC 9110 §10.2.3).
    """
    if not text:
        return None
    if text.strip().isdecimal():
        first_digits = text.strip()[:12]  # a longer number is more than a week in any case
        seconds = min(int(first_digits), int(_MAX_PAUSE.total_seconds()))
        return now + timedelta(seconds=seconds)
    moment = http_date(text)
    return min(moment, now + _MAX_PAUSE) if moment else None


def is_detour(asked: str, reached: str) -> bool:
    """Return whether a request for an article was redirected to a page of consent, log-in or check.

    The address of such a page holds the article's address as a parameter, or it is of a kind that
    names no single page.
    """
    if identity(asked) == identity(reached) or address_kind(asked) is not AddressKind.SINGLE:
        return False
    path = unquote(urlsplit(asked).path).strip("/")
    parameters = unquote(unquote(urlsplit(reached).query))  # may be quoted twice
    if path and path in parameters:
        return True
    kind = address_kind(reached)
    if kind is AddressKind.WORD:  # one word, such as /consent; two may be an article's slug
        return "-" not in urlsplit(reached).path
    return kind in (AddressKind.SERVICE, AddressKind.OVERVIEW)


def leads_home(answer: Answer, asked: str, home: str) -> bool:
    """Return whether a page was redirected to the source's home page or to a host's front page."""
    target = identity(answer.url)
    parts = urlsplit(target)
    is_front = parts.path in ("", "/") and not parts.query
    return target != identity(asked) and (is_front or target == identity(home))
