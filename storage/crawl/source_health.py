"""Reads the values that decide the health of a source: its visits, texts and counts.

The condition ``id > 0`` is always true. Without it, SQLite would not find the articles stored last
by their index.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from statistics import fmean

from sqlite_utils import Database

from pipelines.model import Outcome
from storage.database.protocols import Store


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The state of a source; shares are those of its newest 100 articles, 0–1."""

    id: str
    status: str | None
    status_detail: str | None
    last_polled_at: str | None
    last_new_article_at: str | None
    next_poll_at: str | None
    consecutive_failures: int
    articles: int
    articles_last_week: int
    weekly_average: float  # articles in a week, on average over all weeks before the last one
    share_with_text: float | None
    share_with_date: float | None
    share_with_author: float | None
    text_quality: float | None = None  # the mean of the newest articles, 0–1
    earlier_text_quality: float | None = None  # of earlier articles; None if these are too few


# The mean text quality of the newest articles is compared with that of earlier articles.
QUALITY_NEWEST = 10  # articles
QUALITY_EARLIER = 100  # articles before them
_MIN_QUALITY_EARLIER = 10  # earlier articles with a known quality, without which none is compared
_SHARE_ARTICLES = 100  # newest articles of which the shares are computed
_MIN_TEXT_WORDS = 30  # of an article with a text
_MAX_IDENTITIES = 500  # of the addresses that are looked for in one statement

# A row is a SourceRow: a source with its state, and the counts, shares and qualities of its
# articles.
_SQL = f"""
WITH newest AS (
    SELECT source_id, word_count, date_published, authors, date_first_seen, text_quality,
        row_number() OVER (PARTITION BY source_id ORDER BY date_first_seen DESC, id DESC) AS place
    FROM articles
), shares AS (
    SELECT source_id, avg(word_count >= {_MIN_TEXT_WORDS}) AS with_text,
        avg(date_published IS NOT NULL) AS with_date, avg(authors != '[]') AS with_author
    FROM newest WHERE place <= {_SHARE_ARTICLES} GROUP BY source_id
), qualities AS (
    SELECT source_id,
        avg(text_quality) FILTER (WHERE place <= {QUALITY_NEWEST}) AS quality,
        avg(text_quality) FILTER (WHERE place > {QUALITY_NEWEST}) AS earlier_quality,
        count(text_quality) FILTER (WHERE place > {QUALITY_NEWEST}) AS earlier
    FROM newest WHERE place <= {QUALITY_NEWEST + QUALITY_EARLIER} GROUP BY source_id
), counts AS (
    SELECT source_id, count(*) AS articles,
        sum(date_first_seen >= :week_ago) AS last_week,
        (julianday(:week_ago) - julianday(min(date_first_seen))) / 7.0 AS weeks_before,
        sum(date_first_seen < :week_ago) AS before
    FROM articles GROUP BY source_id
)
SELECT id, status, status_detail, last_polled_at, last_new_article_at, next_poll_at,
    consecutive_failures, coalesce(articles, 0), coalesce(last_week, 0),
    coalesce(before / max(weeks_before, 1.0), 0), with_text, with_date, with_author,
    quality, CASE WHEN earlier >= {_MIN_QUALITY_EARLIER} THEN earlier_quality END
FROM sources LEFT JOIN counts ON counts.source_id = id LEFT JOIN shares ON shares.source_id = id
    LEFT JOIN qualities ON qualities.source_id = id
"""  # noqa: S608


def source_rows(db: Database, week_ago: str) -> Iterator[SourceRow]:
    """Yield every source of the database; ``week_ago`` is ISO 8601 text."""
    for row in db.execute(_SQL, {"week_ago": week_ago}):
        yield SourceRow(*row)


@dataclass(frozen=True, slots=True)
class Visit:
    """The result of the last visit to an address."""

    outcome: Outcome
    reason: str | None
    is_article: bool  # whether an article from this address is stored
    first_seen_at: str = ""  # ISO 8601


