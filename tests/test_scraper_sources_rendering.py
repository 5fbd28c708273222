"""Tests that a source with ``render = true`` is refused before a run that cannot render it."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from scrapy.settings import Settings

from pipelines.files.errors import BadInputError
from pipelines.model import Source
from scraper.configuration.news_config import NewsConfig, read_config
from scraper.sources import rendering
from scraper.sources.editing import block_text
from scraper.sources.loading import load_sources
from scraper.sources.rendering import refuse_unrenderable
from tests.newsroom import ROOT, Newsroom
from tests.web_site import Site

PLAIN = Source("penza", "Пенза", "https://penza.example/", "RU-PNZ", "Europe/Moscow")
DRAWN = replace(PLAIN, render=True)
PROXY = "http://proxy.example:3128"


def config(**changes: object) -> NewsConfig:
    settings = Settings()
    settings.setmodule("scraper.settings")
    settings.setdict(changes)
    return read_config(settings)


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        rendering, "what_is_missing", lambda *, sandbox: f"no browser, sandbox={sandbox}"
    )


@pytest.mark.usefixtures("no_browser")
def test_the_message_names_the_source_and_what_is_missing() -> None:
    with pytest.raises(BadInputError, match="source 'penza': render: no browser, sandbox=True"):
        refuse_unrenderable([PLAIN, DRAWN], config())
    with pytest.raises(BadInputError, match="no browser, sandbox=False"):
        refuse_unrenderable([DRAWN], config(NEWS_BROWSER_SANDBOX="0"))


@pytest.mark.usefixtures("no_browser")
def test_sources_without_render_need_no_browser_and_may_use_a_proxy() -> None:
    refuse_unrenderable([PLAIN], config(NEWS_PROXY=PROXY))


def test_pages_are_not_rendered_behind_the_proxy_of_the_settings() -> None:
    with pytest.raises(BadInputError, match="leave out NEWS_PROXY, or remove render = true"):
        refuse_unrenderable([DRAWN], config(NEWS_PROXY=PROXY))


def test_the_setting_of_the_sandbox_is_0_or_1() -> None:
    assert config().browser_sandbox is True
    with pytest.raises(BadInputError, match="NEWS_BROWSER_SANDBOX: expected 1 or 0, got 'off'"):
        config(NEWS_BROWSER_SANDBOX="off")


def test_the_key_is_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(block_text(DRAWN))
    assert "render = true" in path.read_text()
    assert load_sources(path)[0].render
    assert "render" not in block_text(PLAIN)


WITHOUT_EXTRA = """
import sys
sys.modules["playwright"] = None
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""


@pytest.mark.slow
def test_a_crawl_without_the_extra_ends_with_one_line_before_any_request(
    newsroom: Newsroom, site: Site
) -> None:
    newsroom.sources.write_text(block_text(replace(DRAWN, home=f"{site.url}/")))
    crawl = subprocess.run(
        [sys.executable, "-c", WITHOUT_EXTRA, "crawl", "news", *newsroom.settings()],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (crawl.returncode, crawl.stdout) == (2, "")
    assert crawl.stderr == (
        f"scrapy crawl: {newsroom.sources}: source 'penza': render: playwright is not installed;"
        " install it with pip install 'svodka[browser]'\n"
    )
    assert site.seen == []
    assert not newsroom.database.exists()
