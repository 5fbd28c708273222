"""Tests with Debian's Chromium that drawn text is read and that no private host is reached."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from pipelines.model import Outcome
from scraper.rendering import browser as browser_module
from scraper.rendering.availability import browser_path
from scraper.rendering.browser import Browser
from scraper.rendering.messages import USUAL_LIMITS, Job, Limits, Rendered, Setup
from scraper.rendering.policy import MAX_REQUESTS, PageOrigin, Place
from scraper.rendering.process_tree import descendants
from scraper.rendering.proxy import GuardedProxy, PageTraffic
from scraper.rendering.renderer import Renderer
from scraper.rendering.world import script_text
from tests.canaries import ATTEMPTS, Canary, canaries, page_of_attempts
from tests.newsroom import ROOT
from tests.web_site import Answer, Site

pytest.importorskip("playwright.async_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not browser_path(), reason="Debian's chromium is missing: make system-deps"),
]

OWN = "127.0.0.7"
NETWORKS = (ip_network(f"{OWN}/32"),)
AGENT = "svodka/1 (news aggregator; tests)"
PARAGRAPH = "Движение по мосту открыли после ремонта, рассказали изданию в мэрии города. "


class Rendering:
    """A renderer with synchronous methods."""

    def __init__(self, limits: Limits = USUAL_LIMITS) -> None:
        self.runner = asyncio.Runner()
        self.renderer = self.runner.run(self._new(limits))

    async def _new(self, limits: Limits) -> Renderer:
        return Renderer(AGENT, sandbox=os.geteuid() != 0, allowed_networks=NETWORKS, limits=limits)

    def render(self, url: str, body: str) -> Rendered:
        job = Job(url, body.encode(), "text/html; charset=utf-8", address=OWN)
        return self.runner.run(self.renderer.render(job))

    def close(self) -> None:
        self.runner.run(self.renderer.close())
        self.runner.close()


@pytest.fixture(scope="module")
def rendering() -> Iterator[Rendering]:
    started = Rendering()
    yield started
    started.close()


@contextmanager
def limited(**limits: float) -> Iterator[Rendering]:
    started = Rendering(replace(USUAL_LIMITS, **limits))
    try:
        yield started
    finally:
        started.close()


@pytest.fixture
def own_site() -> Iterator[Site]:
    site = Site(OWN)
    yield site
    site.close()


def app(program: str) -> str:
    """Return a page without text, like those of script frameworks, that runs the program."""
    return (
        "<!doctype html><html lang=ru><head><meta charset=windows-1251><title>Газета</title></head>"
        f"<body><div id=root></div><script>{program}</script></body></html>"
    )


SHOW = """
const show = (article) => {
  const root = document.getElementById('root');
  root.innerHTML = '<main><h1></h1><div class=text></div></main>';
  root.querySelector('h1').textContent = article.headline;
  for (const text of article.text) {
    const p = document.createElement('p'); p.textContent = text;
    root.querySelector('.text').append(p);
  }
};"""
PROGRAMS = {
    "data after a delay": "setTimeout(() => fetch('/api').then((r) => r.json()).then(show), 700);",
    "two requests in turn": "fetch('/config').then((r) => r.json()).then((c) => fetch(c.api))"
    ".then((r) => r.json()).then(show);",
    "xhr": "const x = new XMLHttpRequest(); x.open('GET', '/api');"
    "x.onload = () => show(JSON.parse(x.responseText)); x.send();",
    "routing without a request": "history.pushState({}, '', '/novosti/most');"
    "fetch('/api').then((r) => r.json()).then(show);",
    "shadow tree": "customElements.define('news-article', class extends HTMLElement {"
    "connectedCallback() { const s = this.attachShadow({mode: 'closed'});"
    "s.innerHTML = '<h1><slot name=head></slot></h1><div id=root></div>';"
    "fetch('/api').then((r) => r.json()).then((a) => {"
    "this.innerHTML = `<b slot=head>${a.headline}</b><i>never shown</i>`;"
    "for (const t of a.text) s.append(Object.assign(document.createElement('p'),"
    "{textContent: t})); }); } });"
    "document.body.append(document.createElement('news-article'));",
    "script of another file": "document.head.append(Object.assign("
    "document.createElement('script'), {src: '/app.js'}));",
    "module that is imported": "import('/module.js').then((m) => m.start(show));",
    "elements that hide properties": "fetch('/api').then((r) => r.json()).then(show);"
    "document.body.insertAdjacentHTML('beforeend', '<img name=body><img name=readyState>"
    "<form name=querySelectorAll></form><form name=documentElement></form>"
    "<form name=implementation><input name=childNodes></form>');",
    "document that is written anew": "fetch('/api').then((r) => r.json()).then((a) => {"
    "document.open(); document.write('<div id=root></div>'); document.close(); show(a); });",
    "endless request": "fetch('/api').then((r) => r.json()).then(show); fetch('/endless');",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_text_is_read_as_a_reader_sees_it(
    name: str, rendering: Rendering, own_site: Site
) -> None:
    text = '", "'.join(PARAGRAPH * 3 for _ in range(4))
    own_site.put("/api", f'{{"headline": "Мост открыли", "text": ["{text}"]}}')
    own_site.put("/config", '{"api": "/api"}')
    script = {"content_type": "text/javascript; charset=utf-8"}
    own_site.put("/app.js", "fetch('/api').then((r) => r.json()).then(show);", **script)
    own_site.put(
        "/module.js",
        "export const start = (show) => fetch('/api').then((r) => r.json()).then(show);",
        **script,
    )
    rendered = rendering.render(f"{own_site.url}/news/1", app(SHOW + PROGRAMS[name]))
    assert rendered.outcome is None, rendered.reason
    assert rendered.html.count(PARAGRAPH.strip()) == 12
    assert "Мост открыли" in rendered.html
    assert "never shown" not in rendered.html.split("<script", 1)[0]
    assert "windows-1251" not in rendered.html
    assert {seen.headers["User-Agent"] for seen in own_site.seen} == {AGENT}
    assert "/news/1" not in own_site.paths(), "the page itself is given, not fetched"


@pytest.mark.parametrize(
    "program",
    [
        "document.documentElement.remove()",
        "window.close(); document.body.textContent = 'still here'",
        "location.replace(URL.createObjectURL(new Blob(['elsewhere'], {type: 'text/html'})))",
        "let deep = document.body; for (let i = 0; i < 1e5; i++)"
        " deep = deep.appendChild(document.createElement('b')); deep.attachShadow;"
        "document.body.attachShadow({mode: 'open'}).innerHTML = 'x'",
    ],
)
def test_a_page_that_spoils_itself_ends_and_spoils_no_other(
    program: str, rendering: Rendering, own_site: Site
) -> None:
    ended = rendering.render(f"{own_site.url}/", app(program))
    assert ended.outcome in (None, Outcome.STOPPED_WALL, Outcome.TOO_LARGE), ended.reason
    assert "Text" in rendering.render(f"{own_site.url}/", "<p>Text</p>").html


def test_each_page_has_a_context_of_its_own(rendering: Rendering, own_site: Site) -> None:
    program = (
        "document.body.append('was here: ' + document.cookie + localStorage.getItem('a'));"
        "document.cookie = 'a=1'; localStorage.setItem('a', '1');"
    )
    for _ in range(2):
        rendered = rendering.render(f"{own_site.url}/", app(program))
        assert "was here: null" in rendered.html


def test_pictures_fonts_and_frames_are_not_fetched(rendering: Rendering, own_site: Site) -> None:
    body = (
        "<img src=/1.jpg><iframe src=/frame></iframe><video src=/film></video>"
        "<link rel=icon href=/icon><style>@font-face {font-family: f; src: url(/font)}"
        "p {font-family: f}</style><p>Text</p><script src=/app.js></script>"
    )
    rendering.render(f"{own_site.url}/", body)
    assert own_site.paths() == ["/app.js"]


class Redirects(dict[str, Answer]):
    """Redirects ``/to?URL`` to the URL."""

    def get(self, path: str, default: Answer | None = None) -> Answer | None:  # type: ignore[override]
        if path.startswith("/to?"):
            from urllib.parse import unquote

            target = unquote(path.partition("?")[2])
            headers = {"Location": target, "Access-Control-Allow-Origin": "*"}
            return Answer(b"", status=302, headers=headers)
        if path.startswith("/worker.js?"):
            program = f"fetch({path.partition('?')[2]!r})".encode()
            return Answer(program, content_type="text/javascript")
        return super().get(path, default)


@pytest.fixture
def watched(own_site: Site) -> Iterator[list[Canary]]:
    """Start canaries on other loopback addresses, and on another port of the page's own host."""
    own_site.pages = Redirects()
    with canaries("127.0.0.1", "::1", OWN) as started:
        yield started


