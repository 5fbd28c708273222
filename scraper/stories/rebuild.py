"""Recomputing every story of a database while it stays in use."""

from collections.abc import Callable, Sequence

from sqlite_utils import Database

from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.stories.keeper import StoryKeeper
from storage.database.sqlite import transaction
from storage.stories.index import SqliteStoryIndex
from storage.stories.rebuild import (
    RebuildIndex,
    abandon_rebuild,
    begin_rebuild,
    swap_rebuilt,
    take_changed,
)
from storage.stories.unplaced import articles_to_place, remove_placed

_MAX_TRANSACTION_ARTICLES = (
    200  # articles a transaction, so that a crawl waits for less than a second
)
Progress = Callable[[int, int], None]
Fill = Callable[[Database, StoryKeeper, Progress], None]


def rebuild_stories(
    db: Database,
    progress: Progress,
    fill: Fill | None = None,
    thresholds: Thresholds = DEFAULTS,
) -> int:
    """Place every article anew beside the live tables and swap; return how many stories changed.

    ``progress`` is called with the articles done and their total. A failed rebuild leaves the live
    tables as they were, and the next one drops its second set. ``fill`` replaces the step that
    places every article, e.g. by an import.
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
    for start in range(0, len(ids), _MAX_TRANSACTION_ARTICLES):
        with transaction(db):
            keeper.place(ids[start : start + _MAX_TRANSACTION_ARTICLES])
        progress(min(start + _MAX_TRANSACTION_ARTICLES, len(ids)), len(ids))


def place_waiting(db: Database) -> None:
    """Place the articles that an upgrade found without a place in the index of copies."""
    keeper = StoryKeeper(SqliteStoryIndex(db))
    while ids := articles_to_place(db, limit=_MAX_TRANSACTION_ARTICLES):
        with transaction(db):
            keeper.place(ids)
            remove_placed(db, ids)


def _catch_up_and_swap(db: Database, keeper: StoryKeeper) -> int | None:
    """Return how many stories changed; None if articles were deleted: then it starts over.

    A deleted article takes its features along, without which its traces can't be found.
    """
    while True:
        with transaction(db):
            changed = take_changed(db, _MAX_TRANSACTION_ARTICLES)
            if len(keeper.index.articles(changed)) < len(changed):
                return None
            keeper.place(changed)
            if len(changed) < _MAX_TRANSACTION_ARTICLES:
                return swap_rebuilt(db)
