"""Tests when a page in a browser is drawn, and when one that is stopped is half-drawn."""

from itertools import count
from typing import Any

import pytest

from scraper.rendering.drawing import MIN_TEXT_CHARS, Drawing, PageState

TEXT = MIN_TEXT_CHARS + 100
STEP_SECONDS = 0.2


class Page:
    """A page that is looked at every STEP_SECONDS, as the browser does."""

    def __init__(self) -> None:
        self.drawing = Drawing()
        self.now = 0.0
        self.changes = count()
        self.scrolls = 0

    def show(
        self,
        text_chars: int,
        seconds: float,
        *,
        grows: int = 0,
        changes: bool = False,
        pending_since: float | None = None,
    ) -> bool:
        """Show the page for some seconds; return whether it was drawn at any time."""
        end = self.now + seconds
        was_drawn = False
        pending = [] if pending_since is None else [pending_since]
        while self.now < end:
            elements = next(self.changes) if changes else 50
            state = PageState(
                is_complete=True,
                elements=elements,
                chars=text_chars + 500,
                text_chars=text_chars,
            )
            self.drawing.note(state, self.now, pending)
            if self.drawing.needs_scroll:
                self.scrolls += 1
                self.drawing.note_scroll(self.now)
            was_drawn = was_drawn or self.drawing.is_drawn
            text_chars += grows
            self.now += STEP_SECONDS
        return was_drawn

    def why_unfinished(self) -> str:
        return self.drawing.why_unfinished() or "finished"


def test_a_page_with_text_is_drawn_after_a_short_quiet_time() -> None:
    page = Page()
    assert page.show(TEXT, 1.0)


def test_the_frame_of_a_page_is_given_time_for_its_text() -> None:
    page = Page()
    assert not page.show(100, 2.6)
    assert page.show(100, 2.0)


def test_a_page_is_scrolled_once_and_only_if_it_shows_little_text() -> None:
    short, long = Page(), Page()
    assert short.show(100, 8.0)
    assert long.show(TEXT, 8.0)
    assert (short.scrolls, long.scrolls) == (1, 0)


def test_text_that_comes_with_a_scroll_is_waited_for() -> None:
    page = Page()
    assert not page.show(100, 3.4)
    assert page.scrolls == 1
    assert not page.show(100, 2.0, pending_since=3.4)
    assert page.show(TEXT, 1.0)


def test_a_frame_waits_for_a_slow_answer_that_brings_the_text() -> None:
    page = Page()
    assert not page.show(100, 9.0, pending_since=0.0)
    assert page.show(TEXT, 1.0)


def test_a_page_with_text_does_not_wait_for_an_endless_request() -> None:
    page = Page()
    assert not page.show(TEXT, 3.8, pending_since=0.0)
    assert page.show(TEXT, 1.4, pending_since=0.0)


@pytest.mark.parametrize(
    ("text_chars", "options", "reason"),
    [
        (TEXT, {"changes": True}, "finished"),  # as of a page with a clock
        (TEXT, {"grows": 40}, "its text was still growing"),
        (100, {"pending_since": 1.0}, "it showed little text and waited for an answer"),
        (100, {"changes": True}, "finished"),  # a short text beside a clock
        (0, {"changes": True}, "finished"),
    ],
)
def test_a_page_that_is_stopped_is_half_drawn_only_if_text_may_follow(
    text_chars: int, options: dict[str, Any], reason: str
) -> None:
    page = Page()
    page.show(text_chars, 12.0, **options)
    assert page.why_unfinished() == reason


def test_quick_requests_without_an_end_are_not_waited_for_at_the_end() -> None:
    """A short text beside a number that is asked for again each second is all of the page."""
    page = Page()
    while page.now < 12:
        page.show(100, 0.6)
        page.show(100, 0.4, pending_since=page.now)
    assert page.why_unfinished() == "finished"


def test_text_that_came_just_before_the_end_may_be_followed_by_more() -> None:
    page = Page()
    page.show(100, 9.0, changes=True)
    page.show(TEXT, 2.0, changes=True)
    assert page.why_unfinished() == "its text was still growing"


def test_a_page_that_was_never_looked_at_is_half_drawn() -> None:
    assert Drawing().why_unfinished() == "it showed nothing yet"


def test_text_that_is_replaced_by_as_much_does_not_grow() -> None:
    page = Page()
    for chars in (TEXT, TEXT - 50, TEXT) * 5:
        page.show(chars, 0.8, changes=True)
    assert page.why_unfinished() == "finished"
