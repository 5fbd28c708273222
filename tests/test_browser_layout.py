"""Tests the layout of the site's pages in headless Chromium, and that nothing moves in them."""

import re
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.browser import BROWSER_MARKS, SMALL_PHONE, come_again, follow
from tests.served_site import served_in_parts

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

# A script that records each layout shift of a page in ``window.moved``.
RECORD_SHIFTS = (
    "window.moved = [];"
    "new PerformanceObserver(list => list.getEntries().forEach(shift => moved.push(shift.value)))"
    ".observe({type: 'layout-shift', buffered: true});"
)

pytestmark = BROWSER_MARKS


@pytest.mark.parametrize(
    "path", ["/", "/story/bridge", "/article/7", "/source/sura-press", "/search?q=мост",
             "/syndication", "/sources", "/edits", "/citations"]
)  # fmt: skip
def test_no_page_is_wider_than_a_phone(page: "Page", news_site: str, path: str) -> None:
    page.set_viewport_size(SMALL_PHONE)
    page.goto(news_site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL_PHONE["width"]


def test_the_outlets_of_a_story_are_listed_beside_its_text(page: "Page", news_site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{news_site}/story/bridge")
    text, outlets = (page.locator(name).bounding_box() for name in (".text", "#provenance"))
    assert text
    assert outlets
    assert outlets["x"] >= text["x"] + text["width"]
    assert outlets["y"] < 200, "the list begins near the top of the page"
    page.click("summary:text('Cite')")
    assert "@online{sura-press-1," in page.inner_text(".cite")


def test_the_chosen_density_lasts_and_shows_thirty_stories_on_a_screen(
    page: "Page", news_site: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(news_site)
    comfortable = page.locator(".story").first.bounding_box()
    page.click("[data-density-button]")
    page.reload()
    assert page.locator("[data-density-button]").get_attribute("aria-pressed") == "true"
    compact = page.locator(".story").first.bounding_box()
    assert comfortable
    assert compact
    assert 24 <= compact["height"] < 26 < comfortable["height"], "a finger hits a row"
    assert compact["y"] + 30 * compact["height"] <= 900, "a screen shows 30 stories"
    page.evaluate("localStorage.clear()")


def test_filters_are_behind_a_switch_on_the_phone(page: "Page", news_site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{news_site}/ru/")
    header, story = (page.locator(name).first.bounding_box() for name in (".top", ".story"))
    assert header
    assert header["height"] < 90
    assert story
    assert story["y"] <= 170
    assert not page.locator("form.filters").is_visible()
    page.click(".filters-label")
    page.select_option("#region", "RU-SAM")
    follow(page, "text=Показать")
    assert page.locator(".story").count() == 2
    assert page.locator("form.filters").is_visible(), "the chosen filters are seen"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/", "/ru/?period=week", "/story/bridge", "/search?q=мост"])
def test_no_element_moves_while_a_page_loads(
    page: "Page", news_site: str, path: str, width: int
) -> None:
    """A reader who comes again has hidden stories, and stories since the last visit are marked."""
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(RECORD_SHIFTS)
    for comes_again in (False, True):
        if comes_again:
            come_again(page, news_site)
        page.goto(news_site + path)
        page.wait_for_timeout(300)
        assert page.evaluate("moved") == [], f"a reader who comes again: {comes_again}"
    page.evaluate("localStorage.clear()")


@pytest.mark.parametrize("script", ["early.js", "reading.js", "kept.js"])
def test_no_element_moves_if_a_script_arrives_late(
    page: "Page", news_site: str, script: str
) -> None:
    """A slow processor and a slow network must not show a story before it is hidden."""

    def wait_longer_than_the_page(route: "Route") -> None:
        page.wait_for_timeout(2500)
        route.continue_()

    page.set_viewport_size({"width": 390, "height": 900})
    page.add_init_script(RECORD_SHIFTS)
    come_again(page, news_site)
    processor = page.context.new_cdp_session(page)
    processor.send("Network.setCacheDisabled", {"cacheDisabled": True})
    processor.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.route(f"**/{script}*", wait_longer_than_the_page)
    page.goto(f"{news_site}/ru/?period=week")
    page.locator(".story.new").first.wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("moved") == []


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.parametrize(
    "path", ["/ru/?period=week", "/story/bridge", "/search?q=мост", "/ru/sources"]
)
def test_nothing_moves_while_a_page_arrives_in_parts(
    page: "Page", news_site: str, path: str, width: int
) -> None:
    """A browser may draw what it has of a page before any element of its header and main part."""
    html = httpx.get(news_site + path).text
    header, main, end = (html.index(tag) for tag in ("<header", "<main", "<footer"))
    in_header = [header + tag.start() for tag in re.finditer(r"<\w", html[header:main])]
    in_main = [main + tag.start() for tag in re.finditer(r"<\w", html[main:end])]
    cuts = [*in_header[::3], *in_main[:: len(in_main) // 6], end]
    in_bytes = [len(html[:cut].encode()) for cut in cuts]
    with served_in_parts(html.encode(), in_bytes, news_site) as slow:
        page.set_viewport_size({"width": width, "height": 900})
        page.add_init_script(RECORD_SHIFTS)
        page.goto(slow)
        assert page.locator("main").is_visible()
        assert page.evaluate("moved") == []
