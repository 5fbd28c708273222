"""Tests that a crawl that is killed or stopped loses nothing and leaves nothing half-written."""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from storage.database.sqlite import open_database
from tests.newsroom import ROOT, Newsroom, findings, rows
from tests.two_outlets import TwoOutlets, page, publish_two_outlets
from tests.web_site import Site

# The number of kills for each of four sites; with KILLS=100 they are a hundred together.
KILLS_PER_SITE = max(8, int(os.environ.get("KILLS", "10")) // 4)


@pytest.fixture
def two_outlets(newsroom: Newsroom, start_site: Callable[[], Site]) -> Callable[[int], TwoOutlets]:
    return lambda count: publish_two_outlets(newsroom, start_site, count)


class EndState(NamedTuple):
    """How a crawl ended that nothing disturbed, and what its database contains."""

    returncode: int
    errors: str
    urls: set[str]  # of the stored articles
    version_count: int
    pending_count: int
    findings: list[str]


def kill_repeatedly(two_outlets: TwoOutlets, kills: int, seed: int) -> list[str]:
    """Start and kill crawls; return the articles that kills lost, and the findings after them."""
    rng = random.Random(seed)
    problems = []
    for _ in range(kills):
        seen = sum(len(site.seen) for site in two_outlets.sites)
        run = two_outlets.start()
        two_outlets.wait_for_pages(seen + rng.randrange(0, 12), run)
        time.sleep(rng.random() * 0.1)
        acknowledged = two_outlets.committed()
        run.kill()
        run.communicate()
        lost = acknowledged - two_outlets.committed()
        problems += [f"lost {url}" for url, _ in lost] + two_outlets.findings()
    return problems


def finish(two_outlets: TwoOutlets) -> EndState:
    """Crawl once more, without a kill."""
    last = two_outlets.newsroom.crawl()
    ((versions, pending),) = rows(
        two_outlets.newsroom,
        "SELECT (SELECT count(*) FROM revisions),"
        " (SELECT count(*) FROM urls WHERE outcome = 'pending')",
    )
    urls = {url for url, _ in two_outlets.committed()}
    return EndState(last.returncode, last.stderr, urls, versions, pending, two_outlets.findings())


def complete(two_outlets: TwoOutlets) -> EndState:
    """Return the end of a crawl after which each article is stored, and none is stored twice."""
    return EndState(0, "", two_outlets.articles, len(two_outlets.articles), 0, [])


def test_a_crawl_killed_three_times_finds_the_stories_of_an_undisturbed_crawl(
    two_outlets: Callable[[int], TwoOutlets], tmp_path: Path
) -> None:
    outlets = two_outlets(48)
    assert kill_repeatedly(outlets, kills=3, seed=7) == []
    assert finish(outlets) == complete(outlets)
    stories_after_kills = outlets.stories()
    for path in tmp_path.glob("news.db*"):
        path.unlink()
    assert finish(outlets) == complete(outlets)
    assert stories_after_kills == outlets.stories()
    assert len(stories_after_kills) < len(outlets.articles), "copies share a story"


@pytest.mark.slow
@pytest.mark.timeout(300 + 30 * KILLS_PER_SITE)  # seconds
@pytest.mark.parametrize("seed", range(4))
def test_a_crawl_killed_again_and_again_loses_nothing(
    seed: int, two_outlets: Callable[[int], TwoOutlets]
) -> None:
    outlets = two_outlets(12 * KILLS_PER_SITE)  # articles enough for each run to store some
    assert kill_repeatedly(outlets, KILLS_PER_SITE, seed) == []
    assert finish(outlets) == complete(outlets)


def test_no_article_takes_the_place_of_another_by_naming_its_address(
    two_outlets: Callable[[int], TwoOutlets],
) -> None:
    outlets = two_outlets(4)
    victim, claimant = outlets.sites
    # Article 1 names the address of another outlet's article, article 3 its own front page.
    for number in (1, 3):
        target = f"{victim.url}/news/0.html" if number == 1 else f"{claimant.url}/"
        text = page(number).replace("<title>", f'<link rel="canonical" href="{target}"><title>')
        claimant.put(f"/news/{number}.html", text)
    assert finish(outlets) == complete(outlets)


@pytest.mark.parametrize(
    "signal_number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)]
)
def test_a_stopped_crawl_stores_the_fetched_pages(
    signal_number: signal.Signals, two_outlets: Callable[[int], TwoOutlets]
) -> None:
    outlets = two_outlets(40)
    run = outlets.start()
    outlets.wait_for_pages(15, run)
    run.send_signal(signal_number)
    _, errors = run.communicate()
    assert "Traceback" not in errors
    assert outlets.committed()
    assert outlets.findings() == []
    crawls = rows(outlets.newsroom, "SELECT finished_at IS NOT NULL, exit_reason FROM crawls")
    assert crawls == [(1, "shutdown")]
    assert finish(outlets) == complete(outlets)


@pytest.mark.parametrize(
    "pages", [12, *(pytest.param(pages, marks=pytest.mark.slow) for pages in (8, 16))]
)
def test_pages_that_a_closing_crawl_did_not_fetch_stay_pending(
    pages: int, two_outlets: Callable[[int], TwoOutlets]
) -> None:
    outlets = two_outlets(40)
    run = outlets.newsroom.crawl("-s", f"CLOSESPIDER_PAGECOUNT={pages}")
    assert (run.returncode, run.stderr) == (0, "")
    reasons = rows(outlets.newsroom, "SELECT exit_reason FROM crawls")
    assert reasons == [("closespider_pagecount",)]
    outcomes = rows(outlets.newsroom, "SELECT DISTINCT outcome FROM urls ORDER BY outcome")
    assert outcomes == [("pending",), ("stored",)]
    assert finish(outlets) == complete(outlets)


@pytest.mark.slow
@pytest.mark.parametrize("pages", [0, 5])
@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_ends_the_crawl_without_output(
    pages: int, presses: int, two_outlets: Callable[[int], TwoOutlets]
) -> None:
    outlets = two_outlets(40)
    pipe = subprocess.PIPE
    run = subprocess.Popen(
        outlets.arguments(), cwd=ROOT, text=True, stderr=pipe, stdout=pipe, start_new_session=True
    )
    while not outlets.newsroom.database.with_name("news.db.lock").exists():
        time.sleep(0.01)
    outlets.wait_for_pages(pages, run)
    for _ in range(presses):
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGINT)  # as a terminal does
        time.sleep(0.2)
    out, errors = run.communicate()
    assert (out, errors) == ("", "")
    assert finish(outlets) == complete(outlets)