def targets_of(watched: list[Canary]) -> list[str]:
    four, six, own = (canary.port for canary in watched)
    hosts = ("localhost", "127.0.0.1", "0.0.0.0", "2130706433", "0x7f000001", "a.localhost")
    return [
        *(f"http://{host}:{four}/secret" for host in hosts),
        f"http://[::1]:{six}/secret",
        f"http://localhost:{six}/secret",
        f"http://{OWN}:{own}/secret",
        "http://169.254.169.254/latest/meta-data/",
    ]


def test_no_attempt_of_a_page_reaches_a_private_network(
    rendering: Rendering, own_site: Site, watched: list[Canary]
) -> None:
    targets = targets_of(watched)
    rendered = rendering.render(f"{own_site.url}/news/1", page_of_attempts(targets))
    assert rendered.outcome is None, rendered.reason
    assert f"started {len(targets) * len(ATTEMPTS)}" in rendered.html
    assert [canary.reached for canary in watched] == [[], [], []]


def test_the_proxy_alone_stops_each_attempt(
    own_site: Site, watched: list[Canary], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this test the browser itself refuses no request, and WebRTC is left in the page."""
    monkeypatch.setattr(browser_module, "refusal", lambda request, sent: None)
    real = script_text
    monkeypatch.setattr(
        browser_module, "script_text", lambda name: "" if name.startswith("before") else real(name)
    )
    refused: set[Place] = set()

    class Recording(GuardedProxy):
        def begin_page(self, origin: PageOrigin) -> PageTraffic:
            self.traffic = super().begin_page(origin)
            return self.traffic

        async def end_page(self) -> None:
            refused.update(self.traffic.refused if self._page else ())
            await super().end_page()

    async def run(bodies: list[str]) -> None:
        setup = Setup(browser_path() or "", os.geteuid() != 0, AGENT, limits=Limits(draw_seconds=4))
        browser = Browser(setup, Recording(NETWORKS))
        await browser.start()
        for body in bodies:
            await browser.render(Job(f"{own_site.url}/", body.encode(), "text/html", address=OWN))
        await browser.close()

    targets = targets_of(watched)
    # Several pages, since some attempts replace the page.
    asyncio.run(run([page_of_attempts(part) for part in (targets[:6], targets[6:9], targets[9:])]))
    assert [canary.reached for canary in watched] == [[], [], []]
    assert {place.host for place in refused} >= {
        "169.254.169.254", "127.0.0.1", "localhost", "::1", "0.0.0.0", OWN,
    }  # fmt: skip


def test_a_canary_notes_a_connection_that_bypasses_the_proxy() -> None:
    import socket

    with canaries("127.0.0.1") as (canary,):
        socket.create_connection(("127.0.0.1", canary.port)).close()
        until = time.monotonic() + 5
        while not canary.reached and time.monotonic() < until:
            time.sleep(0.01)
        assert canary.reached == ["tcp"]


@pytest.mark.parametrize(
    "flood",
    [
        "setInterval(() => fetch('/api').catch(() => 0), 20);",
        "const go = async () => { for (;;) await fetch('/api').catch(() => 0); };"
        "for (let i = 0; i < 50; i++) go();",
    ],
)
def test_a_page_that_never_stops_changing_is_read_in_time(flood: str, own_site: Site) -> None:
    program = (
        SHOW + f"show({{headline: 'Мост', text: ['{PARAGRAPH * 10}']}});"
        "setInterval(() => document.body.append(document.createElement('i')), 20);" + flood
    )
    with limited(draw_seconds=4) as rendering:
        rendered = rendering.render(f"{own_site.url}/", app(program))
        assert rendered.outcome is None, rendered.reason
        assert PARAGRAPH.strip() in rendered.html
    assert len(own_site.seen) <= MAX_REQUESTS


def test_a_page_in_an_endless_loop_is_stopped_and_the_next_one_is_rendered(own_site: Site) -> None:
    with limited(draw_seconds=2, page_seconds=10) as rendering:
        stopped = rendering.render(f"{own_site.url}/", app("for (;;) {}"))
        assert stopped.outcome is Outcome.STOPPED_WALL
        assert "Text" in rendering.render(f"{own_site.url}/", "<p>Text</p>").html


@pytest.mark.parametrize(
    "program",
    [
        "const all = []; for (;;) all.push(new Uint8Array(5e7).fill(1));",
        "const all = []; for (;;) all.push({text: 'x' + all.length, more: [all.length]});",
    ],
)
def test_a_page_that_allocates_without_end_is_stopped(program: str, own_site: Site) -> None:
    with limited(memory_bytes=900_000_000) as rendering:
        stopped = rendering.render(f"{own_site.url}/", app(f"setTimeout(() => {{ {program} }})"))
        # Objects fill the heap slowly, since the garbage collector searches it again and again.
        assert stopped.outcome in (Outcome.TOO_LARGE, Outcome.STOPPED_WALL), stopped.reason
        assert "Text" in rendering.render(f"{own_site.url}/", "<p>Text</p>").html


CRAWL = """
import asyncio, os
from scraper.rendering.messages import Job
from scraper.rendering.renderer import Renderer

async def main():
    renderer = Renderer("x", sandbox=os.geteuid() != 0)
    job = Job("http://news.example/", b"<script>for (;;) {}</script>", "text/html")
    asyncio.ensure_future(renderer.render(job))
    await asyncio.sleep(600)

asyncio.run(main())
"""


def test_the_browser_ends_with_a_crawl_that_is_killed() -> None:
    before = leftovers()
    crawl = subprocess.Popen([sys.executable, "-c", CRAWL], cwd=ROOT)
    until = time.monotonic() + 60
    while len(started := descendants(crawl.pid)) < 8 and time.monotonic() < until:
        time.sleep(0.2)
    assert len(started) >= 8
    crawl.send_signal(signal.SIGKILL)
    crawl.wait()
    until = time.monotonic() + 10
    while (left := [pid for pid in started if is_alive(pid)]) and time.monotonic() < until:
        time.sleep(0.1)
    assert left == []
    while leftovers() - before and time.monotonic() < until:
        time.sleep(0.1)
    assert leftovers() - before == set()


def test_a_browser_that_is_killed_leaves_no_files_and_is_replaced(own_site: Site) -> None:
    before = leftovers()
    with limited() as rendering:
        assert "Text" in rendering.render(f"{own_site.url}/", "<p>Text</p>").html
        (folder,) = leftovers() - before
        process = rendering.renderer._process
        assert process is not None
        process.kill()
        assert rendering.render(f"{own_site.url}/", "<p>Text</p>").outcome is Outcome.NETWORK_ERROR
        assert "Text" in rendering.render(f"{own_site.url}/", "<p>Text</p>").html
        assert not folder.exists()
    assert leftovers() - before == set()


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def leftovers() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("svodka-browser-*"))
