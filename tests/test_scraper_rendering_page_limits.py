"""Tests with Debian's Chromium of what a page may reach and use, and when it is half-drawn."""

import base64
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from scraper.rendering.availability import browser_path
from scraper.rendering.browser import Browser
from scraper.rendering.messages import USUAL_LIMITS, Rendered, Setup
from scraper.rendering.proxy import GuardedProxy
from tests.certificates import Authority
from tests.rendering import BROWSER_MARKS, HAS_SANDBOX, OWN_HOST, PARAGRAPH, Rendering
from tests.web_site import Answer, Pages, Site

pytest.importorskip("playwright.async_api", reason="playwright is not installed")
pytestmark = BROWSER_MARKS

MAX_DRAW_SECONDS = 6.0
MAX_REQUESTS = 30  # in these tests
LONG_PARAGRAPH = PARAGRAPH * 3
# Defines ``show``, which draws as many paragraphs as it is told.
SHOW = f"""const show = (count) => {{ for (let i = 0; i < count; i++) document.body.append(
  Object.assign(document.createElement('p'), {{textContent: '{LONG_PARAGRAPH}'}}));
}};"""


async def started_browser() -> Browser:
    """Start a browser for which all names lead to 127.0.0.1."""
    limits = replace(USUAL_LIMITS, draw_seconds=MAX_DRAW_SECONDS)
    setup = Setup(browser_path() or "", HAS_SANDBOX, "svodka/1 (tests)", limits=limits)
    allowed = [ip_network("127.0.0.0/8")]
    browser = Browser(setup, GuardedProxy(allowed, lambda host: ("127.0.0.1",)))
    await browser.start()
    return browser


@pytest.fixture(scope="module")
def rendering() -> Iterator[Rendering]:
    started = Rendering(started_browser())
    yield started
    started.close()


def drawn(rendering: Rendering, url: str, program: str) -> Rendered:
    """Render a page that runs the program, whatever the certificate of its server is."""
    page = f"<!doctype html><title>Газета</title><body><script>{program}</script>"
    return rendering.render(url, page, verify_certificates=False)


@pytest.fixture
def _few_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("policy", "proxy", "browser"):
        monkeypatch.setattr(f"scraper.rendering.{module}.MAX_REQUESTS", MAX_REQUESTS)


class SlowAndRedirected(Pages):
    """Answers ``/slow/SECONDS`` after a while, and redirects ``/hop/N`` to ``/hop/N-1``."""

    def answer(self, path: str) -> Answer | None:
        start, _, number = path.rpartition("/")
        if start.startswith("/slow"):
            time.sleep(float(number))
            return Answer(b"{}", content_type="application/json")
        if start.startswith("/hop") and int(number) > 0:
            return Answer(b"", status=302, headers={"Location": f"{start}/{int(number) - 1}"})
        return super().answer(path)


@pytest.fixture
def own_site() -> Iterator[Site]:
    site = Site(OWN_HOST)
    site.pages = SlowAndRedirected()
    yield site
    site.close()


def test_a_page_whose_name_moves_into_an_allowed_network_does_not_reach_it(
    rendering: Rendering, own_site: Site
) -> None:
    """The page came from 127.0.0.7; its name leads to 127.0.0.1 by now, which is allowed, too."""
    port = int(own_site.url.rpartition(":")[2])
    own_site.put("/api", "own data")
    reached: list[object] = []
    with socket.create_server(("127.0.0.1", port)) as private:
        threading.Thread(target=accept_all, args=(private, reached), daemon=True).start()
        program = (
            "const get = (url) => fetch(url, {mode: 'no-cors'}).then((r) => r.text())"
            ".then((text) => document.body.append(text)).catch(() => 0);"
            f"get('/api'); get('http://other.test:{port}/');"
            f"new WebSocket('ws://' + location.host); new WebSocket('ws://other.test:{port}/');"
            "const worker = `fetch('http://${location.host}/worker')`;"
            "new Worker(URL.createObjectURL(new Blob([worker])));"
        )
        rendered = drawn(rendering, f"http://rebinding.test:{port}/", program)
    assert "own data" in rendered.html
    assert reached == []
    assert "/worker" in own_site.paths()


