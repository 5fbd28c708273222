"""Tests with Debian's Chromium that drawn text is read and that no private host is reached."""

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from pipelines.model import Outcome
from scraper.rendering import browser as browser_module
from scraper.rendering.availability import browser_path
from scraper.rendering.browser import Browser
from scraper.rendering.messages import USUAL_LIMITS, Limits, Setup
from scraper.rendering.policy import MAX_REQUESTS, PageOrigin, Place
from scraper.rendering.process_tree import descendants
from scraper.rendering.proxy import GuardedProxy, PageTraffic
from scraper.rendering.renderer import Renderer
from scraper.rendering.world import script_text
from tests.canaries import ATTEMPTS, Canary, canaries, page_of_attempts
from tests.newsroom import ROOT
from tests.rendering import BROWSER_MARKS, HAS_SANDBOX, OWN_HOST, PARAGRAPH, Rendering
from tests.waiting import becomes_true, is_alive
from tests.web_site import Answer, Pages, Site

pytest.importorskip("playwright.async_api", reason="playwright is not installed")
pytestmark = BROWSER_MARKS

NETWORKS = (ip_network(f"{OWN_HOST}/32"),)
AGENT = "svodka/1 (news aggregator; tests)"
# Text enough that the renderer does not wait seconds for more of it, as it does on a short page.
ENOUGH_TEXT = PARAGRAPH * 10
ANY_PAGE = f"<p>Text</p><p>{ENOUGH_TEXT}</p>"


async def new_renderer(limits: Limits) -> Renderer:
    return Renderer(AGENT, sandbox=HAS_SANDBOX, allowed_networks=NETWORKS, limits=limits)


@contextmanager
def rendering_with(**limits: Any) -> Iterator[Rendering]:
    """Start a renderer with the usual limits except those that are given."""
    started = Rendering(new_renderer(replace(USUAL_LIMITS, **limits)))
    try:
        yield started
    finally:
        started.close()


@pytest.fixture(scope="module")
def rendering() -> Iterator[Rendering]:
    with rendering_with() as started:
        yield started


@pytest.fixture
def own_site() -> Iterator[Site]:
    site = Site(OWN_HOST)
    yield site
    site.close()


def app(program: str) -> str:
    """Return a page without text, like those of script frameworks, that runs the program."""
    return (
        "<!doctype html><html lang=ru><head><meta charset=windows-1251><title>Газета</title></head>"
        f"<body><div id=root></div><script>{program}</script></body></html>"
    )


# Defines ``show``, which draws an article: its headline and the paragraphs of its text.
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
# By the way in which a page gets its article from ``/api``, which SHOW then draws.
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
    text = [PARAGRAPH * 3] * 4
    own_site.put("/api", json.dumps({"headline": "Мост открыли", "text": text}))
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
    assert rendered.html.count(PARAGRAPH.strip()) == 3 * 4
    assert "Мост открыли" in rendered.html
    assert "never shown" not in rendered.html.split("<script", 1)[0]
    assert "windows-1251" not in rendered.html, "the drawn page has another encoding"
    assert {seen.headers["User-Agent"] for seen in own_site.seen} == {AGENT}
    assert "/news/1" not in own_site.paths(), "the page itself is given, not fetched"


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("document.documentElement.remove()", id="removes its tree"),
        pytest.param("window.close(); document.body.textContent = 'still here'", id="closes"),
        pytest.param(
            "location.replace(URL.createObjectURL(new Blob(['elsewhere'], {type: 'text/html'})))",
            id="replaces itself",
        ),
        pytest.param(
            "let deep = document.body; for (let i = 0; i < 1e5; i++)"
            " deep = deep.appendChild(document.createElement('b')); deep.attachShadow;"
            "document.body.attachShadow({mode: 'open'}).innerHTML = 'x'",
            id="nests 100,000 elements",
        ),
    ],
)
def test_a_page_that_spoils_itself_ends_and_spoils_no_other(
    program: str, rendering: Rendering, own_site: Site
) -> None:
    spoiled = rendering.render(f"{own_site.url}/", app(program))
    assert spoiled.outcome in (None, Outcome.STOPPED_WALL, Outcome.TOO_LARGE), spoiled.reason
    assert "Text" in rendering.render(f"{own_site.url}/", ANY_PAGE).html


