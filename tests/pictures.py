"""Renews the pictures of README and docs from the demo: ``make pictures``.

The demo crawls its bundled outlets, and Chromium takes a picture of some pages in Russian.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright
from sqlite_utils import Database

from tests.reading_site import ReadingSite
from tests.served_site import served

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
WINDOW: ViewportSize = {"width": 1100, "height": 900}  # pixels
PICTURES = {  # the path of a page → the file of its picture
    "/ru/?period=week": "browsing-front.png",
    "/ru/syndication": "browsing-copies.png",
    "/ru/sources": "browsing-outlets.png",
}


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
            pictures = PICTURES | {f"/ru/story/{widest}": "browsing-story.png"}
            for path, picture in pictures.items():
                _take(browser, f"{address}{path}", DOCS / picture)
            browser.close()
    return 0


def _take(browser: Browser, address: str, target: Path) -> None:
    page = browser.new_page(viewport=WINDOW)
    page.goto(address)
    page.screenshot(path=target)
    page.close()
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