def accept_all(server: socket.socket, reached: list[object]) -> None:
    """Close each connection and note where it came from, until the server is closed."""
    while True:
        try:
            connection, origin = server.accept()
        except OSError:
            return
        reached.append(origin)
        connection.close()


def test_no_password_or_cookie_reaches_a_server(
    rendering: Rendering, own_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser has the password of our proxy, and cookies that the page itself has set."""
    # The proxy connects to any address, so that a second site on loopback can be asked as well.
    monkeypatch.setattr("scraper.rendering.proxy.usable_addresses", list)
    other = Site("127.0.0.1")
    asks_for_password = {
        "WWW-Authenticate": 'Basic realm="svodka"', "Access-Control-Allow-Origin": "*",
    }  # fmt: skip
    for site in (own_site, other):
        site.put("/private", "no", status=401, headers=asks_for_password)
        site.put("/", "ok", headers={"Set-Cookie": "seen=1", "Access-Control-Allow-Origin": "*"})
    port = other.url.rpartition(":")[2]
    elsewhere = f"http://other.test:{port}"
    program = (
        "document.cookie = 'own=1';"
        f"const places = ['', '{elsewhere}'];"
        "const all = places.flatMap((place) => ['/', '/private'].map((path) => place + path));"
        "Promise.allSettled(all.map((url) => fetch(url, {credentials: 'include', mode:"
        " url.startsWith('http') ? 'no-cors' : 'same-origin'})))"
        ".then(() => Promise.allSettled(all.map((url) => fetch(url, {mode: 'no-cors'}))));"
    )
    try:
        drawn(rendering, f"{own_site.url}/", program)
        assert "/private" in own_site.paths()
        assert "/private" in other.paths()
        for seen in (*own_site.seen, *other.seen):
            names = {name.lower() for name in seen.headers}
            assert not names & {"authorization", "proxy-authorization"}, seen
        assert "own=1" in str([seen.headers.get("Cookie") for seen in own_site.seen])
        assert "own=1" not in str([seen.headers for seen in other.seen])
        own_site.seen.clear()
        drawn(rendering, f"{own_site.url}/", "fetch('/', {credentials: 'include'})")
        assert [seen.headers.get("Cookie") for seen in own_site.seen] == [None]
    finally:
        other.close()


@pytest.mark.usefixtures("_few_requests")
def test_redirects_of_scripts_are_counted_also_within_one_connection(
    rendering: Rendering, tmp_path: Path
) -> None:
    context = Authority.create(tmp_path).context("paper", OWN_HOST)
    site = Site(OWN_HOST, tls=context)
    site.pages = SlowAndRedirected()
    try:
        program = "for (let i = 0; i < 10; i++) fetch(`/hop${i}/15`).catch(() => 0);"
        drawn(rendering, f"{site.url}/", program)
        late_redirects = 70  # followed while the browser is told to stop; 160 requests are tried
        assert MAX_REQUESTS / 2 < len(site.seen) <= MAX_REQUESTS + late_redirects
    finally:
        site.close()


@pytest.mark.usefixtures("_few_requests")
@pytest.mark.parametrize(
    "program",
    [
        pytest.param(
            "for (let i = 0; i < 100; i++) new WebSocket(`ws://${location.host}/${i}`);",
            id="of the page",
        ),
        pytest.param(
            "new Worker(URL.createObjectURL(new Blob(["
            "`for (let i = 0; i < 100; i++) new WebSocket('ws://${location.host}/' + i)`])));",
            id="of a worker",
        ),
    ],
)
def test_web_sockets_are_counted(program: str, rendering: Rendering, own_site: Site) -> None:
    # Chromium logs in at the proxy with a request; a WebSocket alone would not be let through.
    drawn(rendering, f"{own_site.url}/", f"fetch('/').then(() => {{ {program} }});")
    assert 0 < len(own_site.seen) <= MAX_REQUESTS


def test_text_that_comes_by_a_web_socket_is_read(rendering: Rendering) -> None:
    with socket.create_server((OWN_HOST, 0)) as server:
        threading.Thread(target=send_text, args=(server, LONG_PARAGRAPH), daemon=True).start()
        url = f"http://{OWN_HOST}:{server.getsockname()[1]}/"
        program = (
            "const b = document.body; const spin = setInterval(() => b.append('.'), 300);"
            "fetch('/').then(() => { new WebSocket('ws://' + location.host).onmessage ="
            " (message) => { clearInterval(spin); b.append(message.data); }; });"
        )
        assert LONG_PARAGRAPH.strip() in drawn(rendering, url, program).html


def send_text(server: socket.socket, text: str) -> None:
    """Answer one request, accept one WebSocket (RFC 6455), and send 126 to 65,535 bytes by it."""
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    connection, _ = server.accept()
    with connection:
        head = connection.recv(65536).decode()
        (key,) = [
            line.partition(": ")[2]
            for line in head.split("\r\n")
            if line.lower().startswith("sec-websocket-key:")
        ]
        digest = hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()
        answer = (
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {base64.b64encode(digest).decode()}\r\n\r\n"
        )
        data = text.encode()
        connection.sendall(answer.encode() + b"\x81\x7e" + len(data).to_bytes(2, "big") + data)
        connection.recv(1)


@pytest.mark.usefixtures("_few_requests")
@pytest.mark.parametrize(
    ("program", "reason"),
    [
        pytest.param(
            "setInterval(() => show(1), 300)",
            "its text was still growing when its time was over",
            id="paragraphs follow one another for longer than the page may take",
        ),
        pytest.param(
            "document.body.append('Главная Новости'); fetch('/slow/8').then(() => show(9))",
            "it showed little text and waited for an answer when its time was over",
            id="the article arrives too late",
        ),
        pytest.param(
            "const next = () => fetch('/').then(() => { show(1); next(); });"
            "for (let i = 0; i < 5; i++) next();",
            "its text was still growing when it exceeded a limit of requests or bytes",
            id="the paragraphs need more requests than a page may send",
        ),
    ],
)
def test_a_page_is_half_drawn_if_a_limit_ends_it_before_its_text_is_there(
    program: str, reason: str, rendering: Rendering, own_site: Site
) -> None:
    rendered = drawn(rendering, f"{own_site.url}/", SHOW + program)
    assert rendered.outcome is None, rendered.reason
    assert rendered.half_drawn_reason == reason


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(
            "for (const name of ['mousemove', 'scroll', 'touchstart'])"
            " addEventListener(name, () => show(3), {once: true})",
            id="the text waits until the reader does anything",
        ),
        pytest.param(
            "for (let i = 0; i < 5; i++) { const part = document.createElement('div');"
            " part.style.minHeight = '900px'; document.body.append(part);"
            " new IntersectionObserver((seen, observer) => { if (!seen[0].isIntersecting) return;"
            " observer.disconnect(); part.append(Object.assign(document.createElement('p'),"
            f" {{textContent: '{LONG_PARAGRAPH}'}})); }}).observe(part); }}",
            id="each part is drawn when its place comes into view",
        ),
    ],
)
def test_text_that_waits_for_a_reader_who_scrolls_is_read(
    program: str, rendering: Rendering, own_site: Site
) -> None:
    html = drawn(rendering, f"{own_site.url}/", SHOW + program).html
    # The program itself holds the paragraph once or twice.
    assert html.partition("</script>")[2].count(LONG_PARAGRAPH.strip()) >= 3


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(
            "show(9); setInterval(() => { document.title += '.'; document.body.append("
            "document.createElement('i')); }, 50); fetch('/slow/9')",
            id="a clock ticks, and a request stays open for later news",
        ),
        pytest.param(
            "fetch('/slow/1').then(() => show(9)); const b = document.createElement('b');"
            " document.body.append(b); setInterval(() => { b.textContent = Math.random(); }, 50)",
            id="the article follows after a second, and a teaser never stops rotating",
        ),
    ],
)
def test_a_page_whose_text_is_there_is_not_half_drawn(
    program: str, rendering: Rendering, own_site: Site
) -> None:
    rendered = drawn(rendering, f"{own_site.url}/", SHOW + program)
    assert rendered.half_drawn_reason is None
    assert rendered.html.count(LONG_PARAGRAPH.strip()) >= 9