def test_each_page_has_a_context_of_its_own(rendering: Rendering, own_site: Site) -> None:
    program = (
        "document.body.append('was here: ' + document.cookie + localStorage.getItem('a'));"
        "document.cookie = 'a=1'; localStorage.setItem('a', '1');"
        "document.body.append(document.createElement('p'));"
        f"document.body.lastChild.textContent = '{ENOUGH_TEXT}';"
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


class Redirects(Pages):
    """Redirects ``/to?URL`` to the URL; ``/worker.js?URL`` is a script that fetches the URL."""

    def answer(self, path: str) -> Answer | None:
        if path.startswith("/to?"):
            target = unquote(path.partition("?")[2])
            headers = {"Location": target, "Access-Control-Allow-Origin": "*"}
            return Answer(b"", status=302, headers=headers)
        if path.startswith("/worker.js?"):
            program = f"fetch({path.partition('?')[2]!r})".encode()
            return Answer(program, content_type="text/javascript")
        return super().answer(path)


@pytest.fixture
def watched(own_site: Site) -> Iterator[list[Canary]]:
    """Start canaries on other loopback addresses, and on another port of the page's own host."""
    own_site.pages = Redirects()
    with canaries("127.0.0.1", "::1", OWN_HOST) as started:
        yield started


def targets_of(watched: list[Canary]) -> list[str]:
    """Return spellings of the addresses of the canaries, and the metadata of a cloud machine."""
    ipv4, ipv6, own = (canary.port for canary in watched)
    hosts = ("localhost", "127.0.0.1", "0.0.0.0", "2130706433", "0x7f000001", "a.localhost")
    return [
        *(f"http://{host}:{ipv4}/secret" for host in hosts),
        f"http://[::1]:{ipv6}/secret",
        f"http://localhost:{ipv6}/secret",
        f"http://{OWN_HOST}:{own}/secret",
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
    monkeypatch.setattr(
        browser_module,
        "script_text",
        lambda name: "" if name.startswith("before") else script_text(name),
    )
    refused: set[Place] = set()

    class Recording(GuardedProxy):
        def begin_page(self, origin: PageOrigin) -> PageTraffic:
            self.traffic = super().begin_page(origin)
            return self.traffic

        async def end_page(self) -> None:
            refused.update(self.traffic.refused if self._page else ())
            await super().end_page()

    async def started() -> Browser:
        setup = Setup(browser_path() or "", HAS_SANDBOX, AGENT, limits=Limits(draw_seconds=4))
        browser = Browser(setup, Recording(NETWORKS))
        await browser.start()
        return browser

    targets = targets_of(watched)
    # Several pages, since some attempts replace the page.
    rendering = Rendering(started())
    for part in (targets[:6], targets[6:9], targets[9:]):
        rendering.render(f"{own_site.url}/", page_of_attempts(part))
    rendering.close()
    assert [canary.reached for canary in watched] == [[], [], []]
    assert {place.host for place in refused} >= {
        "169.254.169.254", "127.0.0.1", "localhost", "::1", "0.0.0.0", OWN_HOST,
    }  # fmt: skip


def test_a_canary_notes_a_connection_that_bypasses_the_proxy() -> None:
    with canaries("127.0.0.1") as (canary,):
        socket.create_connection(("127.0.0.1", canary.port)).close()
        assert becomes_true(lambda: canary.reached)
        assert canary.reached == ["tcp"]


@pytest.mark.parametrize(
    "flood",
    [
        pytest.param("setInterval(() => fetch('/api').catch(() => 0), 20);", id="at intervals"),
        pytest.param(
            "const go = async () => { for (;;) await fetch('/api').catch(() => 0); };"
            "for (let i = 0; i < 50; i++) go();",
            id="50 at a time",
        ),
    ],
)
def test_a_page_that_never_stops_changing_is_read_in_time(flood: str, own_site: Site) -> None:
    program = (
        SHOW + f"show({{headline: 'Мост', text: ['{PARAGRAPH * 10}']}});"
        "setInterval(() => document.body.append(document.createElement('i')), 20);" + flood
    )
    with rendering_with(draw_seconds=4) as rendering:
        rendered = rendering.render(f"{own_site.url}/", app(program))
        assert rendered.outcome is None, rendered.reason
        assert PARAGRAPH.strip() in rendered.html
    assert len(own_site.seen) <= MAX_REQUESTS


def test_a_page_in_an_endless_loop_is_stopped_and_the_next_one_is_rendered(own_site: Site) -> None:
    with rendering_with(draw_seconds=2, page_seconds=10) as rendering:
        stopped = rendering.render(f"{own_site.url}/", app("for (;;) {}"))
        assert stopped.outcome is Outcome.STOPPED_WALL
        assert "Text" in rendering.render(f"{own_site.url}/", ANY_PAGE).html


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("const all = []; for (;;) all.push(new Uint8Array(5e7).fill(1));", id="bytes"),
        pytest.param(
            "const all = []; for (;;) all.push({text: 'x' + all.length, more: [all.length]});",
            id="objects",
        ),
    ],
)
def test_a_page_that_allocates_without_end_is_stopped(program: str, own_site: Site) -> None:
    with rendering_with(memory_bytes=900_000_000) as rendering:
        stopped = rendering.render(f"{own_site.url}/", app(f"setTimeout(() => {{ {program} }})"))
        # Objects fill the heap slowly, since the garbage collector searches it again and again.
        assert stopped.outcome in (Outcome.TOO_LARGE, Outcome.STOPPED_WALL), stopped.reason
        assert "Text" in rendering.render(f"{own_site.url}/", ANY_PAGE).html


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


MIN_BROWSER_PROCESSES = 8  # of Chromium and of the process that drives it, while it draws a page


def test_the_browser_ends_with_a_crawl_that_is_killed() -> None:
    before = leftovers()
    crawl = subprocess.Popen([sys.executable, "-c", CRAWL], cwd=ROOT)
    assert becomes_true(lambda: len(descendants(crawl.pid)) >= MIN_BROWSER_PROCESSES)
    started = descendants(crawl.pid)
    crawl.kill()
    crawl.wait()
    assert becomes_true(lambda: not any(map(is_alive, started)), max_seconds=10), started
    assert becomes_true(lambda: leftovers() <= before, max_seconds=10)


def test_a_browser_that_is_killed_leaves_no_files_and_is_replaced(own_site: Site) -> None:
    before = leftovers()
    with rendering_with() as rendering:
        assert "Text" in rendering.render(f"{own_site.url}/", ANY_PAGE).html
        (folder,) = leftovers() - before
        rendering.renderer._process.kill()
        assert rendering.render(f"{own_site.url}/", ANY_PAGE).outcome is Outcome.NETWORK_ERROR
        assert "Text" in rendering.render(f"{own_site.url}/", ANY_PAGE).html
        assert not folder.exists()
    assert leftovers() - before == set()


def leftovers() -> set[Path]:
    """Return the folders that browsers have made for their files and not deleted."""
    return set(Path(tempfile.gettempdir()).glob("svodka-browser-*"))
