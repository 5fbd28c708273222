"""Runs the scripts of one page at a time in Chromium, driven by Playwright."""

import asyncio
import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pipelines.model import Outcome
from scraper.rendering.availability import BrowserUnavailableError
from scraper.rendering.drawing import MIN_LINE_CHARS, Drawing, PageState
from scraper.rendering.messages import Job, Rendered, Setup
from scraper.rendering.policy import (
    MAX_REQUESTS,
    TOO_MANY,
    WEB_SOCKET,
    PageOrigin,
    PageRequest,
    place_of,
    refusal,
)
from scraper.rendering.proxy import GuardedProxy, PageTraffic
from scraper.rendering.world import World, script_text

if TYPE_CHECKING:
    from playwright.async_api import (
        BrowserContext,
        Page,
        Request,
        Route,
        WebSocketRoute,
    )

MAX_HTML_CHARS = 2_000_000  # of a drawn page; an answer may have as many bytes
MAX_HEAP_MEGABYTES = 256  # of the scripts' objects; pages of outlets use 10 to 100
_MAX_START_SECONDS = 30
_POLL_SECONDS = 0.2  # between two checks whether a page is drawn
_MAX_REASON_CHARS = 200  # of an error of Playwright or Chromium in a reason
_EVERY_ADDRESS = re.compile("")

ARGUMENTS = (
    # Chromium resolves no name and connects to the proxy only, also for requests of its own.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # its name in older versions
    "--disable-quic",
    "--no-pings",
    "--disable-domain-reliability",
    "--disable-sync",
    "--deny-permission-prompts",
    "--disable-notifications",
    "--disable-shared-workers",
    "--disable-speech-api",
    "--disable-remote-fonts",
    "--disable-file-system",
    "--disable-3d-apis",
    "--disable-gpu",
    f"--js-flags=--max-old-space-size={MAX_HEAP_MEGABYTES}",
)
# Playwright sets these for tests of sites; they weaken the browser against a hostile page.
_UNWANTED = [
    "--disable-popup-blocking",
    "--disable-ipc-flooding-protection",
    "--enable-unsafe-swiftshader",
]
# Chromium connects to loopback, 169.254/16 and fe80::/10 without a proxy; this value ends that.
PROXY_BYPASS = "<-loopback>"
# The outcome STOPPED_WALL, so that a later run tries the page again: other pages or programs may
# have used the memory.
_OUT_OF_MEMORY = Rendered(outcome=Outcome.STOPPED_WALL, reason="its scripts use too much memory")


class _CrashedError(Exception):
    """The process of the page ended, mostly because it asked for too much memory."""


class Browser:
    """One Chromium with one proxy; each page gets a context of its own, which is then deleted."""

    def __init__(self, setup: Setup, proxy: GuardedProxy) -> None:
        self._setup = setup
        self._proxy = proxy
        self._playwright: Any = None
        self._browser: Any = None

    async def start(self) -> None:
        """Start Chromium behind the proxy; raises BrowserUnavailableError if it does not start."""
        user, _, password = self._proxy.credential.partition(":")
        try:
            from playwright.async_api import async_playwright

            port = await self._proxy.start()
            self._playwright = await async_playwright().start()
            self._browser = await self._playwright.chromium.launch(
                executable_path=self._setup.browser,
                chromium_sandbox=self._setup.sandbox,
                args=ARGUMENTS,
                ignore_default_args=_UNWANTED,
                proxy={
                    "server": f"http://127.0.0.1:{port}",
                    "bypass": PROXY_BYPASS,
                    "username": user,
                    "password": password,
                },
                timeout=_MAX_START_SECONDS * 1000,
            )
        except Exception as error:  # also of a package or driver that is broken
            reason = str(error) or type(error).__name__
            raise BrowserUnavailableError(_why_it_did_not_start(reason)) from error

    async def close(self) -> None:
        """End Chromium and the proxy."""
        await self._browser.close()
        await self._playwright.stop()
        await self._proxy.close()

    async def render(self, job: Job) -> Rendered:
        """Return the HTML of a page after its scripts ran, or the outcome of a failure."""
        from playwright.async_api import Error

        traffic = self._proxy.begin_page(PageOrigin(place_of(job.url), job.address))
        context = await self._browser.new_context(
            user_agent=self._setup.user_agent,
            locale="ru-RU",
            service_workers="block",
            accept_downloads=False,
            ignore_https_errors=not job.verify_certificates,
        )
        open_page = _OpenPage(context, job, traffic, self._setup.limits.draw_seconds)
        try:
            html = await open_page.drawn_html()
        except _CrashedError:
            return _OUT_OF_MEMORY
        except Error as error:
            if open_page.has_crashed or "crashed" in str(error):
                return _OUT_OF_MEMORY
            first_line = str(error).splitlines()[0][:_MAX_REASON_CHARS]
            return Rendered(outcome=Outcome.NETWORK_ERROR, reason=f"not rendered: {first_line}")
        finally:
            with suppress(Error):
                await context.close()
            await self._proxy.end_page()
        if html is None:
            return Rendered(outcome=Outcome.TOO_LARGE, reason="its drawn page is too large")
        return Rendered(html, half_drawn_reason=open_page.half_drawn_reason)


