"""Judges edits: what they changed of substance, and whether the page mentions them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipelines.edits.substance import Version, mentions_edit, substantial_changes
from storage.articles.edits import EditedVersions, newest_edits, save_edits, waiting_edits
from storage.database.protocols import Store
from storage.database.sqlite import transaction

_MAX_WAITING_EDITS = 2_000  # judged at the end of one run, which takes about 10 s
_DAY_CHARS = len("2026-11-28")


def judge_newest_edits(db: Store, article_ids: Collection[int]) -> None:
    """Judge the newest edit of each article, in the caller's transaction."""
    _judge(db, newest_edits(db, article_ids))


def judge_waiting_edits(db: Store) -> None:
    """Judge edits that a version before this feature stored."""
    with transaction(db):
        _judge(db, waiting_edits(db, _MAX_WAITING_EDITS))


def _judge(db: Store, edits: Sequence[EditedVersions]) -> None:
    judged = []
    for edit in edits:
        before = Version(edit.former_headline, edit.former_text)
        after = Version(edit.headline, edit.text)
        may_be_mentioned = may_state_a_later_time(edit) or mentions_edit(before, after)
        judged.append((edit, substantial_changes(before, after), not may_be_mentioned))
    save_edits(db, judged)


def may_state_a_later_time(edit: EditedVersions) -> bool:
    """Return whether the page states a time of change that may be after the visit before the edit.

    A time in the same minute, or on the same day, may be after that visit. The stated time may
    belong to a later edit. Then it is unknown whether the page mentioned this edit, so this edit is
    not called quiet.
    """
    if edit.date_modified is None:
        return False
    former = datetime.fromisoformat(edit.former_seen_at)
    if len(edit.date_modified) == _DAY_CHARS:
        day = date.fromisoformat(edit.date_modified)
        return day >= former.astimezone(ZoneInfo(edit.timezone)).date()
    return datetime.fromisoformat(edit.date_modified) >= former.replace(second=0, microsecond=0)
