"""Tests the pages of the site in headless Chromium: their scripts, keys and accessibility."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.browse.alert_offers import ALERTS_FILE
from tests.browser import (
    BROWSER_MARKS,
    SMALL_PHONE,
    VISIT_58_MINUTES_AGO,
    come_again,
    follow,
)
from tests.sample_news import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# The rule of targets of at least 24 px is off by default, since WCAG has it since 2.2 only.
AXE_OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}

pytestmark = BROWSER_MARKS


def test_a_reader_walks_from_the_front_page_to_a_feed(
    page: "Page", news_site: str, tmp_path: Path
) -> None:
    page.goto(news_site)
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
    assert page.request.get(news_site + str(feed)).ok


def test_a_stored_script_does_nothing(page: "Page", news_site: str) -> None:
    for path in ("/", "/story/tiger", "/article/7", "/search?q=тигр", "/news/articles/7"):
        page.goto(news_site + path)
        assert "<script>" in page.inner_text("body")
        assert page.evaluate("window.owned") is None


def test_datasette_pages_keep_their_facets_and_scripts(page: "Page", news_site: str) -> None:
    page.goto(f"{news_site}/news/articles?_facet=relation")
    follow(page, ".facet-results a:text('reprint')")
    assert "1 row" in page.inner_text("h3")
    page.goto(f"{news_site}/news?sql=select+1")
    assert page.locator(".CodeMirror").count() == 1


def test_keys_select_stories_and_the_search(page: "Page", news_site: str) -> None:
    page.goto(news_site)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent").startswith("Новый мост")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"


def test_a_story_is_shared_by_the_system_or_as_a_copied_link(page: "Page", news_site: str) -> None:
    page.goto(f"{news_site}/ru/story/bridge?a=1&b=2")
    page.evaluate("() => { navigator.share = async (what) => { window.shared = what } }")
    page.click("text=Поделиться")
    assert page.evaluate("window.shared") == {
        "title": "Новый мост через Суру открыли в Пензе", "url": f"{news_site}/ru/story/bridge",
    }  # fmt: skip
    page.evaluate("() => { navigator.share = undefined }")
    page.click("text=Поделиться")
    page.locator("[data-share]", has_text="Скопировано").wait_for()


def test_a_browser_may_send_the_form_that_writes_a_file(
    page: "Page", news_site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser must name the origin of a form, which a policy without referrers conceals."""
    monkeypatch.setenv(ALERTS_FILE, str(tmp_path / "alerts.toml"))
    page.goto(f"{news_site}/search?q=мост")
    page.click("summary:text('Follow or export')")
    page.click("text=Add it to alerts.toml")
    page.wait_for_url("**/alerts?added=*")
    assert "мост" in (tmp_path / "alerts.toml").read_text(encoding="utf-8")


def test_stories_since_the_last_visit_are_marked(page: "Page", news_site: str) -> None:
    page.goto(news_site)
    assert page.locator(".story.new").count() == 0, "a first visit marks nothing"
    # Three stories were published since. The story about bread is older, but was first seen since.
    page.evaluate(f"localStorage.setItem('svodka.visit', {VISIT_58_MINUTES_AGO})")
    for _ in range(2):  # a page that is opened again belongs to the same visit
        page.goto(news_site)
        assert page.locator(".story.new").count() == 4
    page.evaluate("localStorage.clear()")


def test_stories_are_shown_if_the_script_that_hides_some_cannot_be_loaded(
    browser: "Browser", news_site: str
) -> None:
    page = browser.new_page()
    come_again(page, news_site)
    page.route("**/kept.js*", lambda route: route.abort())
    page.goto(f"{news_site}/?period=week")
    assert page.locator(".story").first.is_visible()
    page.close()


