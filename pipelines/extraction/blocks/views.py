"""Compares blocks with other texts of the page: trafilatura's text, JSON-LD, description, headline.

Such a text is called a view of the article. Whether the views hold a block is a feature of the
block model. trafilatura's text is not among ``Views``, since it takes much time and few pages need
it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.extraction.blocks.segment import Block

Array = NDArray[np.float32]
_NO_LETTER = re.compile(r"[^\w\n]+")  # does not match «_», which is removed separately
_MAX_TITLE_CHARS = 300  # a longer text is no headline
_MIN_SHARED_CHARS = 10  # a block or headline of fewer letters shares text by chance
_MIN_DESCRIPTION_CHARS = 40  # of a description whose beginning may be in a block
_MAX_BEGINNING_CHARS = 60  # of the description
_MIN_PART_CHARS = 12  # a shorter text counts as held by a view only if it is a whole line there
_MIN_LONG_CHARS = 60  # of a long text; a view may hold only its beginning or its end
_END_CHARS = 50  # of the beginning or the end of a long text, which is searched for
# The columns of ``text_columns`` for a text that is empty and so holds no block.
_COLUMNS_WITHOUT_TEXT = np.array([[0, -1, -1, -1]], dtype=np.float32)
HELD_BY_JSON_LD = 0  # the column of ``view_columns`` that says whether JSON-LD holds a block


@dataclass(frozen=True, slots=True)
class Views:
    """The texts in the page's data that hold the article or a part of it."""

    stated: str = ""  # the articleBody of JSON-LD
    description: str = ""
    headline: str = ""


def view_columns(blocks: Sequence[Block], views: Views) -> Array:
    """Return for each block four columns on how the views hold it.

    The first column is HELD_BY_JSON_LD, and the next one says whether the description holds the
    block. Two columns say whether the block equals the headline or shares its text.
    """
    keys = _keys(blocks)
    description = "".join(views.description.split())
    (headline,) = _letters_alone([views.headline.replace("\n", " ")])
    # Keys have no spaces, which would take most of the time of removing all but letters.
    short_keys = [block.key if len(block.text) < _MAX_TITLE_CHARS else "" for block in blocks]
    letters_of_blocks = _letters_alone(short_keys)
    columns = [
        _held_by(keys, views.stated),
        [_is_in_description(key, description) for key in keys],
        [bool(letters) and letters == headline for letters in letters_of_blocks],
        [_shares_title(letters, headline) for letters in letters_of_blocks],
    ]
    return np.stack([np.array(column, dtype=np.float32) for column in columns], axis=1)


def text_columns(blocks: Sequence[Block], text: str) -> Array:
    """Return for each block how a text holds it, see ``_held``, and its distances to such blocks.

    There are four columns; for the last three see ``_distances``.
    """
    if not text:
        return _COLUMNS_WITHOUT_TEXT.repeat(len(blocks), axis=0)
    held = np.array(_held_by(_keys(blocks), text), dtype=np.float32)
    return np.hstack([held[:, None], _distances(held)])


def _keys(blocks: Sequence[Block]) -> list[str]:
    return [block.key.replace("|", "") for block in blocks]


def _is_in_description(key: str, description: str) -> bool:
    """Return whether the description contains a block, or begins as a part of it does."""
    if len(key) <= _MIN_PART_CHARS:
        return False
    is_long = len(description) > _MIN_DESCRIPTION_CHARS
    beginning = description[:_MAX_BEGINNING_CHARS]
    return key in description or (is_long and beginning in key)


def _shares_title(letters: str, title: str) -> bool:
    """Return whether the headline contains a block, or a block contains the headline."""
    if len(letters) <= _MIN_SHARED_CHARS:
        return False
    return letters in title or (len(title) > _MIN_SHARED_CHARS and title in letters)


def _distances(held: Array) -> Array:
    """Return three columns of distances, in blocks, to the blocks that a view holds.

    They are the distances to the first, the last and the nearest of these blocks; all are -1 if the
    view holds no block. ``held`` is not 0 for a block that the view holds.
    """
    places = np.flatnonzero(held)
    if len(places) == 0:
        return np.full((len(held), 3), -1, dtype=np.float32)
    index = np.arange(len(held))
    count_before = np.searchsorted(places, index)  # the number of held blocks before each block
    to_next = np.abs(places[np.minimum(count_before, len(places) - 1)] - index)
    to_previous = np.abs(index - places[np.maximum(count_before - 1, 0)])
    return np.stack(
        [
            np.clip(index - places[0], -50, 200),
            np.clip(places[-1] - index, -50, 200),
            np.minimum(to_next, to_previous).clip(0, 50),
        ],
        axis=1,
    ).astype(np.float32)


def _letters_alone(lines: Sequence[str]) -> list[str]:
    """Return the letters and digits of each line, in lower case."""
    return _NO_LETTER.sub("", "\n".join(lines).lower().replace("_", "")).split("\n")


def _joined(view: str) -> tuple[str, frozenset[str]]:
    """Return a text without white space, as a whole and as the set of its lines."""
    lines = ["".join(part.split()) for part in view.replace("|", "\n").split("\n")]
    return "".join(lines), frozenset(lines)


def _held_by(keys: Sequence[str], view: str) -> list[float]:
    """Return for each text how a view holds it, see ``_held``."""
    joined, lines = _joined(view)
    return [_held(key, joined, lines) for key in keys] if joined else [0.0] * len(keys)


def _held(key: str, joined: str, lines: frozenset[str]) -> float:
    """Return 1 if a view holds a text, 0.5 if it holds its beginning or end, else 0."""
    if len(key) < _MIN_PART_CHARS:
        return float(bool(key) and key in lines)
    if key in joined:
        return 1.0
    if len(key) <= _MIN_LONG_CHARS:
        return 0.0
    return 0.5 if key[:_END_CHARS] in joined or key[-_END_CHARS:] in joined else 0.0
