"""A headless Chromium for tests, the sites that it opens, and what a reader does on their pages.

The fixtures import Datasette and Playwright themselves, since ``conftest.py`` imports this module
and most tests need neither.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from pipelines.model import iso_text
from storage.database.sqlite import open_database

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
SMALL_PHONE = {"width": 360, "height": 740}  # CSS pixels
LONG_NAME = "Сурский край. Независимая общественно-политическая газета Пензенской области"
VISIT_58_MINUTES_AGO = "JSON.stringify({last: Date.now() - 58 * 60000})"  # what the site stores

# The marks of each test that uses the browser.
BROWSER_MARKS = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="Debian's chromium is missing: make system-deps"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:websockets"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:uvicorn"),
]


@pytest.fixture(scope="module")
def news_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a site with sample news, one of them by an outlet with a long name."""
    from tests.reading_site import ReadingSite
    from tests.sample_news import fill
    from tests.served_site import served

    path = tmp_path_factory.mktemp("walk") / "news.db"
    db = fill(path)
    five_minutes_ago = iso_text(datetime.now(UTC) - timedelta(minutes=5))
    db.execute(
        "UPDATE articles SET date_first_seen = ? WHERE story_id = 'bread'", [five_minutes_ago]
    )
    db.execute("UPDATE sources SET name = ? WHERE id = 'sura-press'", [LONG_NAME])
    db.conn.commit()
    db.close()
    with served(ReadingSite(path)) as address:
        yield address


@pytest.fixture(scope="module")
def findings_sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Yield by name sites with outlets that left out a story, press releases, and removals."""
    from tests import coverage_cases, edit_cases, release_cases
    from tests.reading_site import ReadingSite
    from tests.served_site import served

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
def browser() -> Iterator["Browser"]:
    reason = "playwright is not installed"
    sync_api = pytest.importorskip("playwright.sync_api", reason=reason)
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


def is_fault(message: "ConsoleMessage") -> bool:
    """Return whether a message of the console is an error other than a page's status 404."""
    return message.type == "error" and "status of 404" not in message.text


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """Yield a page that fails the test for any console error or script error."""
    page, errors = browser.new_page(), []
    page.on("console", lambda message: errors.append(message.text) if is_fault(message) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


def follow(page: "Page", selector: str) -> None:
    """Click a link or a button, and wait until the next page has been read to its end."""
    with page.expect_navigation():
        page.click(selector)


def come_again(page: "Page", news_site: str) -> None:
    """Hide stories with a word, and let the last visit be an earlier one."""
    page.goto(f"{news_site}/kept")
    page.fill("#word", "Мост")
    page.press("#word", "Enter")
    page.evaluate(f"localStorage.setItem('svodka.visit', {VISIT_58_MINUTES_AGO})")