def test_a_read_only_database_ends_with_one_line_and_code_4(
    two_outlets: Callable[[int], TwoOutlets], tmp_path: Path
) -> None:
    outlets = two_outlets(4)
    open_database(outlets.newsroom.database).close()
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    script = f"mount --bind {tmp_path} {tmp_path} && mount -o remount,ro,bind {tmp_path}"
    if not shutil.which("unshare") or subprocess.run([*command, script], check=False).returncode:
        pytest.skip("this system does not let tests mount a folder read-only")
    run = subprocess.run(
        [*command, f'{script} && exec "$@"', "sh", *outlets.arguments()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 4, run.stderr
    assert run.stderr.count("\n") == 1, run.stderr
    assert not any(site.seen for site in outlets.sites)


@pytest.mark.skipif(not shutil.which("unshare"), reason="needs unshare(1) for a small disk")
@pytest.mark.parametrize("kilobytes", [900, 1400], ids=["at its start", "during its pages"])
def test_a_full_disk_ends_the_crawl_with_one_line_and_code_4(
    two_outlets: Callable[[int], TwoOutlets], tmp_path: Path, kilobytes: int
) -> None:
    outlets = two_outlets(120)
    database = outlets.newsroom.database
    # The small disk is unmounted with the shell, so the script copies its files to ``kept``.
    small, kept = tmp_path / "small", tmp_path / "kept"
    small.mkdir()
    script = f"""
mount -t tmpfs -o size={kilobytes}k small {small} || exit 99
"$@"
code=$?
cp -r {small} {kept}
exit $code
"""
    arguments = [part.replace(str(database), f"{small}/news.db") for part in outlets.arguments()]
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    run = subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if run.returncode == 99:
        pytest.skip("this system does not let tests mount a small disk")
    assert run.returncode == 4, run.stderr
    assert "the disk is full" in run.stderr
    assert run.stderr.count("\n") == 1, run.stderr
    assert findings(kept / "news.db") == []
