"""Judges edits: their substantial changes, and whether the page mentions the edit."""

from collections.abc import Collection, Sequence

from pipelines.edits.substance import Version, is_stated, substance_of
from storage.articles.edits import EditedVersions, newest_edits, save_edits, waiting_edits
from storage.database.protocols import Store
from storage.database.sqlite import transaction

_MAX_WAITING_EDITS = 2_000  # judged at the end of one run after an upgrade, about 10 s


def judge_newest_edits(db: Store, article_ids: Collection[int]) -> None:
    """Judge the newest edit of each article, in the caller's transaction."""
    _judge(db, newest_edits(db, article_ids))


def judge_waiting_edits(db: Store) -> None:
    """Judge edits that were stored before edits were judged."""
    with transaction(db):
        _judge(db, waiting_edits(db, _MAX_WAITING_EDITS))


def _judge(db: Store, edits: Sequence[EditedVersions]) -> None:
    judged = []
    for edit in edits:
        before = Version(edit.former_headline, edit.former_text)
        after = Version(edit.headline, edit.text)
        is_quiet = not (_states_a_later_time(edit) or is_stated(before, after))
        judged.append((edit, substance_of(before, after), is_quiet))
    save_edits(db, judged)


def _states_a_later_time(edit: EditedVersions) -> bool:
    """Return whether the page names a time of its last change after the visit before."""
    return edit.date_modified is not None and edit.date_modified > edit.former_seen_at
