"""Repairs times in the future, which a run has stored while the clock of its machine was wrong."""

from datetime import datetime

from pipelines.model import iso_text
from storage.database.protocols import Store
from storage.database.sqlite import transaction

# Columns with the times of past events, which cannot be later than now.
_PAST_TIMES = {
    "articles": ("date_first_seen", "date_last_seen", "date_gone"),
    "revisions": ("seen_at",),
    "endpoints": ("checked_at", "read_at"),
    "boilerplate": ("first_seen_at", "last_seen_at"),
    "raw_pages": ("fetched_at",),
    "page_versions": ("read_at",),
    "refused_pages": ("fetched_at",),
    "refused_texts": ("seen_at",),
    "pruned_texts": ("pruned_at",),
    "outbox": ("created_at", "sent_at"),
    "crawls": ("started_at", "finished_at"),
}


def _at_most_now(table: str) -> tuple[str, str]:
    """Return the statements that repair a table whose key is an article and ``seen_at``.

    Of an article's rows in the future only the latest stays, since all of them would get one key.
    """
    return (
        f"""DELETE FROM {table} WHERE seen_at >= :now AND EXISTS (SELECT 1 FROM {table} AS later
            WHERE later.article_id = {table}.article_id AND later.seen_at > {table}.seen_at)""",  # noqa: S608
        f"UPDATE {table} SET seen_at = :now WHERE seen_at > :now",  # noqa: S608
    )


# Statements by which decisions of a run with a wrong clock are made again. Links that the run took
# for too old become pending. Visits that it postponed or did not plan become due. The time of a
# planned visit is repaired together with the time from which it was counted.
_REPAIRS = (
    *_at_most_now("edits"),
    *_at_most_now("engagement"),
    """UPDATE urls SET first_seen_at = min(first_seen_at, :now), checked_at = min(checked_at, :now),
        newest_at = min(newest_at, :now), next_check_at = CASE WHEN next_check_at IS NOT NULL
            OR outcome IN ('too_old', 'stored', 'changed', 'unchanged') THEN :now END,
        outcome = CASE outcome WHEN 'too_old' THEN 'pending' ELSE outcome END
        WHERE first_seen_at > :now OR checked_at > :now""",
    """UPDATE sources SET last_polled_at = min(last_polled_at, :now), next_poll_at = :now,
        last_new_article_at = min(last_new_article_at, :now) WHERE last_polled_at > :now""",
    """UPDATE hosts SET not_before = min(not_before, :now), robots_fetched_at = NULL
        WHERE robots_fetched_at > :now""",
    """UPDATE hosts SET not_before = :now
        WHERE julianday(not_before) > julianday(:now) + 7.01""",  # a pause has at most 7 days
)
# Returns a row if a small table has a time in the future, or if the last run has no end. Only then
# the large tables are searched.
_SIGNS_OF_WRONG_CLOCK = """
    SELECT 1 FROM crawls WHERE max(started_at, coalesce(finished_at, '')) > :now UNION ALL
    SELECT 1 FROM sources WHERE last_polled_at > :now UNION ALL
    SELECT 1 FROM endpoints WHERE checked_at > :now UNION ALL
    SELECT 1 FROM hosts WHERE robots_fetched_at > :now
        OR julianday(not_before) > julianday(:now) + 7.01 UNION ALL
    SELECT 1 FROM (SELECT finished_at FROM crawls ORDER BY id DESC LIMIT 1) AS last
        WHERE finished_at IS NULL
"""


def repair_future_timestamps(db: Store, now: datetime) -> list[int]:
    """Set times in the future to ``now``, and make visits due that a wrong clock has postponed.

    Return the articles without a date of publication whose ``date_first_seen`` was changed, since
    their order among other articles may have changed.
    """
    parameters = {"now": iso_text(now)}
    query = f"SELECT EXISTS ({_SIGNS_OF_WRONG_CLOCK})"
    (has_signs,) = db.execute(query, parameters).fetchone()
    if not has_signs:
        return []
    with transaction(db):
        moved_articles = db.execute(
            "SELECT id FROM articles WHERE date_published IS NULL AND date_first_seen > :now",
            parameters,
        ).fetchall()
        for table, columns in _PAST_TIMES.items():
            for column in columns:
                db.execute(
                    f"UPDATE {table} SET {column} = :now WHERE {column} > :now",  # noqa: S608
                    parameters,
                )
        for statement in _REPAIRS:
            db.execute(statement, parameters)
    return [article_id for (article_id,) in moved_articles]
