"""Decides from the states that a page shows whether its scripts have drawn all of it.

The caller passes all times, as seconds of a monotonic clock.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

MIN_LINE_CHARS = 80  # of a long line; headlines, menus and teasers are mostly shorter
# Characters in long lines of a page that shows its text; a page with fewer is called short. Menus,
# teasers and footers have short lines and at most a few long ones.
MIN_TEXT_CHARS = 600
# Seconds without a request and without a change, after which a page is taken as drawn. A short page
# may wait for a timer of its own. It is then scrolled, since some pages draw their text only then.
_QUIET_SECONDS = 0.6
_QUIET_SECONDS_OF_SHORT_PAGE = 3.0
_QUIET_SECONDS_AFTER_SCROLL = 1.0
# A page with text does not wait longer for one request: many pages keep a request open for the news
# of the minute. A short page waits until all its requests are answered.
_MAX_REQUEST_SECONDS = 4.0
# An answer that is missing for so long when a page is stopped may hold its text. Requests that many
# pages repeat, for the number of readers or a clock, are answered sooner.
_MIN_MISSING_SECONDS = 1.0
# If text was added so many seconds before a page was stopped, more text may have followed.
_GROWTH_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class PageState:
    """What a page shows at one moment."""

    is_complete: bool  # whether all files that its HTML names have been read
    elements: int  # number of elements
    chars: int  # characters of all text
    text_chars: int  # characters in long lines


@dataclass(slots=True)
class Drawing:
    """The progress of one page, of which the browser notes the state again and again."""

    _last: PageState | None = None  # the state that was noted last
    _noted_at: float = 0.0  # when it was noted
    _changed_at: float = 0.0  # last time of a change, of waiting for an answer, or of scrolling
    _grew_at: float = 0.0  # last time when the page had more text than ever before
    _most_text: int = 0  # largest number of characters in long lines
    _misses_answer: bool = False  # whether a request is without an answer for long
    _is_scrolled: bool = False

    def note(self, state: PageState, now: float, pending: Iterable[float]) -> None:
        """Note what the page shows; ``pending`` are the times of its requests without an answer."""
        if state.text_chars > self._most_text:
            self._most_text = state.text_chars
            self._grew_at = now
        waits = [now - sent_at for sent_at in pending]
        max_wait = math.inf if self._is_short(state) else _MAX_REQUEST_SECONDS
        is_waiting = any(wait < max_wait for wait in waits)
        self._misses_answer = any(wait >= _MIN_MISSING_SECONDS for wait in waits)
        if state != self._last or not state.is_complete or is_waiting:
            self._changed_at = now
        self._last = state
        self._noted_at = now

    @property
    def is_drawn(self) -> bool:
        """Return whether the page has neither waited nor changed for a while."""
        if self._last is None:
            return False
        return self._noted_at - self._changed_at >= self._min_quiet_seconds(self._last)

    @property
    def needs_scroll(self) -> bool:
        """Return whether a short page has stopped changing and was not scrolled yet."""
        is_short = self._last is not None and self._is_short(self._last)
        return is_short and self.is_drawn and not self._is_scrolled

    def note_scroll(self, now: float) -> None:
        """Note that the page was scrolled; from now on the page is waited for again."""
        self._is_scrolled = True
        self._changed_at = now

    def why_unfinished(self) -> str | None:
        """Return why a page that is stopped now is half-drawn, or None.

        A page that changes only beside its text, such as a page with a clock, is not half-drawn.
        """
        if self._last is None:
            return "it showed nothing yet"
        if self.is_drawn:
            return None
        if self._most_text and self._noted_at - self._grew_at < _GROWTH_SECONDS:
            return "its text was still growing"
        if self._is_short(self._last) and self._misses_answer:
            return "it showed little text and waited for an answer"
        return None

    def _min_quiet_seconds(self, state: PageState) -> float:
        if not self._is_short(state):
            return _QUIET_SECONDS
        return _QUIET_SECONDS_AFTER_SCROLL if self._is_scrolled else _QUIET_SECONDS_OF_SHORT_PAGE

    @staticmethod
    def _is_short(state: PageState) -> bool:
        return state.text_chars < MIN_TEXT_CHARS
