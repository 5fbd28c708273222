"""Renews the pictures of README and docs from the demo: ``make pictures``.

The demo crawls its bundled outlets, and Chromium takes a picture of some pages in Russian.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from sqlite_utils import Database

from tests.reading_site import ReadingSite
from tests.served_site import served

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DESKTOP = (1100, 900)  # width and height of the window in pixels


def main() -> int:
    chromium = shutil.which("chromium")
    if chromium is None:
        print("pictures: chromium is not installed; run make system-deps", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demo = [sys.executable, "-m", "scraper.demo", "--folder", name]
        subprocess.run(demo, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        site = ReadingSite(folder / "demo.db")
        (widest,) = (
            Database(folder / "demo.db")
            .execute(
                "SELECT id FROM stories ORDER BY source_count DESC, article_count DESC, id LIMIT 1"
            )
            .fetchone()
        )
        with served(site) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for path, size, picture in (
                ("/ru/?period=week", DESKTOP, "browsing-front.png"),
                (f"/ru/story/{widest}", DESKTOP, "browsing-story.png"),
                ("/ru/syndication", DESKTOP, "browsing-copies.png"),
                ("/ru/sources", DESKTOP, "browsing-outlets.png"),
            ):
                _take(browser, f"{address}{path}", size, DOCS / picture)
            browser.close()
    return 0


def _take(browser: Browser, address: str, size: tuple[int, int], target: Path) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(address)
    page.screenshot(path=target)
    page.close()
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
