"""Tests the pages of the site in headless Chromium: their scripts, layout and accessibility."""

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from pipelines.model import iso_text
from storage.browse.alert_offers import ALERTS_FILE
from storage.database.sqlite import open_database
from tests import coverage_cases, edit_cases, release_cases
from tests.reading_site import ReadingSite
from tests.sample_news import PAGES, fill
from tests.served_site import served, served_in_parts

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip

# The rule of targets of at least 24 px is off by default, since WCAG has it since 2.2 only.
AXE_OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}

# A script that records each layout shift of a page in ``window.moved``.
RECORD_SHIFTS = (
    "window.moved = [];"
    "new PerformanceObserver(list => list.getEntries().forEach(one => moved.push(one.value)))"
    ".observe({type: 'layout-shift', buffered: true});"
)

# The name of an outlet in these tests: it must fit a phone.
LONG_NAME = "Сурский край. Независимая общественно-политическая газета Пензенской области"
VISIT_58_MINUTES_AGO = "JSON.stringify({last: Date.now() - 58 * 60000})"  # what the site stores

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="Debian's chromium is missing: make system-deps"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:websockets"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:uvicorn"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("walk") / "news.db"
    db = fill(path)
    late = iso_text(datetime.now(UTC) - timedelta(minutes=5))
    db.execute("UPDATE articles SET date_first_seen = ? WHERE story_id = 'bread'", [late])
    db.execute("UPDATE sources SET name = ? WHERE id = 'sura-press'", [LONG_NAME])
    db.conn.commit()
    db.close()
    with served(ReadingSite(path)) as address:
        yield address


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Yield sites whose pages name outlets that left out a story, press releases and removals."""
    now = datetime.now(UTC).replace(microsecond=0)
    with ExitStack() as stack:
        sites = {}
        for name, fill_site in (
            ("coverage", lambda db: coverage_cases.fill(db, now)),
            ("releases", lambda db: release_cases.fill(db, now)),
            ("edits", edit_cases.fill),
        ):
            path = tmp_path_factory.mktemp(name) / "news.db"
            db = open_database(path)
            fill_site(db)
            db.close()
            sites[name] = stack.enter_context(served(ReadingSite(path)))
        yield sites


@pytest.fixture(scope="module")
def browser() -> Iterator["sync_api.Browser"]:
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


def is_fault(said: "sync_api.ConsoleMessage") -> bool:
    """Return whether a message of the console is an error other than a page's status 404."""
    return said.type == "error" and "status of 404" not in said.text


