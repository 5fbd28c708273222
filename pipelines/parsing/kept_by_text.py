"""Keeps what a function found in a text.

Several steps ask the same of a line, and the pages of an outlet repeat their lines: menus, labels
and footers are two thirds of the lines of a page that was not seen before.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

MAX_KEPT_CHARS = 1_000  # of a text; hostile ones have megabytes, and paragraphs are shorter

T = TypeVar("T")


def kept_by_text(max_texts: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Return a decorator that keeps the results for the ``max_texts`` texts that were used last.

    The function must depend on nothing but the text, and its results must be immutable. Results
    for texts of more than MAX_KEPT_CHARS are not kept.
    """

    def decorate(function: Callable[[str], T]) -> Callable[[str], T]:
        kept = lru_cache(max_texts)(function)

        @wraps(function)
        def result_of(text: str) -> T:
            return kept(text) if len(text) <= MAX_KEPT_CHARS else function(text)

        return result_of

    return decorate
