"""What the database knows of its sources' health: read only, for `scrapy sources`."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as the last polls left it; shares are of its newest articles, 0–1."""

    id: str
    status: str | None
    status_detail: str | None
    last_polled_at: str | None
    last_new_article_at: str | None
    next_poll_at: str | None
    consecutive_failures: int
    articles: int
    articles_last_week: int
    weekly_average: float  # over the weeks before the last one
    share_with_text: float | None
    share_with_date: float | None
    share_with_author: float | None


_SQL = """
WITH newest AS (
    SELECT source_id, word_count, date_published, authors, date_first_seen,
        row_number() OVER (PARTITION BY source_id ORDER BY date_first_seen DESC) AS place
    FROM articles
), shares AS (
    SELECT source_id, avg(word_count >= 30) AS with_text,
        avg(date_published IS NOT NULL) AS with_date, avg(authors != '[]') AS with_author
    FROM newest WHERE place <= 100 GROUP BY source_id
), yields AS (
    SELECT source_id, count(*) AS articles,
        sum(date_first_seen >= :week_ago) AS last_week,
        (julianday(:week_ago) - julianday(min(date_first_seen))) / 7.0 AS weeks_before,
        sum(date_first_seen < :week_ago) AS before
    FROM articles GROUP BY source_id
)
SELECT id, status, status_detail, last_polled_at, last_new_article_at, next_poll_at,
    consecutive_failures, coalesce(articles, 0), coalesce(last_week, 0),
    coalesce(before / max(weeks_before, 1.0), 0), with_text, with_date, with_author
FROM sources LEFT JOIN yields ON yields.source_id = id LEFT JOIN shares ON shares.source_id = id
"""


def source_rows(db: Database, week_ago: str) -> Iterator[SourceRow]:
    """Yield every source of the database; ``week_ago`` is ISO 8601 text."""
    for row in db.execute(_SQL, {"week_ago": week_ago}):
        yield SourceRow(*row)