@pytest.fixture
def page(browser: "sync_api.Browser") -> Iterator["sync_api.Page"]:
    """Yield a page that fails the test for any console error or script error."""
    page, errors = browser.new_page(), []
    page.on("console", lambda said: errors.append(said.text) if is_fault(said) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


def follow(page: "sync_api.Page", selector: str) -> None:
    """Click a link or a button, and wait until the next page has been read to its end."""
    with page.expect_navigation():
        page.click(selector)


def test_a_reader_walks_from_the_front_page_to_a_feed(
    page: "sync_api.Page", address: str, tmp_path: Path
) -> None:
    page.goto(address)
    page.screenshot(path=tmp_path / "front.png")
    follow(page, "text=Новый мост через Суру")
    assert page.locator(".timeline li").count() == 3
    follow(page, "text=what differs >> nth=0")
    assert page.locator(".diff ins").count() > 0
    page.screenshot(path=tmp_path / "difference.png")
    follow(page, "text=article 1")
    assert page.locator("table.facts").inner_text().count("json-ld") == 1
    page.fill("#find", "пензой")
    with page.expect_navigation():
        page.press("#find", "Enter")
    assert page.locator("mark").first.inner_text() == "Пензе"
    feed = page.locator("footer a:text('Atom')").get_attribute("href")
    assert page.request.get(address + str(feed)).ok


def test_a_stored_script_does_nothing(page: "sync_api.Page", address: str) -> None:
    for path in ("/", "/story/tiger", "/article/7", "/search?q=тигр", "/news/articles/7"):
        page.goto(address + path)
        assert "<script>" in page.inner_text("body")
        assert page.evaluate("window.owned") is None


def test_datasette_pages_keep_their_facets_and_scripts(page: "sync_api.Page", address: str) -> None:
    page.goto(f"{address}/news/articles?_facet=relation")
    follow(page, ".facet-results a:text('reprint')")
    assert "1 row" in page.inner_text("h3")
    page.goto(f"{address}/news?sql=select+1")
    assert page.locator(".CodeMirror").count() == 1


def test_keys_select_stories_and_the_search(page: "sync_api.Page", address: str) -> None:
    page.goto(address)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent").startswith("Новый мост")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"


@pytest.mark.parametrize(
    "path", ["/", "/story/bridge", "/article/7", "/source/sura-press", "/search?q=мост",
             "/syndication", "/sources", "/edits", "/citations"]
)  # fmt: skip
def test_no_page_is_wider_than_a_phone(page: "sync_api.Page", address: str, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_outlets_of_a_story_are_listed_beside_its_text(
    page: "sync_api.Page", address: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address}/story/bridge")
    text, carried = (page.locator(one).bounding_box() for one in (".text", "#provenance"))
    assert text
    assert carried
    assert carried["x"] >= text["x"] + text["width"]
    assert carried["y"] < 200
    page.click("summary:text('Cite')")
    assert "@online{sura-press-1," in page.inner_text(".cite")


def test_a_story_is_shared_by_the_system_or_as_a_copied_link(
    page: "sync_api.Page", address: str
) -> None:
    page.goto(f"{address}/ru/story/bridge?a=1&b=2")
    page.evaluate("() => { navigator.share = async (what) => { window.shared = what } }")
    page.click("text=Поделиться")
    assert page.evaluate("window.shared") == {
        "title": "Новый мост через Суру открыли в Пензе", "url": f"{address}/ru/story/bridge",
    }  # fmt: skip
    page.evaluate("() => { navigator.share = undefined }")
    page.click("text=Поделиться")
    page.locator("[data-share]", has_text="Скопировано").wait_for()


def test_a_browser_may_send_the_form_that_writes_a_file(
    page: "sync_api.Page", address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser must name the origin of a form, which a policy without referrers conceals."""
    monkeypatch.setenv(ALERTS_FILE, str(tmp_path / "alerts.toml"))
    page.goto(f"{address}/search?q=мост")
    page.click("summary:text('Follow or export')")
    page.click("text=Add it to alerts.toml")
    page.wait_for_url("**/alerts?added=*")
    assert "мост" in (tmp_path / "alerts.toml").read_text(encoding="utf-8")


def test_the_chosen_density_lasts_and_shows_thirty_stories_on_a_screen(
    page: "sync_api.Page", address: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
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


def test_stories_since_the_last_visit_are_marked(page: "sync_api.Page", address: str) -> None:
    page.goto(address)
    assert page.locator(".story.new").count() == 0, "a first visit marks nothing"
    # Three stories were published since. The story about bread is older, but was first seen since.
    page.evaluate(f"localStorage.setItem('svodka.visit', {VISIT_58_MINUTES_AGO})")
    for _ in range(2):  # a page that is opened again belongs to the same visit
        page.goto(address)
        assert page.locator(".story.new").count() == 4
    page.evaluate("localStorage.clear()")


def come_again(page: "sync_api.Page", address: str) -> None:
    """Hide stories with a word, and let the last visit be an earlier one."""
    page.goto(f"{address}/kept")
    page.fill("#word", "Мост")
    page.press("#word", "Enter")
    page.evaluate(f"localStorage.setItem('svodka.visit', {VISIT_58_MINUTES_AGO})")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/", "/ru/?period=week", "/story/bridge", "/search?q=мост"])
def test_no_element_moves_while_a_page_loads(
    page: "sync_api.Page", address: str, path: str, width: int
) -> None:
    """A reader who comes again has hidden stories, and stories since the last visit are marked."""
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(RECORD_SHIFTS)
    for comes_again in (False, True):
        if comes_again:
            come_again(page, address)
        page.goto(address + path)
        page.wait_for_timeout(300)
        assert page.evaluate("moved") == [], f"a reader who comes again: {comes_again}"
    page.evaluate("localStorage.clear()")


@pytest.mark.parametrize("script", ["early.js", "reading.js", "kept.js"])
def test_no_element_moves_if_a_script_arrives_late(
    page: "sync_api.Page", address: str, script: str
) -> None:
    """A slow processor and a slow network must not show a story before it is hidden."""

    def wait_longer_than_the_page(route: "sync_api.Route") -> None:
        page.wait_for_timeout(2500)
        route.continue_()

    page.set_viewport_size({"width": 390, "height": 900})
    page.add_init_script(RECORD_SHIFTS)
    come_again(page, address)
    processor = page.context.new_cdp_session(page)
    processor.send("Network.setCacheDisabled", {"cacheDisabled": True})
    processor.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.route(f"**/{script}*", wait_longer_than_the_page)
    page.goto(f"{address}/ru/?period=week")
    page.locator(".story.new").first.wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("moved") == []


def test_stories_are_shown_if_the_script_that_hides_some_cannot_be_loaded(
    browser: "sync_api.Browser", address: str
) -> None:
    page = browser.new_page()
    come_again(page, address)
    page.route("**/kept.js*", lambda route: route.abort())
    page.goto(f"{address}/?period=week")
    assert page.locator(".story").first.is_visible()
    page.close()


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.parametrize(
    "path", ["/ru/?period=week", "/story/bridge", "/search?q=мост", "/ru/sources"]
)
def test_nothing_moves_while_a_page_arrives_in_parts(
    page: "sync_api.Page", address: str, path: str, width: int
) -> None:
    """A browser may draw what it has of a page before any element of its header and main part."""
    html = httpx.get(address + path).text
    header, main, end = (html.index(tag) for tag in ("<header", "<main", "<footer"))
    in_header = [header + tag.start() for tag in re.finditer(r"<\w", html[header:main])]
    in_main = [main + tag.start() for tag in re.finditer(r"<\w", html[main:end])]
    cuts = [*in_header[::3], *in_main[:: len(in_main) // 6], end]
    in_bytes = [len(html[:cut].encode()) for cut in cuts]
    with served_in_parts(html.encode(), in_bytes, address) as slow:
        page.set_viewport_size({"width": width, "height": 900})
        page.add_init_script(RECORD_SHIFTS)
        page.goto(slow)
        assert page.locator("main").is_visible()
        assert page.evaluate("moved") == []


def test_filters_are_behind_a_switch_on_the_phone(page: "sync_api.Page", address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{address}/ru/")
    header, story = (page.locator(one).first.bounding_box() for one in (".top", ".story"))
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


def test_filters_work_without_javascript(browser: "sync_api.Browser", address: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    page.select_option("#region", "RU-SAM")
    follow(page, "text=Show")
    assert page.locator(".story").count() == 2


# Each page is tested in two appearances, so that both languages, colours and widths occur.
APPEARANCES = (
    (("/ru", "light", 1280), ("/en", "dark", 390)),
    (("/ru", "dark", 390), ("/en", "light", 1280)),
)


def faults_by_axe(page: "sync_api.Page") -> list[tuple[str, str]]:
    """Return rule and element of each fault of accessibility that is not minor."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    found = axe.Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [
        (one["id"], node["html"])
        for one in found
        for node in one["nodes"]
        if one["impact"] != "minor"
    ]


@pytest.mark.parametrize(("number", "path"), [*enumerate(PAGES)])
def test_axe_finds_no_serious_or_moderate_fault(
    page: "sync_api.Page", address: str, number: int, path: str
) -> None:
    for language, scheme, width in APPEARANCES[number % 2]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(address + language + path)
        assert faults_by_axe(page) == [], (language, scheme, width)


@pytest.mark.parametrize(
    ("site", "path", "text", "scheme"),
    [
        ("coverage", "/story/council", "Who did not report it", "light"),
        ("coverage", "/ru/source/lone", "а это издание — нет", "dark"),
        ("releases", "/releases", "Added numbers: 340", "dark"),
        ("releases", "/ru/releases?show=unchecked", "никто ничего не добавил", "light"),
        ("edits", "/edits?show=removals", "found removed", "light"),
    ],
)
def test_pages_of_findings_fit_a_phone_and_have_no_fault(
    page: "sync_api.Page",
    findings: dict[str, str],
    site: str,
    path: str,
    text: str,
    scheme: str,
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(findings[site] + path)
    assert text in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults_by_axe(page) == []


def test_keys_work_with_a_russian_layout(page: "sync_api.Page", address: str) -> None:
    """The key of «j» types «о» there, so the pages must look at the code of a key."""
    page.goto(address)
    keyboard = page.context.new_cdp_session(page)

    def press(code: str, key: str) -> None:
        """Press and release a key as the browser gets it from a keyboard."""
        for kind, text in (("keyDown", key), ("keyUp", "")):
            event = {"type": kind, "code": code, "key": key, "text": text}
            keyboard.send("Input.dispatchKeyEvent", event)

    press("KeyJ", "о")
    press("KeyJ", "о")
    press("KeyK", "л")
    assert page.evaluate("document.activeElement.textContent").startswith("Новый мост")
    press("KeyS", "ы")
    assert (
        page.locator(".story").first.locator("[data-keep]").get_attribute("aria-pressed") == "true"
    )
    press("Slash", ".")
    assert page.evaluate("document.activeElement.id") == "find"
    assert page.input_value("#find") == "", "the key writes nothing into the field"
    page.evaluate("document.activeElement.blur()")
    press("KeyG", "п")
    press("KeyO", "щ")
    page.wait_for_url("**/sources")
    page.evaluate("localStorage.clear()")


def test_the_list_of_keys_opens_and_closes(page: "sync_api.Page", address: str) -> None:
    page.goto(f"{address}/ru/")
    page.keyboard.press("?")
    assert "следующий и предыдущий сюжет" in page.locator("#keys").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_another_browser_imports_exported_bookmarks_and_notes(
    browser: "sync_api.Browser", address: str, tmp_path: Path
) -> None:
    one = browser.new_context().new_page()
    one.goto(address)
    one.locator(".story", has_text="Новый мост").locator("[data-keep]").click()
    one.goto(f"{address}/kept")
    one.fill("[data-list=bookmarks] textarea", "спросить мэрию")
    one.press("[data-list=bookmarks] textarea", "Tab")
    with one.expect_download() as download:
        one.click("[data-export]")
    download.value.save_as(tmp_path / "kept.json")
    other = browser.new_context().new_page()
    other.goto(f"{address}/kept")
    assert other.locator("[data-list=bookmarks] li").count() == 0
    other.set_input_files("[data-import]", tmp_path / "kept.json")
    other.locator("[data-list=bookmarks] a", has_text="Новый мост").wait_for()
    assert other.input_value("[data-list=bookmarks] textarea") == "спросить мэрию"
    other.click("[data-list=bookmarks] a")
    other.wait_for_url("**/story/**", wait_until="load")
    other.goto(address)
    assert other.locator(".story.read").count() == 1, "the story was opened"


def test_an_imported_file_adds_no_unsafe_link(
    page: "sync_api.Page", address: str, tmp_path: Path
) -> None:
    page.goto(f"{address}/kept")
    hostile = tmp_path / "hostile.json"
    hostile.write_text(
        '{"filters": {"javascript:alert(1)": "a", "//evil.example/": "b", "/?q=1": "<img src=x>"},'
        ' "bookmarks": {"x": "text", "y": {"headline": 5}}, "words": [1, null, "погода"]}'
    )
    page.set_input_files("[data-import]", hostile)
    page.locator("[data-list=words] li", has_text="погода").wait_for()
    links = page.locator("[data-kept] a").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    assert links == ["/?q=1"]
    (tmp_path / "broken.json").write_text("[1")
    page.set_input_files("[data-import]", tmp_path / "broken.json")
    page.locator("[data-imported]", has_text="not made by Svodka").wait_for()
    page.evaluate("localStorage.clear()")


def test_a_bookmark_that_the_browser_cannot_keep_is_reported(
    page: "sync_api.Page", address: str
) -> None:
    page.goto(address)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
    star = page.locator("[data-keep]").first
    star.click()
    assert star.get_attribute("aria-pressed") == "false"
    assert page.locator("[data-not-kept]").is_visible()


def test_stories_with_a_hidden_word_are_hidden_until_they_are_asked_for(
    page: "sync_api.Page", address: str
) -> None:
    page.goto(f"{address}/?period=week")
    before = page.locator(".story:visible").count()
    page.goto(f"{address}/kept")
    page.fill("#word", "Мост")
    page.press("#word", "Enter")
    page.goto(f"{address}/?period=week")
    hidden = before - page.locator(".story:visible").count()
    assert hidden > 0
    assert page.locator("[data-hidden-count] b").inner_text() == str(hidden)
    page.click("text=Show them")
    assert page.locator(".story:visible").count() == before
    page.evaluate("localStorage.clear()")
