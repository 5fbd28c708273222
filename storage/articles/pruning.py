"""Deletes the texts of old articles, and keeps their facts, stories, relations and signatures.

A pruned article has no text, no versions and no stored page, and search finds it by its headline
only. The articles of kept stories are never pruned.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from operator import add

from sqlite_utils import Database

from pipelines.model import iso_text
from storage.articles.recurring_lines import delete_lines_of
from storage.database.protocols import Store
from storage.database.sqlite import transaction
from storage.search.indexing import words_indexed_once

MAX_BATCH_ARTICLES = 50  # of one transaction, so that a crawl waits less than a second

# The next articles that may be pruned, after the time :after and the id :last. For articles with a
# date, an index answers the conditions on {column}, so that no row of a pruned article is read.
_OLD = """
    SELECT a.id, {column} FROM articles AS a
    WHERE {dated}{column} < :limit AND ({column}, a.id) > (:after, :last)
        AND a.id NOT IN (SELECT article_id FROM pruned_texts)
        AND NOT EXISTS (SELECT 1 FROM kept_stories AS k WHERE k.story_id = a.story_id)
        AND NOT EXISTS (SELECT 1 FROM kept_stories AS k
            JOIN story_redirects AS r ON r.old_id = k.story_id WHERE r.story_id = a.story_id)
    ORDER BY {column}, a.id LIMIT :max_articles
"""
# The columns by which articles are old, each with the condition that chooses its articles.
_TIMES = {"a.date_first_seen": "a.date_published IS NULL AND ", "a.date_published": ""}
# Each query returns a number of rows and about the bytes of their texts: of articles, versions and
# stored pages. Lengths are in characters, and most Russian letters have two bytes.
_SIZES = (
    """SELECT count(*), 2 * sum(length(a.article_body) + length(coalesce(a.article_markdown, '')))
    FROM json_each(?) AS wanted JOIN articles AS a ON a.id = wanted.value""",
    """SELECT count(*), 2 * sum(length(r.article_body))
    FROM json_each(?) AS wanted JOIN revisions AS r ON r.article_id = wanted.value""",
    """SELECT count(*), sum(length(r.body))
    FROM json_each(?) AS wanted JOIN raw_pages AS r ON r.article_id = wanted.value""",
)
# The time of the newest article, without a few that are newer still.
_NEWEST = """
    SELECT {column} FROM articles WHERE {column} <= ? ORDER BY {column} DESC LIMIT 1 OFFSET ?
"""
_MAX_WRONG_DATES = 20  # of the newest articles, which are left out: some outlets state wrong dates
_DEPENDENT_TABLES = ("revisions", "raw_pages", "uncut_markdown")
_TABLES_OF_LINES = ("boilerplate", "boilerplate_sightings")
# The tables from which pruning deletes texts.
PRUNED_TABLES = (*_DEPENDENT_TABLES, *_TABLES_OF_LINES, "articles", "signatures")


@dataclass(frozen=True, slots=True)
class Pruned:
    """The numbers of articles, versions and stored pages whose texts were deleted.

    ``text_bytes`` is about the size of these texts and pages, without indexes.
    """

    articles: int = 0
    versions: int = 0
    pages: int = 0
    text_bytes: int = 0

    def __add__(self, other: "Pruned") -> "Pruned":
        return Pruned(*map(add, astuple(self), astuple(other)))


def newest_publication(db: Store, now: datetime) -> datetime | None:
    """Return about the time at which the newest article was published.

    The age of articles is counted from this time, so that nothing is pruned too early if the clock
    of this machine is ahead. If too few articles have a date, the times of their first visit are
    used. The result is None for a database of a few articles.
    """
    for column in ("date_published", "date_first_seen"):
        query = _NEWEST.format(column=column)
        row = db.execute(query, [iso_text(now), _MAX_WRONG_DATES]).fetchone()
        if row is not None:
            (time_text,) = row
            newest = datetime.fromisoformat(time_text)
            return newest if newest.tzinfo else newest.replace(tzinfo=UTC)
    return None


def old_articles(db: Store, before: datetime) -> Iterator[list[int]]:
    """Yield the ids of articles that were published before a time and have a text.

    Each batch has at most MAX_BATCH_ARTICLES ids, and may be pruned before the next one is
    requested. Articles without a date come first, ordered by the time of their first visit. The
    others follow in the order of publication.
    """
    limit = iso_text(before)
    for column, condition in _TIMES.items():
        query = _OLD.format(column=column, dated=condition)
        parameters = {"limit": limit, "after": "", "last": -1, "max_articles": MAX_BATCH_ARTICLES}
        while rows := db.execute(query, parameters).fetchall():
            yield [article_id for article_id, _ in rows]
            last_id, last_time = rows[-1]
            parameters |= {"after": last_time, "last": last_id}


def sizes(db: Store, ids: Sequence[int]) -> Pruned:
    """Return what ``prune_texts`` would delete of these articles."""
    parameters = [json.dumps(list(ids))]
    (articles, article_bytes), (versions, version_bytes), (pages, page_bytes) = (
        db.execute(query, parameters).fetchone() for query in _SIZES
    )
    text_bytes = (article_bytes or 0) + (version_bytes or 0) + (page_bytes or 0)
    return Pruned(articles, versions, pages, int(text_bytes))


def prune_texts(db: Store, ids: Sequence[int], now: datetime) -> Pruned:
    """Delete the texts of these articles in one transaction; return what was deleted."""
    with _transaction(db):
        deleted = sizes(db, ids)
        id_rows = [(article_id,) for article_id in ids]
        delete_lines_of(db, ids)
        for table in _DEPENDENT_TABLES:
            db.conn.executemany(f"DELETE FROM {table} WHERE article_id = ?", id_rows)  # noqa: S608
        db.conn.executemany(
            "UPDATE signatures SET text = NULL WHERE article_id = ? AND text IS NOT NULL", id_rows
        )
        db.conn.executemany(
            "UPDATE articles SET article_body = '', article_markdown = NULL WHERE id = ?", id_rows
        )
        pruned_at = iso_text(now)
        db.conn.executemany(
            "INSERT INTO pruned_texts (article_id, pruned_at) VALUES (?, ?)"
            " ON CONFLICT (article_id) DO NOTHING",
            [(article_id, pruned_at) for article_id in ids],
        )
    return deleted


def _transaction(db: Store) -> AbstractContextManager[None]:
    """Return a transaction; in SQLite it also updates the search index at its end."""
    return words_indexed_once(db) if isinstance(db, Database) else transaction(db)
