"""Recomputes every story of a database while the database stays in use."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

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
from storage.stories.unplaced import (
    articles_to_place,
    remove_placed,
    signed_by_earlier_version,
)

_MAX_TRANSACTION_ARTICLES = 200  # so that a crawl waits for the database less than a second
_MAX_RUN_ARTICLES = 20_000  # signed again in one run, which takes about two minutes
Progress = Callable[[int, int], None]  # called with the articles done and their total
# Places articles in the tables of the keeper, and reports its progress.
Fill = Callable[[Database, StoryKeeper, Progress], None]


def rebuild_stories(
    db: Database,
    progress: Progress,
    fill: Fill | None = None,
    thresholds: Thresholds = DEFAULTS,
) -> int:
    """Fill a second set of story tables, swap both sets, and return how many stories changed.

    If an error is raised, the present tables stay as they are, and the next rebuild drops the
    second set. ``fill`` fills the second set; by default every article is placed in it.
    """
    changed_stories = None
    while changed_stories is None:  # a second time only if articles were deleted meanwhile
        with transaction(db):
            begin_rebuild(db)
        keeper = StoryKeeper(RebuildIndex(db), thresholds)
        (fill or _place_all)(db, keeper, progress)
        changed_stories = _catch_up_and_swap(db, keeper)
    with transaction(db):
        abandon_rebuild(db)
    return changed_stories


def _place_all(db: Database, keeper: StoryKeeper, progress: Progress) -> None:
    place_many(db, keeper, keeper.index.every_id(), progress)


def place_many(db: Database, keeper: StoryKeeper, ids: Sequence[int], progress: Progress) -> None:
    """Place articles in stories, in transactions of _MAX_TRANSACTION_ARTICLES articles."""
    for start in range(0, len(ids), _MAX_TRANSACTION_ARTICLES):
        with transaction(db):
            keeper.place(ids[start : start + _MAX_TRANSACTION_ARTICLES])
        progress(min(start + _MAX_TRANSACTION_ARTICLES, len(ids)), len(ids))


def place_waiting(db: Database) -> None:
    """Place the articles for which an upgrade of the database found no story."""
    keeper = StoryKeeper(SqliteStoryIndex(db))
    while ids := articles_to_place(db, limit=_MAX_TRANSACTION_ARTICLES):
        with transaction(db):
            keeper.place(ids)
            remove_placed(db, ids)


def place_signed_earlier(db: Database, now: datetime, thresholds: Thresholds = DEFAULTS) -> int:
    """Place again the articles of the window whose features an earlier version computed.

    Older articles keep their stories, since no new article can be compared with them. Return the
    number of articles that were placed: at most _MAX_RUN_ARTICLES, so that a run ends in time.
    """
    today = now.date().toordinal() - date(1970, 1, 1).toordinal()  # days since 1970
    since_day = today - (thresholds.window_days or today)
    ids = signed_by_earlier_version(db, since_day=since_day, limit=_MAX_RUN_ARTICLES)
    if ids:
        keeper = StoryKeeper(SqliteStoryIndex(db), thresholds)
        place_many(db, keeper, ids, lambda done, total: None)
    return len(ids)


def _catch_up_and_swap(db: Database, keeper: StoryKeeper) -> int | None:
    """Place the articles that changed meanwhile, swap, and return how many stories changed.

    The result is None if articles were deleted meanwhile. Then the rebuild must start again, since
    a deleted article can't be found in the second set: its features are gone.
    """
    while True:
        with transaction(db):
            changed = take_changed(db, _MAX_TRANSACTION_ARTICLES)
            if len(keeper.index.articles(changed)) < len(changed):
                return None
            keeper.place(changed)
            if len(changed) < _MAX_TRANSACTION_ARTICLES:
                return swap_rebuilt(db)
