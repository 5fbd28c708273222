"""A proxy on loopback that the browser uses for all its connections.

The host of a page is reached only at the address from which the page was fetched. Each other host
is resolved here, and only public addresses are connected to. So no host name can lead the scripts
of a page into a private network. The connections and bytes of a page are counted here, too, since
the browser does not report those of workers and WebSockets.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scraper.network.addresses import Network, may_connect
from scraper.network.name_lookup import look_up
from scraper.rendering.policy import (
    MAX_RECEIVED_BYTES,
    MAX_REQUESTS,
    MAX_SENT_BYTES,
    PageOrigin,
    Place,
    is_tracker,
    pinned_address,
    usable_addresses,
)
from scraper.rendering.proxy_requests import (
    BadRequestError,
    ProxyRequest,
    answer_for_browser,
    is_interim,
    read_request,
)

_MAX_HEAD_BYTES = 128 * 1024  # of a request or an answer; usual ones have less than 20 KB
_MAX_CONNECTIONS = 64  # at the same time; Chromium itself opens 32 to a proxy
_MAX_SECONDS_TO_CONNECT = 10  # also to look a name up
_MAX_ADDRESSES = 3  # of a host that are tried in turn
_MAX_LOOKUPS = 8  # of one page at the same time; most pages need fewer than 20 hosts in all
_MAX_RECORDED = 1_000  # refused places that are kept
_CHUNK_BYTES = 64 * 1024
_STATUS = {
    400: "Bad Request", 403: "Forbidden", 407: "Proxy Authentication Required",
    502: "Bad Gateway",
}  # fmt: skip


class _RefusedError(Exception):
    """The proxy answers with this status instead of passing the request on."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Connection(NamedTuple):
    """A connection to the browser or to a server: what it sends, and what is sent to it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


@dataclass(slots=True)
class PageTraffic:
    """The origin of the page in the browser, and its traffic so far."""

    origin: PageOrigin
    connections: int = 0
    received: int = 0  # bytes
    sent: int = 0  # bytes
    refused: deque[Place] = field(default_factory=lambda: deque(maxlen=_MAX_RECORDED))
    exceeded: asyncio.Event = field(default_factory=asyncio.Event)  # set beyond one of the limits
    # A thread may wait for a slow name server longer than the page is open. Each page has threads
    # of its own, so that the look-ups of the next page do not wait.
    lookups: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_MAX_LOOKUPS, "page-lookup")
    )

    @property
    def has_exceeded(self) -> bool:
        """Return whether the page has exceeded a limit."""
        return self.exceeded.is_set()

    def count(self, *, connections: int = 0, received: int = 0, sent: int = 0) -> None:
        """Add to the counts, and set ``exceeded`` if a limit is exceeded."""
        self.connections += connections
        self.received += received
        self.sent += sent
        if (
            self.connections > MAX_REQUESTS
            or self.received > MAX_RECEIVED_BYTES
            or self.sent > MAX_SENT_BYTES
        ):
            self.exceeded.set()


class GuardedProxy:
    """Passes on the requests and tunnels of one page at a time; without a page it refuses all.

    Requests need the ``credential`` (user:password), so that no other program of the machine can
    use the proxy.
    """

    def __init__(
        self,
        allowed: Sequence[Network] = (),
        look_up: Callable[[str], Sequence[str]] = look_up,
    ) -> None:
        self.credential = f"svodka:{secrets.token_urlsafe(24)}"
        self._allowed = allowed
        self._look_up = look_up
        self._page: PageTraffic | None = None
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._browser_connections = 0  # open connections that showed the credential

    async def start(self) -> int:
        """Listen on a free port of 127.0.0.1 and return the port."""
        self._server = await asyncio.start_server(
            self._accept, "127.0.0.1", 0, limit=_MAX_HEAD_BYTES
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """End all connections and listen no more."""
        if self._server is not None:
            self._server.close()
        await self.end_page()

    def begin_page(self, origin: PageOrigin) -> PageTraffic:
        """Allow the connections of a page, and return the record of its traffic."""
        self._page = PageTraffic(origin)
        return self._page

    async def end_page(self) -> None:
        """Refuse all further requests and end the connections of the page."""
        page, self._page = self._page, None
        if page is not None:
            page.lookups.shutdown(wait=False, cancel_futures=True)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a new connection of the browser, and close it at the end."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._serve(reader, writer)
        except _RefusedError as refused:
            await _refuse(writer, refused.status)
        except BadRequestError:
            await _refuse(writer, 400)
        except (OSError, EOFError, asyncio.LimitOverrunError, TimeoutError):
            pass  # the connection is closed, and the browser reports that it failed
        except asyncio.CancelledError:
            pass  # the page has ended
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read the head of a request, and pass on the request or tunnel if it is allowed."""
        async with asyncio.timeout(_MAX_SECONDS_TO_CONNECT):
            request = read_request(await reader.readuntil(b"\r\n\r\n"))
        if not request.has_credential(self.credential):
            raise _RefusedError(407)
        page = self._page
        if page is None or self._browser_connections >= _MAX_CONNECTIONS:
            raise _RefusedError(403)
        page.count(connections=1)
        if page.has_exceeded:
            raise _RefusedError(403)
        self._browser_connections += 1
        try:
            await self._pass_both_ways(page, request, _Connection(reader, writer))
        finally:
            self._browser_connections -= 1

    async def _pass_both_ways(
        self, page: PageTraffic, request: ProxyRequest, browser: _Connection
    ) -> None:
        """Connect to the place of a request, and pass on what both sides send."""
        server = await self._connect(page, request.place)
        try:
            if request.is_tunnel:
                browser.writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await _first_of(
                    _send(page, browser.reader, server.writer),
                    _receive(page, server.reader, browser.writer),
                )
            else:
                await _pass_request(page, request, browser, server)
        finally:
            server.writer.close()

    async def _connect(self, page: PageTraffic, place: Place) -> _Connection:
        """Connect to a place at the first of its allowed addresses that answers."""
        addresses = await self._allowed_addresses(page, place)
        if not addresses:
            page.refused.append(place)
            raise _RefusedError(403)
        for address in addresses[:_MAX_ADDRESSES]:
            try:
                async with asyncio.timeout(_MAX_SECONDS_TO_CONNECT):
                    reader, writer = await asyncio.open_connection(
                        address, place.port, limit=_MAX_HEAD_BYTES
                    )
                    return _Connection(reader, writer)
            except OSError:  # also TimeoutError
                continue
        raise _RefusedError(502)

    async def _allowed_addresses(self, page: PageTraffic, place: Place) -> list[str]:
        """Return the addresses of the place that the page may connect to."""
        if pinned := pinned_address(place, page.origin):
            return [pinned] if may_connect(pinned, self._allowed) else []
        if is_tracker(place.host):
            return []
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_MAX_SECONDS_TO_CONNECT):
                addresses = await loop.run_in_executor(page.lookups, self._look_up, place.host)
        except (OSError, UnicodeError, RuntimeError):  # RuntimeError if the page has ended
            raise _RefusedError(502) from None
        return usable_addresses(addresses)


