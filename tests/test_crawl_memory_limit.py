"""Tests that a crawl whose workers can't start ends with one line instead of hanging."""

import subprocess
import sys

import pytest

from tests.local_web import article_page, rss, rss_item
from tests.newsroom import ROOT, Newsroom
from tests.web_site import Site

# The kernel refuses this limit, so each worker ends before it takes a page.
_PROGRAM = """
import sys
from pipelines.workers import pool
from pipelines.workers.worker import Limits
pool.WorkerPool.__init__.__defaults__ = (2, Limits(memory_bytes=2**70), pool.READING)
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""


@pytest.mark.slow
def test_a_crawl_whose_workers_end_early_ends_with_one_line_and_code_1(
    newsroom: Newsroom, site: Site
) -> None:
    site.put("/news/1000/most", article_page("a", 0))
    site.put("/rss", rss(rss_item(0, "/news/1000/most")), content_type="application/rss+xml")
    newsroom.sources.write_text(
        f'[[source]]\nid = "a"\nname = "A"\nhome = "{site.url}/"\nregion = "RU-PNZ"\n'
        f'feeds = ["{site.url}/rss"]\n'
    )
    command = [sys.executable, "-c", _PROGRAM, "crawl", "news", *newsroom.settings()]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 1
    assert len(run.stderr.splitlines()) == 1, run.stderr
    assert "enough memory" in run.stderr