@dataclass(frozen=True, slots=True)
class StoredText:
    """The text of one article as it is shown."""

    headline: str
    body: str
    word_count: int


def recent_visits(db: Store, source_id: str, limit: int = 100) -> list[Visit]:
    """Return the newest visits of a source, newest first.

    Aliases, forgotten addresses and links that were too old are left out.
    """
    rows = db.execute(
        "SELECT outcome, reason, article_id IS NOT NULL, first_seen_at FROM urls"
        " WHERE source_id = ? AND checked_at IS NOT NULL"
        " AND outcome NOT IN ('alias', 'too_old', 'forgotten', 'pending')"
        " ORDER BY checked_at DESC LIMIT ?",
        [source_id, limit],
    )
    return [
        Visit(
            outcome=Outcome(outcome),
            reason=reason,
            is_article=bool(is_article),
            first_seen_at=first_seen_at,
        )
        for outcome, reason, is_article, first_seen_at in rows.fetchall()
    ]


def newest_texts(db: Store, source_id: str, limit: int = 3) -> list[StoredText]:
    """Return the texts of the articles stored last, newest first."""
    rows = db.execute(
        "SELECT headline, article_body, word_count FROM articles WHERE source_id = ?"
        " AND id > 0 ORDER BY id DESC LIMIT ?",
        [source_id, limit],
    )
    return [StoredText(*row) for row in rows.fetchall()]


def count_newer_articles(db: Store, identities: Sequence[str]) -> int:
    """Return how many of the addresses have articles that were news when they were stored.

    Such an article was published later than all articles that its source had before the first of
    these addresses was stored. Only the first _MAX_IDENTITIES addresses are counted.
    """
    if not identities:
        return 0
    counted = list(identities[:_MAX_IDENTITIES])
    placeholders = ", ".join("?" * len(counted))
    rows = db.execute(
        f"""SELECT count(*) FROM urls AS u JOIN articles AS a ON a.id = u.article_id
        WHERE u.identity IN ({placeholders}) AND a.date_published > (
            SELECT max(date_published) FROM articles WHERE source_id = a.source_id AND id < (
                SELECT min(article_id) FROM urls WHERE identity IN ({placeholders})))""",  # noqa: S608
        [*counted, *counted],
    )
    (count,) = rows.fetchone()
    return int(count)


def word_counts(db: Store, source_id: str, limit: int = 200) -> list[int]:
    """Return the numbers of words of the articles stored last, in order of publication.

    The newest article comes first. An article without a date has the time of its first visit.
    """
    rows = db.execute(
        "SELECT coalesce(date_published, date_first_seen), word_count FROM articles"
        " WHERE source_id = ? AND id > 0 ORDER BY id DESC LIMIT ?",
        [source_id, limit],
    )
    newest_first = sorted(rows.fetchall(), key=itemgetter(0), reverse=True)  # by their times
    return [word_count for _, word_count in newest_first]


def mean_text_qualities(db: Store, source_id: str) -> tuple[float | None, float | None]:
    """Return the mean quality of the QUALITY_NEWEST texts stored last, and of earlier texts.

    The second mean is None if too few earlier texts have a quality.
    """
    rows = db.execute(
        "SELECT text_quality FROM articles WHERE source_id = ? AND id > 0 ORDER BY id DESC LIMIT ?",
        [source_id, QUALITY_NEWEST + QUALITY_EARLIER],
    )
    qualities = [quality for (quality,) in rows.fetchall()]
    newest = [quality for quality in qualities[:QUALITY_NEWEST] if quality is not None]
    earlier = [quality for quality in qualities[QUALITY_NEWEST:] if quality is not None]
    return (
        fmean(newest) if newest else None,
        fmean(earlier) if len(earlier) >= _MIN_QUALITY_EARLIER else None,
    )
