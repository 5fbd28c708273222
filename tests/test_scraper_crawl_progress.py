"""Tests the line that shows the progress of a run."""

from hypothesis import given
from hypothesis import strategies as st

from scraper.crawl.progress import Progress, progress_line


def halfway() -> Progress:
    """Return the progress at 30 s: 20 of 40 pages of "penza", and all 10 of "samara", are seen."""
    progress = Progress(sources=2)
    for source, pages in (("penza", 40), ("samara", 10)):
        progress.begin(source, 0.0)
        progress.plan(source, pages, 10.0)
    for second in range(20):
        progress.count_page("penza", 10.0 + second)
        if second < 10:
            progress.count_page("samara", 10.0 + second)
    progress.end("samara")
    return progress


def test_the_line_shows_rate_queue_time_left_and_the_slowest_source() -> None:
    line = progress_line(halfway(), {"stored": 28, "unchanged": 2}, now=30.0)
    assert line == "1/2 sources, 30 pages, 20 queued, 1.3/s, 28 new, about 20 s left, penza 20/40"


def test_no_time_is_shown_until_the_pages_of_all_sources_are_known() -> None:
    progress = halfway()
    progress.sources = 3
    assert progress.seconds_left(30.0) is None
    progress.begin("saratov", 30.0)
    assert progress.seconds_left(30.0) is None


def test_pages_left_to_later_runs_are_not_waited_for() -> None:
    progress = halfway()
    for _ in range(20):
        progress.skip("penza")
    assert progress.queued() == 0
    assert progress.seconds_left(30.0) == 0.0


def test_the_rate_counts_recent_pages_only() -> None:
    assert halfway().rate(now=1000.0) == 0.0


@given(st.text(max_size=200), st.integers(0, 10**9), st.integers(0, 10**6))
def test_the_line_never_wraps(name: str, stored: int, pages: int) -> None:
    progress = Progress(sources=10**5)
    progress.begin(name, 0.0)
    progress.plan(name, pages, 0.0)
    progress.count_page(name, 1.0)
    assert len(progress_line(progress, {"stored": stored}, now=2.0)) <= 79
