"""Tests that the proxy of the browser passes on only allowed requests of its page."""

import asyncio
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Coroutine
from contextlib import suppress
from ipaddress import ip_network
from typing import Any

import pytest

from scraper.network.name_lookup import look_up as look_up_in_system
from scraper.rendering import policy, proxy
from scraper.rendering.policy import MAX_REQUESTS, PageOrigin, Place, place_of
from scraper.rendering.proxy import GuardedProxy, PageTraffic
from scraper.rendering.proxy_requests import (
    BadRequestError,
    answer_for_browser,
    read_request,
)
from tests.web_site import Site

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
Exchange = Callable[["Client"], Coroutine[Any, Any, None]]


def authorization(credential: str) -> str:
    """Return the field of a request that names a credential ``USER:PASSWORD`` to the proxy."""
    encoded = b64encode(credential.encode()).decode()
    return f"Proxy-Authorization: Basic {encoded}\r\n"


class Client:
    """Sends requests to the proxy as a browser does."""

    def __init__(self, proxy: GuardedProxy, port: int, traffic: PageTraffic) -> None:
        self.proxy = proxy
        self.port = port
        self.traffic = traffic

    async def send(self, head: str, *, credential: str | None = None, body: bytes = b"") -> bytes:
        """Send one request, and return the answer up to the end of the connection.

        ``head`` is the first line and fields. Without a ``credential`` the right one is sent.
        """
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        sent = self.proxy.credential if credential is None else credential
        writer.write(f"{head}{authorization(sent)}\r\n".encode() + body)
        try:
            return await asyncio.wait_for(reader.read(), 60)
        finally:
            writer.close()

    async def get(self, url: str, **options: Any) -> bytes:
        return await self.send(f"GET {url} HTTP/1.1\r\n", **options)

    async def tunnel(self, authority: str) -> bytes:
        """Open a tunnel, request a page through it, and return all that is received."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = f"CONNECT {authority} HTTP/1.1\r\n{authorization(self.proxy.credential)}\r\n"
        writer.write(head.encode())
        try:
            answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)
            if b" 200 " in answer:
                writer.write(b"GET /secret HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                answer += await asyncio.wait_for(reader.read(), 60)
        finally:
            writer.close()
        return answer


def with_proxy(
    exchange: Exchange, own: Place, *, fetched_from: str | None = "127.0.0.1", **options: Any
) -> None:
    """Run the exchange with a proxy for a page of the host and port ``own``.

    ``fetched_from`` is the address that the download of the page has used.
    """

    async def run() -> None:
        guarded = GuardedProxy(**options)
        port = await guarded.start()
        try:
            traffic = guarded.begin_page(PageOrigin(own, fetched_from))
            await exchange(Client(guarded, port, traffic))
        finally:
            await guarded.close()

    asyncio.run(run())


def test_a_request_to_the_own_host_is_passed_on_without_the_credential(site: Site) -> None:
    site.put("/api?a=1", "данные")

    async def exchange(client: Client) -> None:
        answer = await client.get(f"{site.url}/api?a=1")
        assert answer.endswith("данные".encode())
        assert b"Connection: close" in answer
        (seen,) = site.seen
        assert not any(name.lower().startswith("proxy") for name in seen.headers)
        assert seen.headers["Host"] == site.url.removeprefix("http://")
        assert client.traffic.received > len("данные".encode())
        assert client.traffic.sent > len("GET /api?a=1 HTTP/1.1")
        assert client.traffic.connections == 1

    with_proxy(exchange, place_of(site.url), allowed=LOOPBACK)


def test_a_tunnel_to_the_own_host_is_opened(site: Site) -> None:
    site.put("/secret", "ok")

    async def exchange(client: Client) -> None:
        assert (await client.tunnel(site.url.removeprefix("http://"))).endswith(b"ok")

    with_proxy(exchange, place_of(site.url), allowed=LOOPBACK)


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "[::1]", "0.0.0.0", "2130706433", "0x7f.1", "0177.0.0.1",
     "[::ffff:127.0.0.1]", "[::]", "127.1", "printer.test"],
)  # fmt: skip
def test_no_name_or_number_of_loopback_is_reached(host: str, site: Site) -> None:
    """Even in an allowed network, a page may reach only the address that it was fetched from."""
    port = site.url.rpartition(":")[2]
    names = {"printer.test": ("127.0.0.1",)}

    async def exchange(client: Client) -> None:
        assert b" 200 " not in await client.get(f"http://{host}:{port}/secret")
        assert b" 200 " not in await client.tunnel(f"{host}:{port}")

    def look_up(name: str) -> tuple[str, ...]:
        return names.get(name) or look_up_in_system(name)

    with_proxy(exchange, Place("127.0.0.7", 80), allowed=LOOPBACK, look_up=look_up)
    assert site.seen == []


def test_the_metadata_of_a_cloud_machine_is_refused_before_a_connection() -> None:
    async def exchange(client: Client) -> None:
        assert b" 403 " in await client.get("http://169.254.169.254/latest/meta-data/")
        assert b" 403 " in await client.tunnel("169.254.169.254:80")
        assert list(client.traffic.refused) == [Place("169.254.169.254", 80)] * 2

    with_proxy(exchange, Place("news.example", 443))


def test_a_page_whose_name_moves_into_an_allowed_network_reaches_its_old_address_only() -> None:
    """Its name led to 127.0.0.7 when it was fetched, and leads to 127.0.0.1 when scripts run."""
    private = Site("127.0.0.1")
    private.put("/secret", "secret")
    looked_up: list[str] = []

    def look_up(host: str) -> tuple[str, ...]:
        looked_up.append(host)
        return ("127.0.0.1",)

    async def exchange(client: Client) -> None:
        port = private.url.rpartition(":")[2]
        for place in (f"rebinding.test:{port}", f"other.test:{port}"):
            assert b" 200 " not in await client.get(f"http://{place}/secret")
            assert b" 200 " not in await client.tunnel(place)

    try:
        own = Place("rebinding.test", int(private.url.rpartition(":")[2]))
        with_proxy(exchange, own, fetched_from="127.0.0.7", allowed=LOOPBACK, look_up=look_up)
        assert private.seen == []
        assert set(looked_up) == {"other.test"}
    finally:
        private.close()


def test_the_own_host_is_reached_though_its_name_leads_elsewhere_by_now(site: Site) -> None:
    site.put("/api", "data")

    async def exchange(client: Client) -> None:
        port = site.url.rpartition(":")[2]
        assert b"data" in await client.get(f"http://paper.test:{port}/api")

    own = Place("paper.test", int(site.url.rpartition(":")[2]))
    with_proxy(exchange, own, allowed=LOOPBACK, look_up=lambda host: ("127.0.0.99",))


def test_an_address_outside_the_allowed_networks_is_not_pinned(site: Site) -> None:
    async def exchange(client: Client) -> None:
        assert b" 403 " in await client.get(site.url)

    with_proxy(exchange, place_of(site.url), allowed=())
    assert site.seen == []


def test_a_page_of_unknown_address_reaches_public_addresses_only(site: Site) -> None:
    async def exchange(client: Client) -> None:
        assert b" 403 " in await client.get(site.url)

    with_proxy(exchange, place_of(site.url), fetched_from=None, allowed=LOOPBACK)
    assert site.seen == []


def test_trackers_are_refused_before_their_names_are_looked_up() -> None:
    """The browser follows redirects of scripts, and connects WebSockets of workers, by itself."""

    async def exchange(client: Client) -> None:
        assert b" 403 " in await client.tunnel("mc.yandex.ru:443")
        assert b" 403 " in await client.get("http://www.google-analytics.com/collect")

    def look_up(host: str) -> tuple[str, ...]:
        raise AssertionError(host)

    with_proxy(exchange, Place("news.example", 443), look_up=look_up)


def test_connections_of_a_page_are_counted(site: Site) -> None:
    site.put("/", "ok")

    async def exchange(client: Client) -> None:
        for _ in range(MAX_REQUESTS):
            assert b" 200 " in await client.get(site.url)
        assert not client.traffic.has_exceeded
        assert b" 403 " in await client.get(site.url)
        assert client.traffic.has_exceeded

    with_proxy(exchange, place_of(site.url), allowed=LOOPBACK)
    assert len(site.seen) == MAX_REQUESTS


@pytest.mark.parametrize("is_tunnel", [True, False], ids=["in a tunnel", "in a request"])
def test_a_page_sends_a_bounded_number_of_bytes(
    is_tunnel: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    max_sent_bytes, body_bytes = 300_000, 5_000_000
    monkeypatch.setattr(proxy, "MAX_SENT_BYTES", max_sent_bytes)
    received = bytearray()

    async def read_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(65536):
            received.extend(chunk)
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(read_all, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        guarded = GuardedProxy(LOOPBACK)
        proxy_port = await guarded.start()
        traffic = guarded.begin_page(PageOrigin(Place("paper.test", port), "127.0.0.1"))
        client = Client(guarded, proxy_port, traffic)
        if is_tunnel:
            head = f"CONNECT paper.test:{port} HTTP/1.1\r\n"
        else:
            head = f"POST http://paper.test:{port}/ HTTP/1.1\r\nContent-Length: {body_bytes}\r\n"
        with suppress(ConnectionError):
            await client.send(head, body=b"x" * body_bytes)
        assert traffic.has_exceeded
        await guarded.close()
        server.close()

    asyncio.run(run())
    one_chunk_more = 200_000  # the proxy counts what it has passed on
    assert max_sent_bytes - 100_000 < len(received) < max_sent_bytes + one_chunk_more


def test_slow_name_servers_of_one_page_do_not_delay_the_next_one(site: Site) -> None:
    site.put("/", "ok")
    answered = threading.Event()

    def look_up(host: str) -> tuple[str, ...]:
        if host.endswith(".slow.test"):
            answered.wait(100)  # seconds; the test ends sooner
        return ("127.0.0.1",)

    async def run() -> None:
        guarded = GuardedProxy(LOOPBACK, look_up)
        port = await guarded.start()
        slow_page = guarded.begin_page(PageOrigin(Place("slow.test", 80)))
        slow = Client(guarded, port, slow_page)
        names = [f"{number}.slow.test:80" for number in range(5 * proxy._MAX_LOOKUPS)]
        waiting = [asyncio.ensure_future(slow.tunnel(name)) for name in names]
        while slow_page.connections < len(names):  # a later one would be counted to the next page
            await asyncio.sleep(0.01)
        began = time.monotonic()
        await guarded.end_page()
        next_page = guarded.begin_page(PageOrigin(Place("next.test", 80)))
        answer = await Client(guarded, port, next_page).tunnel("fast.test:80")
        assert b" 403 " in answer, "its name was looked up, and its address is private"
        assert time.monotonic() - began < 30, "it does not wait for the slow names"
        await asyncio.gather(*waiting, return_exceptions=True)
        await guarded.close()

    try:
        asyncio.run(run())
    finally:
        answered.set()


def test_requests_without_the_credential_are_refused(site: Site) -> None:
    site.put("/", "ok")

    async def exchange(client: Client) -> None:
        for credential in ("", "svodka:", "svodka:wrong", client.proxy.credential + "x"):
            answer = await client.get(site.url, credential=credential)
            assert answer.startswith(b"HTTP/1.1 407 ")
            assert b"Proxy-Authenticate: Basic" in answer
        assert b" 200 " in await client.get(site.url)

    with_proxy(exchange, place_of(site.url), allowed=LOOPBACK)
    assert len(site.seen) == 1


def test_connections_without_the_credential_do_not_use_up_those_of_the_browser(site: Site) -> None:
    url = site.put("/text", "the text")

    async def exchange(client: Client) -> None:
        count = proxy._MAX_CONNECTIONS + 16
        idle = [await asyncio.open_connection("127.0.0.1", client.port) for _ in range(count)]
        assert b"the text" in await client.get(url)
        for _, writer in idle:
            writer.close()

    with_proxy(exchange, place_of(site.url), allowed=LOOPBACK)


def test_a_second_request_on_a_connection_is_not_passed_on(site: Site) -> None:
    """Chromium sends requests for other hosts on the same connection to a proxy."""
    site.put("/1", "first")

    async def exchange(client: Client) -> None:
        second = f"GET {site.url}/2 HTTP/1.1\r\n\r\n".encode()
        answer = await client.send(f"GET {site.url}/1 HTTP/1.1\r\n", body=second)
        assert answer.count(b"HTTP/1.1") == 1

    with_proxy(exchange, place_of(site.url), allowed=LOOPBACK)
    assert site.paths() == ["/1"]


def test_without_a_page_nothing_is_passed_on(site: Site) -> None:
    async def exchange(client: Client) -> None:
        await client.proxy.end_page()
        assert b" 403 " in await client.get(site.url)

    with_proxy(exchange, place_of(site.url), allowed=LOOPBACK)
    assert site.seen == []


def test_a_page_receives_a_bounded_number_of_bytes(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxy, "MAX_RECEIVED_BYTES", 100_000)
    body = b"x" * 1_000_000
    site.put("/big", body)

    async def exchange(client: Client) -> None:
        assert len(await client.get(f"{site.url}/big")) < 400_000, "it ends soon after the limit"
        assert b" 403 " in await client.get(f"{site.url}/big")

    with_proxy(exchange, place_of(site.url), allowed=LOOPBACK)
    assert len(body) < policy.MAX_RECEIVED_BYTES, "without a patch, the body would arrive whole"


@pytest.mark.parametrize(
    "head",
    ["GET /relative HTTP/1.1\r\n", "GET file:///etc/passwd HTTP/1.1\r\n", "CONNECT x HTTP/1.1\r\n",
     "GET https://news.example/ HTTP/1.1\r\n", "CONNECT x:0 HTTP/1.1\r\n", "nonsense\r\n",
     "CONNECT x:port HTTP/1.1\r\n", "GET http://x/ HTTP/1.1\r\nbad header\r\n"],
)  # fmt: skip
def test_malformed_requests_are_refused(head: str) -> None:
    async def exchange(client: Client) -> None:
        assert (await client.send(head)).startswith(b"HTTP/1.1 400 ")

    with_proxy(exchange, Place("news.example", 443))


@pytest.mark.parametrize("length", ["-1", "1e3", "٣", "1" * 13, "+5", "5, 5"])
def test_the_length_of_a_body_is_a_number(length: str) -> None:
    head = f"POST http://x/ HTTP/1.1\r\nContent-Length: {length}\r\n\r\n"
    with pytest.raises(BadRequestError):
        _ = read_request(head.encode("utf-8")).body_length


def test_a_chunked_body_is_refused() -> None:
    head = b"POST http://x/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    with pytest.raises(BadRequestError):
        _ = read_request(head).body_length


def test_a_request_loses_the_fields_of_the_connection_to_the_proxy() -> None:
    head = (
        b"POST http://user@news.example:8000/a?b#c HTTP/1.1\r\nHost: evil.test\r\nX-Own: 1\r\n"
        b"Proxy-Authorization: Basic eA==\r\nProxy-Connection: keep-alive\r\nUpgrade: h2c\r\n\r\n"
    )
    assert read_request(head).for_server() == (
        b"POST /a?b HTTP/1.1\r\nHost: news.example:8000\r\nX-Own: 1\r\nConnection: close\r\n\r\n"
    )


def test_an_answer_ends_its_connection() -> None:
    head = b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nETag: 1\r\n\r\n"
    assert answer_for_browser(head) == b"HTTP/1.1 200 OK\r\nETag: 1\r\nConnection: close\r\n\r\n"
