"""Stores the recurring lines of each source: their articles, and whether they are cut.

The text of an article's newest row in ``revisions`` is called the general text. ``article_body`` is
the general text without the lines that are cut. ``scraper.stories.recurring_lines`` decides which
lines are cut. All functions run in the caller's open transaction.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines.model import iso_text
from storage.database.protocols import Store
from storage.stories.index import keep_compared_text

LEARNING, CUT, KEPT = "learning", "cut", "kept"
_MAX_RECENT_ARTICLES = 50  # a recurring line must be in a share of the newest articles
MAX_COUNTED_SIGHTINGS = 200  # articles with a line that are counted; more change no decision

# A row is a line with its ruling and the number of stories that have it. SQLite keeps the order of
# a CROSS JOIN; with a JOIN it reads all lines of the source instead.
_COUNT = """
    SELECT wanted.value, b.ruling, (
        SELECT count(DISTINCT coalesce(a.story_id, CAST(a.id AS TEXT))) FROM (
            SELECT s.article_id FROM boilerplate_sightings AS s
            WHERE s.source_id = ?2 AND s.block_hash = wanted.value
            ORDER BY s.article_id DESC LIMIT ?3
        ) AS seen JOIN articles AS a ON a.id = seen.article_id
    )
    FROM json_each(?1) AS wanted
    CROSS JOIN boilerplate AS b WHERE b.source_id = ?2 AND b.block_hash = wanted.value
"""
_STORED = """
    SELECT b.source_id, b.block_hash FROM json_each(?) AS wanted
    CROSS JOIN boilerplate AS b WHERE b.source_id = ? AND b.block_hash = wanted.value
"""
_RECENT_STORIES = """
    SELECT count(DISTINCT coalesce(story_id, CAST(id AS TEXT))) FROM (
        SELECT id, story_id FROM articles WHERE source_id = ?
        ORDER BY date_published DESC NULLS LAST LIMIT ?
    ) AS recent
"""
# Nine of ten lines are in one article only. So the text of a line is stored only when a second
# article has the line.
_PUT_NEW = """
    INSERT INTO boilerplate
        (source_id, block_hash, sample, article_count, first_seen_at, last_seen_at)
    VALUES (?, ?, ?, ?, ?, ?)
"""
_PUT_AGAIN = """
    UPDATE boilerplate SET
        sample = CASE WHEN sample = '' AND EXISTS (
                SELECT 1 FROM boilerplate_sightings AS s WHERE s.source_id = ?1
                    AND s.block_hash = ?2 AND s.article_id <> ?5)
            THEN ?3 ELSE sample END,
        last_seen_at = CASE WHEN last_seen_at > ?4 THEN last_seen_at ELSE ?4 END
    WHERE source_id = ?1 AND block_hash = ?2