async def _pass_request(
    page: PageTraffic, request: ProxyRequest, browser: _Connection, server: _Connection
) -> None:
    """Send one request to the server, and its answer to the browser.

    Bytes that the browser sends after this request are dropped, since they may be for another host.
    """
    head = request.for_server()
    page.count(sent=len(head))
    server.writer.write(head)
    bytes_left = request.body_length
    while bytes_left:
        chunk = await browser.reader.read(min(bytes_left, _CHUNK_BYTES))
        page.count(sent=len(chunk))
        if not chunk or page.has_exceeded:
            return
        server.writer.write(chunk)
        await server.writer.drain()
        bytes_left -= len(chunk)
    await _first_of(_drop(browser.reader), _pass_answer(page, browser, server))


async def _pass_answer(page: PageTraffic, browser: _Connection, server: _Connection) -> None:
    """Send the server's answer to the browser, without the interim answers (status 1xx)."""
    head: bytes | None = None
    while head is None or is_interim(head):
        if page.has_exceeded:
            return
        head = await server.reader.readuntil(b"\r\n\r\n")
        page.count(received=len(head))
    browser.writer.write(answer_for_browser(head))
    await _receive(page, server.reader, browser.writer)


async def _receive(
    page: PageTraffic, source: asyncio.StreamReader, target: asyncio.StreamWriter
) -> None:
    """Copy from the server to the browser until the end, or until the page has exceeded a limit."""
    while not page.has_exceeded and (chunk := await source.read(_CHUNK_BYTES)):
        page.count(received=len(chunk))
        target.write(chunk)
        await target.drain()


async def _send(
    page: PageTraffic, source: asyncio.StreamReader, target: asyncio.StreamWriter
) -> None:
    """Copy from the browser to the server until the end, or until the page has exceeded a limit."""
    while chunk := await source.read(_CHUNK_BYTES):
        page.count(sent=len(chunk))
        if page.has_exceeded:
            return
        target.write(chunk)
        await target.drain()


async def _drop(source: asyncio.StreamReader) -> None:
    """Read and drop bytes until the connection ends."""
    while await source.read(_CHUNK_BYTES):
        pass


async def _first_of(*coroutines: Coroutine[Any, Any, None]) -> None:
    """Run the coroutines until one ends, then cancel the others; raise its error if it has one."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _refuse(writer: asyncio.StreamWriter, status: int) -> None:
    """Answer with an error status and no body."""
    challenge = 'Proxy-Authenticate: Basic realm="svodka"\r\n' if status == 407 else ""
    head = (
        f"HTTP/1.1 {status} {_STATUS[status]}\r\n{challenge}Content-Length: 0\r\nConnection: close"
    )
    writer.write(f"{head}\r\n\r\n".encode())
    with suppress(OSError):
        await writer.drain()
