"""Tests that a run waits for the lock of its database while its event loop goes on."""

import asyncio
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from scraper.crawl.write_turn import LockTimes, wait_for_turn
from storage.database.protocols import Store
from storage.database.sqlite import open_database, transaction
from storage.stores import open_store
from tests import servers
from tests.newsroom import Newsroom
from tests.two_outlets import publish_two_outlets
from tests.web_site import Site

TICKS, TICK_SECONDS = 20, 0.005


async def ticks_while_waiting(waiting: Store, writing: Store, times: LockTimes) -> int:
    """Return how often, of TICKS, the event loop ran while one store waited for the other one."""
    ticks = 0
    with transaction(writing):
        writing.execute("SELECT 1").fetchone()  # a server has given the lock when it answers
        turn = asyncio.create_task(wait_for_turn(waiting, times))
        for _ in range(TICKS):
            await asyncio.sleep(TICK_SECONDS)
            if not turn.done():
                ticks += 1
    await asyncio.wait_for(turn, 60)
    return ticks


def test_the_event_loop_goes_on_while_another_connection_writes(tmp_path: Path) -> None:
    times = LockTimes()
    with (
        closing(open_database(tmp_path / "news.db")) as one,
        closing(open_database(tmp_path / "news.db")) as other,
    ):
        assert asyncio.run(ticks_while_waiting(one, other, times)) == TICKS
        assert times.waited_seconds >= TICKS * TICK_SECONDS
        with transaction(one):
            (timeout_ms,) = one.execute("PRAGMA busy_timeout").fetchone()
            assert timeout_ms > 0, "the usual timeout holds again"


def test_a_free_lock_is_not_waited_for(tmp_path: Path) -> None:
    times = LockTimes()
    with closing(open_database(tmp_path / "news.db")) as db:
        asyncio.run(wait_for_turn(db, times))
        assert not db.conn.in_transaction
    assert times.waited_seconds < 1


def test_the_time_with_the_lock_is_counted() -> None:
    times = LockTimes()
    with times.holding():
        asyncio.run(asyncio.sleep(0.02))
    assert times.held_seconds >= 0.02


def test_a_run_prints_how_long_it_held_the_lock_and_waited_for_it(
    newsroom: Newsroom, start_site: Callable[[], Site]
) -> None:
    publish_two_outlets(newsroom, start_site, 2)
    run = newsroom.crawl("-s", "LOG_LEVEL=INFO")
    seconds = dict(re.findall(r"'lock/seconds_(\w+)': ([\d.]+)", run.stderr))
    assert seconds.keys() == {"held", "waited"}
    assert float(seconds["held"]) > 0


@pytest.mark.slow
@pytest.mark.skipif(bool(servers.missing()), reason=str(servers.missing()))
def test_workers_of_a_server_wait_in_the_same_way(empty_postgres: str) -> None:
    times = LockTimes()
    with closing(open_store(empty_postgres)) as one, closing(open_store(empty_postgres)) as other:
        assert asyncio.run(ticks_while_waiting(one, other, times)) == TICKS