"""


Line = tuple[str, int]  # the id of a source, and the hash of a line of its articles


@dataclass(frozen=True, slots=True)
class ArticleLines:
    """The learnable lines of one article; ``lines`` maps the hash of each line to its text."""

    article_id: int
    source_id: str
    lines: Mapping[int, str]
    seen_at: datetime


def save_lines(db: Store, articles: Sequence[ArticleLines]) -> dict[str, list[int]]:
    """Store the learnable lines of new or changed articles.

    Return, by source, the hashes of the lines that are in several of these articles, or that other
    articles of the source had before.
    """
    delete = "DELETE FROM boilerplate_sightings WHERE article_id = ?"
    db.conn.executemany(delete, [(one.article_id,) for one in articles])
    db.conn.executemany(
        "INSERT INTO boilerplate_sightings (source_id, block_hash, article_id) VALUES (?, ?, ?)",
        [(one.source_id, number, one.article_id) for one in articles for number in one.lines],
    )
    stored = _stored_lines(db, articles)
    new: dict[Line, str | None] = {}  # lines that are not stored, with the time of the first look
    again = []
    for one in articles:
        seen_at = iso_text(one.seen_at)
        for number, text in one.lines.items():
            line = one.source_id, number
            if line in stored or line in new:
                again.append((*line, text, seen_at, one.article_id))
            else:
                new[line] = seen_at
    db.conn.executemany(_PUT_NEW, [(*line, "", 1, at, at) for line, at in new.items()])
    db.conn.executemany(_PUT_AGAIN, again)
    known: dict[str, list[int]] = {}
    for source_id, number in dict.fromkeys((row[0], row[1]) for row in again):
        known.setdefault(source_id, []).append(number)
    return known


def delete_lines_of(db: Store, article_ids: Sequence[int]) -> None:
    """Delete the sightings of these articles, and the lines that no other article has.

    Call it before the articles are deleted. A line with a ruling stays, since it was in several
    stories, or a person ruled on it.
    """
    for article_id in article_ids:
        db.execute(
            """DELETE FROM boilerplate WHERE ruling = ? AND (source_id, block_hash) IN (
                SELECT s.source_id, s.block_hash FROM boilerplate_sightings AS s
                WHERE s.article_id = ? AND NOT EXISTS (
                    SELECT 1 FROM boilerplate_sightings AS o WHERE o.source_id = s.source_id
                        AND o.block_hash = s.block_hash AND o.article_id <> s.article_id))""",
            [LEARNING, article_id],
        )
        db.execute("DELETE FROM boilerplate_sightings WHERE article_id = ?", [article_id])


def delete_lines_of_source(db: Store, source_id: str) -> None:
    """Delete all lines that were learnt of a source."""
    db.execute("DELETE FROM boilerplate WHERE source_id = ?", [source_id])


def recent_stories(db: Store, source_id: str) -> int:
    """Return the number of stories among the source's newest articles."""
    row = db.execute(_RECENT_STORIES, [source_id, _MAX_RECENT_ARTICLES]).fetchone()
    return int(row[0])


def count_lines(db: Store, source_id: str, numbers: Sequence[int]) -> list[tuple[int, int, str]]:
    """Count the stories with each known line, and store the count; return hash, count and ruling.

    At most ``MAX_COUNTED_SIGHTINGS`` articles are counted for a line. Unknown lines are left out.
    """
    wanted = json.dumps(list(numbers))
    rows = db.execute(_COUNT, [wanted, source_id, MAX_COUNTED_SIGHTINGS]).fetchall()
    found = {number: (count, ruling) for number, ruling, count in rows}
    db.conn.executemany(
        "UPDATE boilerplate SET article_count = ? WHERE source_id = ? AND block_hash = ?",
        [(count, source_id, number) for number, (count, _) in found.items()],
    )
    return [(number, *found[number]) for number in numbers if number in found]


def save_ruling(db: Store, source_id: str, number: int, ruling: str) -> list[int] | None:
    """Set the ruling of a line; return the articles with the line, or None if it is unknown."""
    known = db.execute(
        "SELECT 1 FROM boilerplate WHERE source_id = ? AND block_hash = ?", [source_id, number]
    ).fetchone()
    if known is None:
        return None
    db.conn.execute(
        "UPDATE boilerplate SET ruling = ? WHERE source_id = ? AND block_hash = ?",
        [ruling, source_id, number],
    )
    rows = db.execute(
        "SELECT article_id FROM boilerplate_sightings WHERE source_id = ? AND block_hash = ?",
        [source_id, number],
    )
    return [row[0] for row in rows.fetchall()]


def general_text(db: Store, article_id: int) -> str | None:
    """Return the newest text of an article before lines were cut from it; None if unknown."""
    newest = db.execute(
        "SELECT article_body FROM revisions WHERE article_id = ?"
        " ORDER BY seen_at DESC, rowid DESC LIMIT 1",
        [article_id],
    ).fetchone()
    return str(newest[0]) if newest else None


