"""Computes the events of the stories that changed since the last time."""

from collections.abc import Callable

from pipelines.events.keeper import EventKeeper
from pipelines.events.thresholds import RULES_VERSION
from storage.database.protocols import Store
from storage.database.sqlite import transaction
from storage.stories.event_index import StoredEventIndex

# Stories of one transaction. It takes about 2 s, for which a crawl waits that also writes.
_MAX_TRANSACTION_STORIES = 500
# Stories that are placed at the end of a crawl, in half a minute. If an upgrade changed the rules,
# all stories wait for new events, and several crawls are needed to place them.
MAX_RUN_STORIES = 10_000
# Days before the newest story; the features of older stories are dropped. A story is compared with
# those of 3 days, and few are stored more than 11 days after their publication.
_MAX_KEPT_DAYS = 14
_SECONDS_A_DAY = 86_400
Progress = Callable[[int], None]  # called with the number of stories that are done


def place_events(
    db: Store, max_stories: int | None = None, progress: Progress = lambda _: None
) -> int:
    """Compute the events of stories that are new, changed or gone; return their number.

    After a change of the rules, the events of all stories are computed again, except those of
    pruned texts. ``max_stories`` limits the number; the other stories wait for the next call.
    """
    index = StoredEventIndex(db)
    keeper = EventKeeper(index)
    with transaction(db):
        index.await_new_events_if_rules_changed(RULES_VERSION)
        index.remove_pruned_from_waiting()
    done = 0
    while max_stories is None or done < max_stories:
        with transaction(db):
            waiting = index.waiting(_MAX_TRANSACTION_STORIES)
            if waiting:
                keeper.place(waiting)
                index.remove_waiting(waiting)
        done += len(waiting)
        progress(done)
        if len(waiting) < _MAX_TRANSACTION_STORIES:
            break
    if done:
        with transaction(db):
            latest = index.latest_moment()
            if latest is not None:
                index.drop_old_features(latest - _MAX_KEPT_DAYS * _SECONDS_A_DAY)
    return done