def test_filters_work_without_javascript(browser: "Browser", news_site: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(news_site)
    page.select_option("#region", "RU-SAM")
    follow(page, "text=Show")
    assert page.locator(".story").count() == 2


# Each page is tested in two appearances, so that both languages, colours and widths occur.
APPEARANCES = (
    (("/ru", "light", 1280), ("/en", "dark", 390)),
    (("/ru", "dark", 390), ("/en", "light", 1280)),
)


def faults_by_axe(page: "Page") -> list[tuple[str, str]]:
    """Return rule and element of each fault of accessibility that is not minor."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    violations = axe.Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [
        (violation["id"], node["html"])
        for violation in violations
        for node in violation["nodes"]
        if violation["impact"] != "minor"
    ]


@pytest.mark.parametrize(("number", "path"), [*enumerate(PAGES)])
def test_axe_finds_no_serious_or_moderate_fault(
    page: "Page", news_site: str, number: int, path: str
) -> None:
    for language, scheme, width in APPEARANCES[number % 2]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(news_site + language + path)
        assert faults_by_axe(page) == [], (language, scheme, width)


@pytest.mark.parametrize(
    ("site", "path", "text", "scheme"),
    [
        ("coverage", "/story/council", "Who did not report it", "light"),
        ("coverage", "/ru/source/plain", "а это издание — нет", "dark"),
        ("releases", "/releases", "Added numbers: 340", "dark"),
        ("releases", "/ru/releases?show=unchecked", "никто ничего не добавил", "light"),
        ("edits", "/edits?show=removals", "found removed", "light"),
    ],
)
def test_pages_of_findings_fit_a_phone_and_have_no_fault(
    page: "Page",
    findings_sites: dict[str, str],
    site: str,
    path: str,
    text: str,
    scheme: str,
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(SMALL_PHONE)
    page.goto(findings_sites[site] + path)
    assert text in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL_PHONE["width"]
    assert faults_by_axe(page) == []


def test_keys_work_with_a_russian_layout(page: "Page", news_site: str) -> None:
    """The key of «j» types «о» there, so the pages must look at the code of a key."""
    page.goto(news_site)
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
    star = page.locator(".story").first.locator("[data-keep]")
    assert star.get_attribute("aria-pressed") == "true"
    press("Slash", ".")
    assert page.evaluate("document.activeElement.id") == "find"
    assert page.input_value("#find") == "", "the key writes nothing into the field"
    page.evaluate("document.activeElement.blur()")
    press("KeyG", "п")
    press("KeyO", "щ")
    page.wait_for_url("**/sources")
    page.evaluate("localStorage.clear()")


def test_the_list_of_keys_opens_and_closes(page: "Page", news_site: str) -> None:
    page.goto(f"{news_site}/ru/")
    page.keyboard.press("?")
    assert "следующий и предыдущий сюжет" in page.locator("#keys").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_another_browser_imports_exported_bookmarks_and_notes(
    browser: "Browser", news_site: str, tmp_path: Path
) -> None:
    exporting = browser.new_context().new_page()
    exporting.goto(news_site)
    exporting.locator(".story", has_text="Новый мост").locator("[data-keep]").click()
    exporting.goto(f"{news_site}/kept")
    exporting.fill("[data-list=bookmarks] textarea", "спросить мэрию")
    exporting.press("[data-list=bookmarks] textarea", "Tab")
    with exporting.expect_download() as download:
        exporting.click("[data-export]")
    download.value.save_as(tmp_path / "kept.json")
    importing = browser.new_context().new_page()
    importing.goto(f"{news_site}/kept")
    assert importing.locator("[data-list=bookmarks] li").count() == 0
    importing.set_input_files("[data-import]", tmp_path / "kept.json")
    importing.locator("[data-list=bookmarks] a", has_text="Новый мост").wait_for()
    assert importing.input_value("[data-list=bookmarks] textarea") == "спросить мэрию"
    importing.click("[data-list=bookmarks] a")
    importing.wait_for_url("**/story/**", wait_until="load")
    importing.goto(news_site)
    assert importing.locator(".story.read").count() == 1, "the story was opened"


def test_an_imported_file_adds_no_unsafe_link(page: "Page", news_site: str, tmp_path: Path) -> None:
    page.goto(f"{news_site}/kept")
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


def test_a_bookmark_that_the_browser_cannot_keep_is_reported(page: "Page", news_site: str) -> None:
    page.goto(news_site)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
    star = page.locator("[data-keep]").first
    star.click()
    assert star.get_attribute("aria-pressed") == "false"
    assert page.locator("[data-not-kept]").is_visible()


def test_stories_with_a_hidden_word_are_hidden_until_they_are_asked_for(
    page: "Page", news_site: str
) -> None:
    page.goto(f"{news_site}/?period=week")
    before = page.locator(".story:visible").count()
    page.goto(f"{news_site}/kept")
    page.fill("#word", "Мост")
    page.press("#word", "Enter")
    page.goto(f"{news_site}/?period=week")
    hidden = before - page.locator(".story:visible").count()
    assert hidden > 0
    assert page.locator("[data-hidden-count] b").inner_text() == str(hidden)
    page.click("text=Show them")
    assert page.locator(".story:visible").count() == before
    page.evaluate("localStorage.clear()")
