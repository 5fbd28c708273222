"""Stores which stories a person keeps: the texts of their articles are never pruned."""

from datetime import datetime

from pipelines.model import iso_text
from storage.database.protocols import Store
from storage.database.sqlite import transaction
from storage.stories.rows import find_story


def keep_story(db: Store, name: str, now: datetime) -> tuple[str, int] | None:
    """Note that the texts of a story are never pruned.

    Return the present id of the story and the number of its texts that were pruned before; None if
    there is no such story.
    """
    story_id = find_story(db, name)
    if story_id is None:
        return None
    with transaction(db):
        db.execute(
            "INSERT INTO kept_stories (story_id, kept_at) VALUES (?, ?)"
            " ON CONFLICT (story_id) DO NOTHING",
            [story_id, iso_text(now)],
        )
    (pruned_count,) = db.execute(
        "SELECT count(*) FROM articles AS a JOIN pruned_texts AS p ON p.article_id = a.id"
        " WHERE a.story_id = ?",
        [story_id],
    ).fetchone()
    return story_id, pruned_count


def end_keeping(db: Store, name: str) -> bool:
    """Let the texts of a kept story be pruned again; return False if it was not kept."""
    story_ids = {name, find_story(db, name) or name}  # the story may have been merged since
    with transaction(db):
        ended = [
            db.execute(
                "DELETE FROM kept_stories WHERE story_id = ? OR story_id IN"
                " (SELECT old_id FROM story_redirects WHERE story_id = ?)",
                [story_id, story_id],
            ).rowcount
            for story_id in story_ids
        ]
    return any(ended)


def kept_stories(db: Store) -> list[tuple[str, str]]:
    """Return the present ids and headlines of the kept stories, the longest kept first."""
    rows = db.execute(
        "SELECT s.id, s.headline, min(k.kept_at) FROM kept_stories AS k"
        " LEFT JOIN story_redirects AS r ON r.old_id = k.story_id"
        " JOIN stories AS s ON s.id = coalesce(r.story_id, k.story_id)"
        " GROUP BY s.id, s.headline ORDER BY 3, 1"
    )
    return [(str(story_id), str(headline)) for story_id, headline, _ in rows.fetchall()]
