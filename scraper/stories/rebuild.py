"""Recomputing every story of a database while it stays in use."""

from collections.abc import Callable, Sequence

from sqlite_utils import Database

from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.stories.keeper import StoryKeeper
from storage.database.sqlite import transaction
from storage.stories.rebuild import (
    RebuildIndex,
    abandon_rebuild,
    begin_rebuild,
    swap_rebuilt,
    take_changed,
)

_AT_ONCE = 200  # articles a transaction, so that a crawl waits for less than a second
Progress = Callable[[int, int], None]
Fill = Callable[[Database, StoryKeeper, Progress], None]


def rebuild_stories(
    db: Database,
    progress: Progress,
    fill: Fill | None = None,
    thresholds: Thresholds = DEFAULTS,
) -> int:
    """Place every article anew beside the live tables and swap; return how many stories changed.

    ``progress`` is told the articles done and their total. What failed leaves the live tables
    alone; what it left beside them is dropped by the next rebuild. ``fill`` may bring what was
    computed elsewhere.
    """
    different = None
    while different is None:
        with transaction(db):
            begin_rebuild(db)
        keeper = StoryKeeper(RebuildIndex(db), thresholds)
        (fill or _place_all)(db, keeper, progress)
        different = _catch_up_and_swap(db, keeper)
    with transaction(db):
        abandon_rebuild(db)
    return different


def _place_all(db: Database, keeper: StoryKeeper, progress: Progress) -> None:
    place_many(db, keeper, keeper.index.every_id(), progress)


def place_many(db: Database, keeper: StoryKeeper, ids: Sequence[int], progress: Progress) -> None:
    """Place articles, a transaction for few of them at a time."""
    for start in range(0, len(ids), _AT_ONCE):
        with transaction(db):
            keeper.place(ids[start : start + _AT_ONCE])
        progress(min(start + _AT_ONCE, len(ids)), len(ids))


def _catch_up_and_swap(db: Database, keeper: StoryKeeper) -> int | None:
    """Return how many stories changed; None if articles were deleted: then it starts over.

    A deleted article takes its features along, without which its traces can't be found.
    """
    while True:
        with transaction(db):
            changed = take_changed(db, _AT_ONCE)
            if len(keeper.index.documents(changed)) < len(changed):
                return None
            keeper.place(changed)
            if len(changed) < _AT_ONCE:
                return swap_rebuilt(db)
