"""Tests a crawl of an outlet whose pages and listing are drawn by scripts, in Debian's Chromium."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.rendering.availability import browser_path
from scraper.sources.loading import load_sources
from tests.fork_server import ForkServer
from tests.newsroom import ROOT, Newsroom, rows
from tests.script_pages import SHELL, headline_of, paragraphs_of, publish
from tests.web_site import Answer, Pages, Site

pytest.importorskip("playwright.async_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),  # two crawls with a browser take long on a busy machine
    pytest.mark.skipif(not browser_path(), reason="Debian's chromium is missing: make system-deps"),
]
SANDBOX = ("-s", f"NEWS_BROWSER_SANDBOX={int(os.geteuid() != 0)}")
FORBIDDEN = "/news/3002-novost-goroda"
PLAIN_TEXT = "/news/3004-novost-goroda"  # an answer of text/plain, whose scripts no browser runs
HALF_DRAWN = "/news/3005-novost-goroda"  # its article does not arrive in time


class LatePages(Pages):
    """Pages of a site that answers too late when the script of HALF_DRAWN asks for its text."""

    def answer(self, path: str) -> Answer | None:
        if path == f"/api{HALF_DRAWN}":
            time.sleep(14)  # seconds; a page is drawn for less
        return super().answer(path)


class Outlets:
    """Two outlets of script pages, of which one is rendered, and two crawls of them.

    ``urls`` are the articles of the rendered one: three for the first crawl, and three more for
    the second. ``second`` is the second crawl.
    """

    def __init__(self, folder: Path, server: ForkServer, drawn: Site, plain: Site) -> None:
        self.drawn = drawn
        self.plain = plain
        self.newsroom = Newsroom(folder, server)
        drawn.put("/robots.txt", f"User-agent: *\nDisallow: {FORBIDDEN}\n")
        self.urls = publish(drawn, 3)
        publish(plain, 3)
        self.newsroom.sources.write_text(
            "".join(
                f'[[source]]\nid = "{name}"\nname = "{name}"\nhome = "{site.url}/"\n'
                f'region = "RU-PNZ"\nlistings = ["{site.url}/"]\n{render}'
                for name, site, render in (
                    ("drawn", drawn, "render = true\n"),
                    ("plain", plain, ""),
                )
            )
        )
        self._crawl()
        drawn.pages = LatePages(drawn.pages)
        self.urls += publish(drawn, 6)[3:]
        drawn.put(PLAIN_TEXT, SHELL, content_type="text/plain; charset=utf-8")
        self.second = self._crawl()

    def _crawl(self) -> subprocess.CompletedProcess[str]:
        return self.newsroom.crawl(*SANDBOX, "-s", "NEWS_CONTACT=me@example.org")


@pytest.fixture(scope="module")
def outlets(
    tmp_path_factory: pytest.TempPathFactory, scrapy_server: ForkServer
) -> Iterator[Outlets]:
    drawn, plain = Site("127.0.0.7"), Site("127.0.0.8")
    yield Outlets(tmp_path_factory.mktemp("rendering"), scrapy_server, drawn, plain)
    for site in (drawn, plain):
        site.close()


def test_articles_hold_what_the_scripts_draw(outlets: Outlets) -> None:
    stored = dict(rows(outlets.newsroom, "SELECT url, headline || article_body FROM articles"))
    numbers = (0, 1, 3)  # 2 is FORBIDDEN, 4 is PLAIN_TEXT, 5 is HALF_DRAWN
    assert set(stored) == {outlets.urls[number] for number in numbers}
    for number in numbers:
        text = str(stored[outlets.urls[number]])
        assert text.startswith(headline_of(number))
        assert all(paragraph in text for paragraph in paragraphs_of(number))


def test_a_half_drawn_page_is_not_stored_and_is_tried_again(outlets: Outlets) -> None:
    stored = rows(
        outlets.newsroom,
        "SELECT outcome, reason, next_check_at > checked_at FROM urls"
        f" WHERE url = '{outlets.drawn.url}{HALF_DRAWN}'",
    )
    reason = "half-drawn: it showed little text and waited for an answer when its time was over"
    assert stored == [("stopped_wall", reason, 1)]


def test_only_html_is_rendered(outlets: Outlets) -> None:
    assert PLAIN_TEXT in outlets.drawn.paths()
    assert f"/api{PLAIN_TEXT}" not in outlets.drawn.paths()


def test_a_listing_is_rendered_again_though_its_own_page_is_unchanged(outlets: Outlets) -> None:
    assert outlets.drawn.paths().count("/api/list") == 2
    assert outlets.second.returncode == 0, outlets.second.stderr


def test_pages_are_fetched_once_and_politely(outlets: Outlets) -> None:
    seen = outlets.drawn.seen
    assert seen[0].path == "/robots.txt"
    pages = [request.path for request in seen if request.path.startswith("/news/")]
    assert sorted(pages) == sorted(set(pages))
    assert FORBIDDEN not in pages
    agents = {request.headers["User-Agent"] for request in seen}
    assert agents == {"svodka/1 (news aggregator; me@example.org)"}


def test_other_sources_are_not_rendered(outlets: Outlets) -> None:
    assert not any(path.startswith("/api") for path in outlets.plain.paths())
    assert rows(outlets.newsroom, "SELECT status FROM sources WHERE id = 'plain'") != [("working",)]


def test_no_browser_is_left(outlets: Outlets) -> None:
    until = time.monotonic() + 10
    while orphans() and time.monotonic() < until:
        time.sleep(0.1)
    assert orphans() == []


def orphans() -> list[Path]:
    """Return the browser processes whose crawl has ended; those of other tests have a parent."""
    return [path for path in Path("/proc").glob("[0-9]*") if _is_orphan(path)]


def _is_orphan(process: Path) -> bool:
    try:
        # The state and the id of the parent follow the name of the program in brackets.
        _, parent, *_ = (process / "stat").read_text().rpartition(")")[2].split()
        is_browser = b"scraper.rendering.process" in (process / "cmdline").read_bytes()
    except OSError:
        return False
    return is_browser and parent == "1"


def test_add_source_tries_a_browser_last_and_reports_that_it_is_needed(
    newsroom: Newsroom, outlets: Outlets
) -> None:
    newsroom.sources.write_text("# none yet\n")
    arguments = ("add-source", f"{outlets.plain.url}/", "--region", "RU-PNZ", *SANDBOX)
    run = newsroom.run(*arguments, *newsroom.settings())
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stderr == ""
    assert "so a browser reads them (render = true); this takes about" in run.stdout
    for number in range(3):
        assert headline_of(number) in run.stdout
    (source,) = load_sources(newsroom.sources)
    assert source.render
    assert source.listings == (f"{outlets.plain.url}/",)


# Runs Scrapy with the browser that its first argument names.
WITHOUT_SANDBOX = """
import sys
from scraper.rendering import availability
availability._PROGRAMS = (sys.argv.pop(1),)
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""


def test_add_source_says_that_the_browser_has_no_sandbox(
    newsroom: Newsroom, outlets: Outlets, tmp_path: Path
) -> None:
    """Chromium ends with this message where the machine allows no user namespaces."""
    program = tmp_path / "chromium"
    program.write_text(
        "#!/bin/sh\necho '[FATAL:zygote_host_impl_linux.cc] No usable sandbox!' >&2\n"
    )
    program.chmod(0o755)
    newsroom.sources.write_text("# none yet\n")
    arguments = ("add-source", f"{outlets.plain.url}/", "--region", "RU-PNZ", *SANDBOX)
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_SANDBOX, program, *arguments, *newsroom.settings()],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip
    assert run.returncode != 0
    (line,) = (run.stdout + run.stderr).splitlines()
    assert "a browser was not tried: Chromium has no sandbox here: allow user namespaces" in line
    assert newsroom.sources.read_text() == "# none yet\n"
