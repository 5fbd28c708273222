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
from storage.database.row_sets import write_rows
from storage.stories.index import keep_compared_texts

LEARNING, CUT, KEPT = "learning", "cut", "kept"
_MAX_RECENT_ARTICLES = 50  # a recurring line must be in a share of the newest articles
MAX_COUNTED_SIGHTINGS = 200  # articles with a line that are counted; more change no decision

# The stored lines among those wanted. SQLite keeps the order of a CROSS JOIN; with a JOIN it reads
# all lines of a source instead.
_WANTED_LINES = """
    FROM (SELECT value->>0 AS source_id, CAST(value->>1 AS BIGINT) AS block_hash
          FROM json_each(?1) AS wanted_rows) AS w
    CROSS JOIN boilerplate AS b WHERE b.source_id = w.source_id AND b.block_hash = w.block_hash
"""
# A row is a line with its ruling, the number of stories that have it, and the stored number.
_COUNT = f"""
    SELECT b.source_id, b.block_hash, b.ruling, (
        SELECT count(DISTINCT coalesce(a.story_id, CAST(a.id AS TEXT))) FROM (
            SELECT s.article_id FROM boilerplate_sightings AS s
            WHERE s.source_id = b.source_id AND s.block_hash = b.block_hash
            ORDER BY s.article_id DESC LIMIT ?2
        ) AS seen JOIN articles AS a ON a.id = seen.article_id
    ), b.article_count {_WANTED_LINES}
"""  # noqa: S608
_STORED = f"SELECT b.source_id, b.block_hash {_WANTED_LINES}"
_RECENT_STORIES = """
    SELECT wanted_texts.value, (
        SELECT count(DISTINCT coalesce(story_id, CAST(id AS TEXT))) FROM (
            SELECT id, story_id FROM articles WHERE source_id = wanted_texts.value
            ORDER BY date_published DESC NULLS LAST LIMIT ?2
        ) AS recent
    ) FROM json_each(?1) AS wanted_texts
"""
_GENERAL_TEXTS = """
    SELECT wanted.value, (
        SELECT article_body FROM revisions WHERE article_id = wanted.value
        ORDER BY seen_at DESC, rowid DESC LIMIT 1
    ) FROM json_each(?) AS wanted
"""
_GENERAL_MARKDOWN = """
    SELECT a.id, coalesce(u.text, a.article_markdown) FROM json_each(?) AS wanted
    JOIN articles AS a ON a.id = wanted.value
    LEFT JOIN uncut_markdown AS u ON u.article_id = a.id
    WHERE coalesce(u.text, a.article_markdown) IS NOT NULL
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


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A stored line, its ruling, and in how many stories it is."""

    source_id: str
    number: int
    ruling: str
    stories: int


@dataclass(frozen=True, slots=True)
class CutText:
    """A text of an article: ``shown`` is ``general`` without the lines that are cut."""

    article_id: int
    general: str
    shown: str


def save_lines(db: Store, articles: Sequence[ArticleLines]) -> list[Line]:
    """Store the learnable lines of new or changed articles.

    Return the lines that are in several of these articles, or that other articles of the source
    had before.
    """
    delete = "DELETE FROM boilerplate_sightings WHERE article_id = ?"
    write_rows(db.conn, delete, [(one.article_id,) for one in articles])
    write_rows(
        db.conn,
        "INSERT INTO boilerplate_sightings (source_id, block_hash, article_id) VALUES (?, ?, ?)",
        [(one.source_id, number, one.article_id) for one in articles for number in one.lines],
    )
    stored = _stored_lines(db, articles)
    new: dict[Line, str] = {}  # lines that are not stored, with the time of the first look
    again: dict[Line, tuple[str, str, int]] = {}  # text, last time, and an article with the line
    for one in articles:
        seen_at = iso_text(one.seen_at) or ""
        for number, text in one.lines.items():
            line = one.source_id, number
            if line in stored or line in new:
                first_text, last_at, article_id = again.get(line, (text, seen_at, one.article_id))
                again[line] = first_text, max(last_at, seen_at), article_id
            else:
                new[line] = seen_at
    write_rows(db.conn, _PUT_NEW, [(*line, "", 1, at, at) for line, at in new.items()])
    write_rows(db.conn, _PUT_AGAIN, [(*line, *found) for line, found in again.items()])
    return list(again)


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


def recent_stories(db: Store, source_ids: Collection[str]) -> dict[str, int]:
    """Return, by source, the number of stories among its newest articles."""
    wanted = json.dumps(list(source_ids))
    return dict(db.execute(_RECENT_STORIES, [wanted, _MAX_RECENT_ARTICLES]).fetchall())


def count_lines(db: Store, lines: Sequence[Line]) -> list[CountedLine]:
    """Count the stories with each of the lines, and store the counts; unknown lines are left out.

    At most ``MAX_COUNTED_SIGHTINGS`` articles are counted for a line.
    """
    rows = db.execute(_COUNT, [json.dumps(lines), MAX_COUNTED_SIGHTINGS]).fetchall()
    write_rows(
        db.conn,
        "UPDATE boilerplate SET article_count = ? WHERE source_id = ? AND block_hash = ?",
        [(count, source_id, n) for source_id, n, _, count, stored in rows if count != stored],
    )
    return [CountedLine(source_id, n, ruling, count) for source_id, n, ruling, count, _ in rows]


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


def general_texts(db: Store, article_ids: Collection[int]) -> dict[int, str]:
    """Return the newest texts of articles before lines were cut from them, where known."""
    rows = db.execute(_GENERAL_TEXTS, [json.dumps(list(article_ids))])
    return {article_id: text for article_id, text in rows.fetchall() if text is not None}


def show_texts(db: Store, texts: Sequence[CutText]) -> None:
    """Set ``article_body`` of different articles to the text that is shown."""
    write_rows(
        db.conn,
        "UPDATE articles SET article_body = ?, word_count = ? WHERE id = ? AND article_body <> ?",
        [(one.shown, len(one.shown.split()), one.article_id, one.shown) for one in texts],
    )
    keep_compared_texts(
        db,
        {one.article_id: one.general if one.shown != one.general else None for one in texts},
    )


def general_markdown(db: Store, article_ids: Collection[int]) -> dict[int, str]:
    """Return ``article_markdown`` of the articles that have it, before lines were cut from it."""
    rows = db.execute(_GENERAL_MARKDOWN, [json.dumps(list(article_ids))])
    return dict(rows.fetchall())


def show_markdown(db: Store, texts: Sequence[CutText]) -> None:
    """Set ``article_markdown`` of different articles; keep the general text where it differs."""
    delete = "DELETE FROM uncut_markdown WHERE article_id = ?"
    write_rows(db.conn, delete, [(one.article_id,) for one in texts])
    write_rows(
        db.conn,
        "INSERT INTO uncut_markdown (article_id, text) VALUES (?, ?)",
        [(one.article_id, one.general) for one in texts if one.shown != one.general],
    )
    write_rows(
        db.conn,
        "UPDATE articles SET article_markdown = ? WHERE id = ? AND article_markdown <> ?",
        [(one.shown, one.article_id, one.shown) for one in texts],
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
    wanted = {(one.source_id, number) for one in articles for number in one.lines}
    return set(db.execute(_STORED, [json.dumps(sorted(wanted))]).fetchall())
