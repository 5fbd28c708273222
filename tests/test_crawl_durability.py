"""Tests that a crawl that is killed or stopped loses nothing and leaves nothing half-written."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.database.checks import check
from storage.database.sqlite import open_database
from tests.newsroom import ROOT, Newsroom
from tests.two_outlets import TwoOutlets, page, publish_two_outlets
from tests.web_site import Site

# The number of kills for each of four sites; with KILLS=100 they are a hundred together.
KILLS_PER_SITE = max(8, int(os.environ.get("KILLS", "10")) // 4)


@pytest.fixture
def two_outlets(newsroom: Newsroom, sites: Callable[[], Site]) -> Callable[[int], TwoOutlets]:
    return lambda count: publish_two_outlets(newsroom, sites, count)


def kill_repeatedly(two_outlets: TwoOutlets, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(kills):
        seen = sum(len(site.seen) for site in two_outlets.sites)
        run = two_outlets.start()
        two_outlets.wait_for_pages(seen + rng.randrange(0, 12), run)
        time.sleep(rng.random() * 0.1)
        acknowledged = two_outlets.committed()
        run.kill()
        run.communicate()
        assert acknowledged <= two_outlets.committed()
        assert two_outlets.findings() == []


def finish(two_outlets: TwoOutlets) -> None:
    last = two_outlets.newsroom.crawl()
    assert (last.returncode, last.stderr) == (0, ""), last.stderr
    assert {url for url, _ in two_outlets.committed()} == two_outlets.articles
    assert two_outlets.findings() == []
    with closing(sqlite3.connect(two_outlets.newsroom.database)) as db:
        versions, pending = db.execute(
            "SELECT (SELECT count(*) FROM revisions), (SELECT count(*) FROM urls"
            " WHERE outcome = 'pending')"
        ).fetchone()
    assert versions == len(two_outlets.articles)  # nothing was stored twice
    assert pending == 0


def test_a_crawl_killed_three_times_finds_the_stories_of_an_undisturbed_crawl(
    two_outlets: Callable[[int], TwoOutlets], tmp_path: Path
) -> None:
    killed = two_outlets(48)
    kill_repeatedly(killed, kills=3, seed=7)
    finish(killed)
    stories_after_kills = killed.stories()
    for path in tmp_path.glob("news.db*"):
        path.unlink()
    finish(killed)
    assert stories_after_kills == killed.stories()
    assert len(stories_after_kills) < len(killed.articles), "copies share a story"


@pytest.mark.slow
@pytest.mark.timeout(300 + 30 * KILLS_PER_SITE)  # seconds
@pytest.mark.parametrize("seed", range(4))
def test_a_crawl_killed_again_and_again_loses_nothing(
    seed: int, two_outlets: Callable[[int], TwoOutlets]
) -> None:
    killed = two_outlets(12 * KILLS_PER_SITE)  # articles enough for each run to store some
    kill_repeatedly(killed, KILLS_PER_SITE, seed)
    finish(killed)


def test_no_article_takes_the_place_of_another_by_naming_its_address(
    two_outlets: Callable[[int], TwoOutlets],
) -> None:
    claimed = two_outlets(4)
    victim, claimant = claimed.sites
    # Article 1 names the address of another outlet's article, article 3 its own front page.
    for number in (1, 3):
        target = f"{victim.url}/news/0.html" if number == 1 else f"{claimant.url}/"
        text = page(number).replace("<title>", f'<link rel="canonical" href="{target}"><title>')
        claimant.put(f"/news/{number}.html", text)
    finish(claimed)


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)]
)
def test_a_stopped_crawl_stores_the_fetched_pages(
    number: signal.Signals, two_outlets: Callable[[int], TwoOutlets]
) -> None:
    stopped = two_outlets(40)
    run = stopped.start()
    stopped.wait_for_pages(15, run)
    run.send_signal(number)
    _, errors = run.communicate()
    assert "Traceback" not in errors
    assert stopped.committed()
    assert stopped.findings() == []
    with closing(sqlite3.connect(stopped.newsroom.database)) as db:
        finished, reason = db.execute("SELECT finished_at, exit_reason FROM crawls").fetchone()
    assert finished
    assert reason == "shutdown"
    finish(stopped)


@pytest.mark.parametrize(
    "pages", [12, *(pytest.param(pages, marks=pytest.mark.slow) for pages in (8, 16))]
)
def test_pages_that_a_closing_crawl_did_not_fetch_stay_pending(
    pages: int, two_outlets: Callable[[int], TwoOutlets]
) -> None:
    closed = two_outlets(40)
    run = closed.newsroom.crawl("-s", f"CLOSESPIDER_PAGECOUNT={pages}")
    assert (run.returncode, run.stderr) == (0, "")
    with closing(sqlite3.connect(closed.newsroom.database)) as db:
        (reason,) = db.execute("SELECT exit_reason FROM crawls").fetchone()
        outcomes = {outcome for (outcome,) in db.execute("SELECT outcome FROM urls")}
    assert reason == "closespider_pagecount"
    assert outcomes == {"stored", "pending"}
    finish(closed)


@pytest.mark.slow
@pytest.mark.parametrize("pages", [0, 5])
@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_ends_the_crawl_without_output(
    pages: int, times: int, two_outlets: Callable[[int], TwoOutlets]
) -> None:
    pressed = two_outlets(40)
    pipe = subprocess.PIPE
    run = subprocess.Popen(
        pressed.arguments(), cwd=ROOT, text=True, stderr=pipe, stdout=pipe, start_new_session=True
    )
    while not pressed.newsroom.database.with_name("news.db.lock").exists():
        time.sleep(0.01)
    pressed.wait_for_pages(pages, run)
    for _ in range(times):
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGINT)  # as a terminal does
        time.sleep(0.2)
    out, errors = run.communicate()
    assert (out, errors) == ("", "")
    finish(pressed)


def test_a_read_only_database_ends_with_one_line_and_code_4(
    two_outlets: Callable[[int], TwoOutlets], tmp_path: Path
) -> None:
    quiet = two_outlets(4)
    open_database(quiet.newsroom.database).close()
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    script = f"mount --bind {tmp_path} {tmp_path} && mount -o remount,ro,bind {tmp_path}"
    if not shutil.which("unshare") or subprocess.run([*command, script], check=False).returncode:
        pytest.skip("this system does not let tests mount a folder read-only")
    run = subprocess.run(
        [*command, f'{script} && exec "$@"', "sh", *quiet.arguments()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 4, run.stderr
    assert run.stderr.count("\n") == 1, run.stderr
    assert not any(site.seen for site in quiet.sites)


@pytest.mark.skipif(not shutil.which("unshare"), reason="needs unshare(1) for a small disk")
@pytest.mark.parametrize("kilobytes", [900, 1400], ids=["at its start", "during its pages"])
def test_a_full_disk_ends_the_crawl_with_one_line_and_code_4(
    two_outlets: Callable[[int], TwoOutlets], tmp_path: Path, kilobytes: int
) -> None:
    full = two_outlets(120)
    small, kept = tmp_path / "small", tmp_path / "kept"
    small.mkdir()
    script = f"""
mount -t tmpfs -o size={kilobytes}k small {small} || exit 99
"$@"
code=$?
cp -r {small} {kept}
exit $code
"""
    arguments = [
        part.replace(str(full.newsroom.database), f"{small}/news.db") for part in full.arguments()
    ]
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    run = subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if run.returncode == 99:
        pytest.skip("this system does not let tests mount a small disk")
    assert run.returncode == 4, run.stderr
    assert "the disk is full" in run.stderr
    assert run.stderr.count("\n") == 1, run.stderr
    with closing(open_database(kept / "news.db")) as db:
        assert [finding.text for finding in check(db)] == []
