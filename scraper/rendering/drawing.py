"""Decides from repeated looks at a page whether its scripts have drawn it, or will draw more.

The class uses no clock: its caller passes times in seconds, of any clock that is never set back.
"""

from collections.abc import Iterable
from dataclasses import dataclass

MIN_LINE_CHARS = 80  # of a long line; headlines, menus and teasers are mostly shorter
# Characters in long lines, from which on a page is taken to show its text. The frame of a page,
# with its menus, teasers and footer, has short lines and at most a few long ones.
MIN_TEXT_CHARS = 600
_QUIET_SECONDS = 0.6  # without a request and a change, after which a page with text is drawn
_QUIET_SECONDS_OF_SHORT_PAGE = 3.0  # a page of less text may still wait for a timer of its own
# A short page is scrolled after that, since its text may wait for a reader who scrolls.
_QUIET_SECONDS_AFTER_SCROLL = 1.0
# A page with text does not wait longer for a request: many pages ask for news of the minute by
# requests that stay open. A page of less text waits for each of its requests.
_MAX_REQUEST_SECONDS = 4.0
# An answer that a stopped page had missed for this long may have held its text. Requests for the
# number of readers or for a clock, which many pages send again and again, are answered sooner.
_MIN_MISSING_SECONDS = 1.0
# Text that was drawn this shortly before a page was stopped may be followed by more.
_GROWTH_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Look:
    """What a page shows at one moment."""

    is_complete: bool  # all files that its HTML names have been read
    elements: int
    chars: int
    text_chars: int  # those of them that stand in long lines


@dataclass(slots=True)
class Drawing:
    """The progress of one page, from the first look at it to the last."""

    _last: Look | None = None
    _looked_at: float = 0.0
    _changed_at: float = 0.0
    _grew_at: float = 0.0
    _most_text: int = 0
    _misses_answer: bool = False
    _is_scrolled: bool = False

    def look(self, look: Look, now: float, pending: Iterable[float]) -> None:
        """Note what the page shows, and when each request that has no answer yet was sent."""
        if look.text_chars > self._most_text:
            self._most_text, self._grew_at = look.text_chars, now
        ages = [now - sent for sent in pending]
        waits = any(self._is_short(look) or age < _MAX_REQUEST_SECONDS for age in ages)
        self._misses_answer = max(ages, default=0.0) >= _MIN_MISSING_SECONDS
        if look != self._last or not look.is_complete or waits:
            self._changed_at = now
        self._last, self._looked_at = look, now

    @property
    def is_over(self) -> bool:
        """Whether the page at its last look had waited for nothing, nor changed, for a while."""
        if self._last is None:
            return False
        quiet = _QUIET_SECONDS
        if self._is_short(self._last):
            quiet = (
                _QUIET_SECONDS_AFTER_SCROLL if self._is_scrolled else _QUIET_SECONDS_OF_SHORT_PAGE
            )
        return self._looked_at - self._changed_at >= quiet

    @property
    def needs_scroll(self) -> bool:
        """Whether the page shows little text, is still, and was not scrolled yet."""
        is_short = self._last is not None and self._is_short(self._last)
        return is_short and self.is_over and not self._is_scrolled

    def note_scroll(self, now: float) -> None:
        """Note that the page was scrolled; what it does then is waited for."""
        self._is_scrolled, self._changed_at = True, now

    def why_unfinished(self) -> str | None:
        """Return why a page that was stopped at the last look is half-drawn, or None.

        A page that goes on changing beside its text, as one with a clock does, is not half-drawn.
        """
        if self._last is None:
            return "it showed nothing yet"
        if self.is_over:
            return None
        if self._most_text and self._looked_at - self._grew_at < _GROWTH_SECONDS:
            return "its text was still growing"
        if self._is_short(self._last) and self._misses_answer:
            return "it showed little text and waited for an answer"
        return None

    @staticmethod
    def _is_short(look: Look) -> bool:
        return look.text_chars < MIN_TEXT_CHARS