def show_text(db: Store, article_id: int, *, general: str, shown: str) -> None:
    """Set ``article_body`` to ``shown``, which is ``general`` without the cut lines."""
    db.conn.execute(
        "UPDATE articles SET article_body = ?, word_count = ? WHERE id = ? AND article_body <> ?",
        [shown, len(shown.split()), article_id, shown],
    )
    keep_compared_text(db, article_id, general if shown != general else None)


def general_markdown(db: Store, article_id: int) -> str | None:
    """Return ``article_markdown`` before lines were cut from it; None if the article has none."""
    row = db.execute(
        "SELECT coalesce(u.text, a.article_markdown) FROM articles AS a"
        " LEFT JOIN uncut_markdown AS u ON u.article_id = a.id WHERE a.id = ?",
        [article_id],
    ).fetchone()
    return row[0] if row else None


def show_markdown(db: Store, article_id: int, *, general: str, shown: str) -> None:
    """Set ``article_markdown`` to ``shown``, and keep ``general`` beside it if they differ."""
    db.execute("DELETE FROM uncut_markdown WHERE article_id = ?", [article_id])
    if shown != general:
        db.execute("INSERT INTO uncut_markdown (article_id, text) VALUES (?, ?)",
                   [article_id, general])  # fmt: skip
    db.execute(
        "UPDATE articles SET article_markdown = ? WHERE id = ? AND article_markdown <> ?",
        [shown, article_id, shown],
    )


def cuts_of(db: Store, source_id: str) -> set[int]:
    """Return the hashes of the lines that are cut from the source's articles."""
    return cuts_by_source(db, [source_id]).get(source_id, set())


def cuts_by_source(db: Store, source_ids: Collection[str]) -> dict[str, set[int]]:
    """Return the hashes of the lines that are cut, for each of the sources that has any."""
    rows = db.execute(
        "SELECT b.source_id, b.block_hash FROM json_each(?) AS wanted_texts"  # noqa: S608
        f" JOIN boilerplate AS b ON b.source_id = wanted_texts.value AND b.ruling = '{CUT}'",
        [json.dumps(list(source_ids))],
    )
    cuts: dict[str, set[int]] = {}
    for source_id, number in rows.fetchall():
        cuts.setdefault(source_id, set()).add(number)
    return cuts


def rules_of(db: Store, source_id: str, least: int = 2) -> list[dict[str, Any]]:
    """Return the lines that have a ruling or are in at least ``least`` stories, by ruling."""
    return list(
        db.query(
            "SELECT block_hash, sample, article_count, first_seen_at, last_seen_at, ruling"
            " FROM boilerplate WHERE source_id = ? AND (article_count >= ? OR ruling <> ?)"
            " ORDER BY ruling, article_count DESC, block_hash",
            [source_id, least, LEARNING],
        )
    )


def articles_with(db: Store, source_id: str, number: int, limit: int = 10) -> list[str]:
    """Return the URLs of the newest articles in which a line is."""
    rows = db.execute(
        "SELECT a.url FROM boilerplate_sightings AS s JOIN articles AS a ON a.id = s.article_id"
        " WHERE s.source_id = ? AND s.block_hash = ? ORDER BY s.article_id DESC LIMIT ?",
        [source_id, number, limit],
    )
    return [row[0] for row in rows.fetchall()]


def _stored_lines(db: Store, articles: Iterable[ArticleLines]) -> set[Line]:
    """Return the lines of the articles that are stored already."""
    wanted: dict[str, set[int]] = {}
    for one in articles:
        wanted.setdefault(one.source_id, set()).update(one.lines)
    # All statements are sent before the first result is read, which PostgreSQL answers together.
    results = [
        db.execute(
            _STORED,
            [json.dumps(list(numbers)), source_id],
        )
        for source_id, numbers in wanted.items()
    ]
    return {(row[0], row[1]) for result in results for row in result.fetchall()}