class _OpenPage:
    """One page in its own context."""

    def __init__(
        self, context: "BrowserContext", job: Job, traffic: PageTraffic, max_seconds: float
    ) -> None:
        self._context = context
        self._job = job
        self._traffic = traffic
        self._max_seconds = max_seconds
        self._is_served = False  # whether the browser has received the page that was fetched
        self._request_count = 0
        self._pending: dict[Any, float] = {}  # request → when it was sent
        self._crashed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.half_drawn_reason: str | None = None  # set if the page may be drawn only in part

    async def drawn_html(self) -> str | None:
        """Return the HTML when the page is drawn; None if it is too large.

        Raises _CrashedError if the process of the page ends.
        """
        await self._context.add_init_script(script_text("before_scripts.js"))
        await self._context.route("**/*", self._decide)
        await self._context.route_web_socket(_EVERY_ADDRESS, self._decide_on_socket)
        page = await self._context.new_page()
        page.on("crash", lambda page: self._note_crash())
        page.on("request", self._note_request)
        page.on("requestfinished", lambda request: self._pending.pop(request, None))
        page.on("requestfailed", lambda request: self._pending.pop(request, None))
        self._context.on("page", lambda popup: asyncio.ensure_future(_close(popup)))
        drawing = asyncio.ensure_future(self._draw(page))
        ends: set[asyncio.Future[Any]] = {drawing, self._crashed}
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if self._crashed.done():
            drawing.cancel()
            await asyncio.gather(drawing, return_exceptions=True)
            raise _CrashedError
        return drawing.result()

    @property
    def has_crashed(self) -> bool:
        """Return whether the process of the page has ended."""
        return self._crashed.done()

    def _note_crash(self) -> None:
        if not self._crashed.done():
            self._crashed.set_result(None)

    def _note_request(self, request: "Request") -> None:
        self._pending[request] = time.monotonic()
        if request.redirected_from is not None:  # _decide is not called for a redirect
            self._count_request()

    def _count_request(self) -> None:
        """Count a request of the page, and note if there are too many."""
        self._request_count += 1
        if self._request_count > MAX_REQUESTS:
            self._traffic.exceeded.set()

    def _refusal(self, request: PageRequest) -> str | None:
        """Return why a request is refused, or None; note if the page has sent too many."""
        reason = refusal(request, self._request_count)
        if reason == TOO_MANY:
            self._traffic.exceeded.set()
        return reason

    async def _decide_on_socket(self, socket: "WebSocketRoute") -> None:
        """Connect a WebSocket of the page to its server, or close it."""
        from playwright.async_api import Error

        with suppress(Error):  # the page has ended meanwhile
            if self._refusal(PageRequest(socket.url, WEB_SOCKET)):
                await socket.close()
            else:
                self._count_request()
                socket.connect_to_server()

    async def _decide(self, route: "Route", request: "Request") -> None:
        """Answer the first navigation with the page that was fetched; check all other requests."""
        from playwright.async_api import Error

        with suppress(Error):  # the page has ended meanwhile
            is_navigation = request.is_navigation_request()
            if is_navigation and not self._is_served:
                self._is_served = True
                await route.fulfill(
                    status=200, body=self._job.body, content_type=self._job.content_type
                )
                return
            if self._refusal(PageRequest(request.url, request.resource_type, is_navigation)):
                await route.abort("aborted" if is_navigation else "blockedbyclient")
                return
            self._count_request()
            await route.continue_()

    async def _draw(self, page: "Page") -> str | None:
        """Wait until the page is drawn, for a limited time, and return its HTML.

        The scripts are stopped before the HTML is read, since hostile ones might delay it.
        """
        await page.goto(self._job.url, wait_until="commit", timeout=self._max_seconds * 1000)
        session = await self._context.new_cdp_session(page)
        world = World(session)
        drawing = Drawing()
        until_drawn = asyncio.ensure_future(self._wait_until_drawn(world, drawing))
        until_exceeded = asyncio.ensure_future(self._traffic.exceeded.wait())
        done, _ = await asyncio.wait(
            {until_drawn, until_exceeded},
            timeout=self._max_seconds,
            return_when=asyncio.FIRST_COMPLETED,
        )
        until_exceeded.cancel()
        until_drawn.cancel()
        if until_drawn in done:
            until_drawn.result()  # raises the error with which it ended, if any
        await session.send("Emulation.setScriptExecutionDisabled", {"value": True})
        if until_drawn not in done:
            await self._note_state(world, drawing)
            if unfinished := drawing.why_unfinished():
                end = "it exceeded a limit of requests or bytes" if done else "its time was over"
                self.half_drawn_reason = f"{unfinished} when {end}"
        html: str | None = await world.call("html", MAX_HTML_CHARS)
        return html

    async def _wait_until_drawn(self, world: "World", drawing: Drawing) -> None:
        """Look at the page again and again, and return when it is drawn."""
        while True:
            await self._note_state(world, drawing)
            if drawing.needs_scroll:
                await world.scroll()
                drawing.note_scroll(time.monotonic())
            elif drawing.is_drawn:
                return
            await asyncio.sleep(_POLL_SECONDS)

    async def _note_state(self, world: "World", drawing: Drawing) -> None:
        """Add to ``drawing`` what the page shows now, and which of its requests are open."""
        state = PageState(*await world.call("shows", MIN_LINE_CHARS))
        drawing.note(state, time.monotonic(), self._pending.values())


async def _close(page: "Page") -> None:
    from playwright.async_api import Error

    with suppress(Error):
        await page.close()


def _why_it_did_not_start(message: str) -> str:
    """Return one line of what Playwright and Chromium say when Chromium does not start."""
    if "No usable sandbox" in message or "zygote_host_impl" in message:
        return (
            "Chromium has no sandbox here: allow user namespaces, or, only if nothing else helps,"
            " set NEWS_BROWSER_SANDBOX=0"
        )
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    reason = lines[0][:_MAX_REASON_CHARS] if lines else "no reason given"
    return f"Chromium did not start: {reason}"
