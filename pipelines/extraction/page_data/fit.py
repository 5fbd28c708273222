"""Decides whether a text in a page's data belongs to the page."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from pipelines.parsing.text import alphanumeric

TITLE_KEYS = ("headline", "title", "name", "seoTitle", "h1")
# A fitting text is one that belongs to the page, by the page's title or description.
_MIN_COMMON_SHARE = 0.5  # of the title's words must be in a fitting text
_MIN_COMMON_WORDS = 2  # of the title must be in a fitting text
# The beginning of the description that a fitting text holds; a shorter one is no evidence.
_MAX_SUMMARY_CHARS, _MIN_SUMMARY_CHARS = 60, 40
_MIN_TITLE_CHARS = 10  # letters and digits; a shorter title of an object is no evidence
_MAX_TITLE_CHARS = 200  # letters and digits; the rest of a page's title is not compared
_MAX_TITLED_OBJECTS = 3  # innermost objects around a text whose titles are compared
_MAX_VALUES = 40  # of such an object that are compared with the title
_MAX_VALUE_CHARS = 300  # a longer value is no title
_STEM_CHARS = 5  # words are compared by their first letters, since endings differ by case
_WORD = re.compile(r"\w{4,}")


class Fit:
    """Decides by the page's description and title whether a text belongs to the page."""

    def __init__(self, title: str, description: str) -> None:
        self._title = alphanumeric(title)
        self._summary = alphanumeric(description)[:_MAX_SUMMARY_CHARS]
        self._words = _stems(title)

    def matches(self, text: str, objects_around: Sequence[Mapping[str, Any]]) -> bool:
        """Return whether a text fits; ``objects_around`` are the JSON objects that contain it.

        It fits if it holds the description or half of the title's words, or if an object around it
        has the title. Under a name that is not one of TITLE_KEYS, a value must begin the title.
        """
        if self.holds_summary(text):
            return True
        for node in objects_around[-_MAX_TITLED_OBJECTS:]:
            if any(self._is_title(node.get(key)) for key in TITLE_KEYS):
                return True
            if any(map(self._begins_title, islice(node.values(), _MAX_VALUES))):
                return True
        common = len(self._words & _stems(text))
        min_common = max(_MIN_COMMON_WORDS, _MIN_COMMON_SHARE * len(self._words))
        return bool(self._words) and common >= min_common

    def holds_summary(self, text: str) -> bool:
        """Return whether a text holds the beginning of the page's description."""
        return len(self._summary) >= _MIN_SUMMARY_CHARS and self._summary in alphanumeric(text)

    def is_headline(self, text: str) -> bool:
        """Return whether a heading is a part of the page's title or begins with it."""
        letters = alphanumeric(text)
        if min(len(letters), len(self._title)) < _MIN_TITLE_CHARS:
            return bool(letters) and letters == self._title
        return letters in self._title or letters.startswith(self._title[:_MAX_TITLE_CHARS])

    def _is_title(self, value: Any) -> bool:
        """Return whether a value of an object is the page's title or a part of it."""
        letters = alphanumeric(value) if isinstance(value, str) else ""
        return len(letters) >= _MIN_TITLE_CHARS and letters in self._title

    def _begins_title(self, value: Any) -> bool:
        """Return whether a value of an object is at least the first half of the page's title."""
        if not isinstance(value, str) or not _MIN_TITLE_CHARS <= len(value) <= _MAX_VALUE_CHARS:
            return False
        letters = alphanumeric(value)
        is_long = len(letters) >= max(_MIN_TITLE_CHARS, _MIN_COMMON_SHARE * len(self._title))
        return is_long and self._title.startswith(letters)


def _stems(text: str) -> set[str]:
    return {word[:_STEM_CHARS] for word in _WORD.findall(text.lower())}
