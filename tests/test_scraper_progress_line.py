"""Tests that the line of a long command is shown on a terminal only."""

import io
import sys

import pytest

from scraper.progress_line import duration, line, with_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_line_shows_count_rate_and_time_left() -> None:
    assert line(1200, 5000, "pages", 0.025) == "1200/5000 pages, 40.0/s, about 2 min left"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (89, "89 s"), (90, "2 min"), (5_000, "83 min"), (7_200, "2 h")],
)
def test_a_duration_is_shown_in_one_unit(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_nothing_is_shown_if_standard_error_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    assert list(with_progress(iter([1, 2]), 2, "pages")) == [1, 2]
    assert shown.getvalue() == ""


def test_the_line_is_cleared_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert list(with_progress([1, 2], 2, "pages")) == [1, 2]
    assert shown.getvalue().endswith(f"\r{'':79}\r")
