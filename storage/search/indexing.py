"""Adds stems to the search index, to which triggers add words.

The docstring of the migration ``m0006_search`` describes the index.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from storage.database.sqlite import transaction
from storage.search.stems import algorithm, stem_text

MAX_BATCH_ARTICLES = 500  # of one transaction, so that other writers wait only a short time
_MAX_STEP_PAGES = 500  # of 4 kB, merged in one transaction, so that a crawl waits less than 1 s
# Changes of ``total_changes`` by a step that merged something (documentation of FTS5). A step with
# fewer changes found nothing to merge.
_MIN_CHANGES = 2


@contextmanager
def words_indexed_once(db: Database) -> Iterator[None]:
    """Index the articles that are written in the block only once, at its end.

    Outside such a block, a trigger indexes the words of each article first, and the stems are added
    later. The block is a transaction, or a part of an open transaction.
    """
    with transaction(db):
        db.execute("INSERT OR IGNORE INTO search_deferred VALUES (1)")
        yield
        index_pending(db)
        db.execute("DELETE FROM search_deferred")


def merge_words(db: Database) -> None:
    """Remove the words of deleted texts from the index, in steps of one transaction each.

    FTS5 only marks deleted words; they stay in its segments until the segments are merged into one.
    Call this outside transactions.
    """
    (file_pages,) = db.execute("PRAGMA page_count").fetchone()
    # A crawl that writes meanwhile adds segments, so the number of steps is limited: twice the
    # steps that would merge all pages of the file, and two more.
    for _ in range(2 + 2 * file_pages // _MAX_STEP_PAGES):
        before = db.conn.total_changes
        with transaction(db):
            db.execute(
                "INSERT INTO article_search (article_search, rank) VALUES ('merge', ?)",
                [-_MAX_STEP_PAGES],  # a negative number merges even a few segments
            )
        if db.conn.total_changes - before < _MIN_CHANGES:
            return


def index_pending(db: Database) -> int:
    """Add the stems of all articles that lack them, and return their number.

    This may be part of a transaction.
    """
    indexed = 0
    while batch := _pending(db):
        with transaction(db):
            for article in batch:
                _index(db, *article)
        indexed += len(batch)
    return indexed


def _pending(db: Database) -> list[tuple[int, bool, str, str, str | None]]:
    """Return (id, has_words, headline, body, language) of the next articles without stems."""
    return db.execute(
        """SELECT p.article_id, p.has_words, a.headline, a.article_body,
            coalesce(a.in_language, s.language)
        FROM search_pending p CROSS JOIN articles a ON a.id = p.article_id
        CROSS JOIN sources s ON s.id = a.source_id LIMIT ?""",  # CROSS fixes the order of the join
        [MAX_BATCH_ARTICLES],
    ).fetchall()


def _index(
    db: Database, article_id: int, has_words: bool, headline: str, body: str, language: str | None
) -> None:
    """Write an article's words and stems; ``has_words`` is True if a trigger wrote the words."""
    words = [_as_triggers_write(headline), _as_triggers_write(body)]
    stems = [stem_text(headline, language), stem_text(body, language)]
    columns = "rowid, headline, body, headline_stems, body_stems"
    if has_words:
        db.execute(
            f"INSERT INTO article_search (article_search, {columns})"  # noqa: S608
            " VALUES ('delete', ?, ?, ?, '', '')",
            [article_id, *words],
        )
    db.execute(
        f"INSERT INTO article_search ({columns}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
        [article_id, *words, *stems],
    )
    db.execute("INSERT OR REPLACE INTO article_stems VALUES (?, ?, ?)", [article_id, *stems])
    db.execute("INSERT OR IGNORE INTO search_algorithms VALUES (?)", [algorithm(language)])
    db.execute("DELETE FROM search_pending WHERE article_id = ?", [article_id])


def _as_triggers_write(text: str) -> str:
    """Return a text as the triggers write it, since deleting from the index needs the same text."""
    return text.replace("ё", "е").replace("Ё", "Е")
