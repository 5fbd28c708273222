"""Stores the recurring lines of each source: their articles, and whether they are cut.

The text of an article's newest row in ``revisions`` is called the general text. ``article_body`` is
the general text without the lines that are cut. ``scraper.stories.recurring_lines`` decides which
lines are cut. All functions run in the caller's open transaction.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pipelines.model import iso_text
from storage.database.protocols import Store
from storage.database.row_sets import write_rows
from storage.stories.compared_text import keep_compared_texts

LEARNING, CUT, KEPT = "learning", "cut", "kept"  # rulings; LEARNING means that there is none yet
_MAX_RECENT_ARTICLES = 50  # a recurring line must be in a share of the newest articles
MAX_COUNTED_SIGHTINGS = 200  # articles with a line that are counted; more change no decision

# The stored lines among the wanted lines. SQLite keeps the order of a CROSS JOIN; with a JOIN it
# would read all lines of a source.
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
_STORED_KEYS = f"SELECT b.source_id, b.block_hash {_WANTED_LINES}"
# The number of stories to which the newest articles of each source belong.
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
# article has the line; until then, ``sample`` is empty.
_PUT_NEW = """
    INSERT INTO boilerplate
        (source_id, block_hash, sample, article_count, first_seen_at, last_seen_at)
    VALUES (?, ?, ?, ?, ?, ?)
"""
# The parameters are those of a LineKey and a _Repetition.
_PUT_AGAIN = """
    UPDATE boilerplate SET
        sample = CASE WHEN sample = '' AND EXISTS (
                SELECT 1 FROM boilerplate_sightings AS s WHERE s.source_id = ?1
                    AND s.block_hash = ?2 AND s.article_id <> ?5)
            THEN ?3 ELSE sample END,
        last_seen_at = CASE WHEN last_seen_at > ?4 THEN last_seen_at ELSE ?4 END
    WHERE source_id = ?1 AND block_hash = ?2
"""


LineKey = tuple[str, int]  # (id of a source, hash of a line of its articles)


class _Repetition(NamedTuple):
    """What new articles tell of a line that other articles have, too."""

    text: str
    last_seen_at: str
    article_id: int  # the first of the new articles with the line


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
    hash: int
    ruling: str
    stories: int


@dataclass(frozen=True, slots=True)
class CutText:
    """A text of an article: ``shown`` is ``general`` without the lines that are cut."""

    article_id: int
    general: str
    shown: str


def save_lines(db: Store, articles: Sequence[ArticleLines]) -> list[LineKey]:
    """Store the learnable lines of new or changed articles.

    Return the lines that are in several of these articles, or that other articles of the source
    had before.
    """
    delete = "DELETE FROM boilerplate_sightings WHERE article_id = ?"
    write_rows(db.conn, delete, [(article.article_id,) for article in articles])
    write_rows(
        db.conn,
        "INSERT INTO boilerplate_sightings (source_id, block_hash, article_id) VALUES (?, ?, ?)",
        [
            (article.source_id, line_hash, article.article_id)
            for article in articles
            for line_hash in article.lines
        ],
    )
    stored = _stored_lines(db, articles)
    new: dict[LineKey, str] = {}  # lines that are not stored, with the time of the first visit
    repeated: dict[LineKey, _Repetition] = {}
    for article in articles:
        seen_at = iso_text(article.seen_at)
        for line_hash, text in article.lines.items():
            key = article.source_id, line_hash
            if key not in stored and key not in new:
                new[key] = seen_at
                continue
            repetition = repeated.get(key) or _Repetition(text, seen_at, article.article_id)
            last_seen_at = max(repetition.last_seen_at, seen_at)
            repeated[key] = repetition._replace(last_seen_at=last_seen_at)
    write_rows(db.conn, _PUT_NEW, [(*key, "", 1, seen_at, seen_at) for key, seen_at in new.items()])
    write_rows(db.conn, _PUT_AGAIN, [(*key, *values) for key, values in repeated.items()])
    return list(repeated)


def delete_lines_of(db: Store, article_ids: Sequence[int]) -> None:
    """Delete the rows that say which lines these articles have, and lines of no other article.

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
    parameters = [json.dumps(list(source_ids)), _MAX_RECENT_ARTICLES]
    return dict(db.execute(_RECENT_STORIES, parameters).fetchall())


def count_lines(db: Store, lines: Sequence[LineKey]) -> list[CountedLine]:
    """Count the stories with each of the lines, and store the counts; unknown lines are left out.

    At most ``MAX_COUNTED_SIGHTINGS`` articles are counted for a line.
    """
    rows = db.execute(_COUNT, [json.dumps(lines), MAX_COUNTED_SIGHTINGS]).fetchall()
    write_rows(
        db.conn,
        "UPDATE boilerplate SET article_count = ? WHERE source_id = ? AND block_hash = ?",
        [
            (count, source_id, line_hash)
            for source_id, line_hash, _, count, stored_count in rows
            if count != stored_count
        ],
    )
    return [
        CountedLine(source_id=source_id, hash=line_hash, ruling=ruling, stories=count)
        for source_id, line_hash, ruling, count, _ in rows
    ]


def save_ruling(db: Store, source_id: str, line_hash: int, ruling: str) -> list[int] | None:
    """Set the ruling of a line; return the articles with the line, or None if it is unknown."""
    is_known = db.execute(
        "SELECT 1 FROM boilerplate WHERE source_id = ? AND block_hash = ?", [source_id, line_hash]
    ).fetchone()
    if not is_known:
        return None
    db.conn.execute(
        "UPDATE boilerplate SET ruling = ? WHERE source_id = ? AND block_hash = ?",
        [ruling, source_id, line_hash],
    )
    rows = db.execute(
        "SELECT article_id FROM boilerplate_sightings WHERE source_id = ? AND block_hash = ?",
        [source_id, line_hash],
    )
    return [article_id for (article_id,) in rows.fetchall()]


def general_texts(db: Store, article_ids: Collection[int]) -> dict[int, str]:
    """Return the general texts of articles; articles without a version are left out."""
    rows = db.execute(_GENERAL_TEXTS, [json.dumps(list(article_ids))])
    return {article_id: text for article_id, text in rows.fetchall() if text is not None}


def show_texts(db: Store, texts: Sequence[CutText]) -> None:
    """Set ``article_body`` of articles to the text that is shown; no article may occur twice.

    Copies are compared with the general text, which is kept where it differs.
    """
    write_rows(
        db.conn,
        "UPDATE articles SET article_body = ?, word_count = ? WHERE id = ? AND article_body <> ?",
        [(text.shown, len(text.shown.split()), text.article_id, text.shown) for text in texts],
    )
    keep_compared_texts(
        db,
        {text.article_id: text.general if text.shown != text.general else None for text in texts},
    )


def general_markdown(db: Store, article_ids: Collection[int]) -> dict[int, str]:
    """Return ``article_markdown`` of the articles that have it, before lines were cut from it."""
    rows = db.execute(_GENERAL_MARKDOWN, [json.dumps(list(article_ids))])
    return dict(rows.fetchall())


def show_markdown(db: Store, texts: Sequence[CutText]) -> None:
    """Set ``article_markdown`` of articles, and keep the general text where it differs.

    No article may occur twice.
    """
    delete = "DELETE FROM uncut_markdown WHERE article_id = ?"
    write_rows(db.conn, delete, [(text.article_id,) for text in texts])
    write_rows(
        db.conn,
        "INSERT INTO uncut_markdown (article_id, text) VALUES (?, ?)",
        [(text.article_id, text.general) for text in texts if text.shown != text.general],
    )
    write_rows(
        db.conn,
        "UPDATE articles SET article_markdown = ? WHERE id = ? AND article_markdown <> ?",
        [(text.shown, text.article_id, text.shown) for text in texts],
    )


def cuts_of(db: Store, source_id: str) -> set[int]:
    """Return the hashes of the lines that are cut from the source's articles."""
    return cuts_by_source(db, [source_id]).get(source_id, set())


def cuts_by_source(db: Store, source_ids: Collection[str]) -> dict[str, set[int]]:
    """Return the hashes of the lines that are cut, by source; a source without any is left out."""
    rows = db.execute(
        "SELECT b.source_id, b.block_hash FROM json_each(?) AS wanted_texts"  # noqa: S608
        f" JOIN boilerplate AS b ON b.source_id = wanted_texts.value AND b.ruling = '{CUT}'",
        [json.dumps(list(source_ids))],
    )
    cuts: dict[str, set[int]] = {}
    for source_id, line_hash in rows.fetchall():
        cuts.setdefault(source_id, set()).add(line_hash)
    return cuts


class LearntLine(NamedTuple):
    """A line that was seen in articles of a source."""

    line_hash: int
    sample: str  # its text; "" until the line is seen again
    story_count: int
    first_seen_at: str
    last_seen_at: str
    ruling: str


def learnt_lines(db: Store, source_id: str, min_stories: int = 2) -> list[LearntLine]:
    """Return the lines that have a ruling or are in ``min_stories`` or more, ordered by ruling."""
    rows = db.execute(
        "SELECT block_hash, sample, article_count, first_seen_at, last_seen_at, ruling"
        " FROM boilerplate WHERE source_id = ? AND (article_count >= ? OR ruling <> ?)"
        " ORDER BY ruling, article_count DESC, block_hash",
        [source_id, min_stories, LEARNING],
    )
    return [LearntLine(*row) for row in rows.fetchall()]


def urls_with_line(db: Store, source_id: str, line_hash: int, limit: int = 10) -> list[str]:
    """Return the URLs of the newest articles that have a line."""
    rows = db.execute(
        "SELECT a.url FROM boilerplate_sightings AS s JOIN articles AS a ON a.id = s.article_id"
        " WHERE s.source_id = ? AND s.block_hash = ? ORDER BY s.article_id DESC LIMIT ?",
        [source_id, line_hash, limit],
    )
    return [url for (url,) in rows.fetchall()]


def _stored_lines(db: Store, articles: Iterable[ArticleLines]) -> set[LineKey]:
    """Return the lines of the articles that are stored already."""
    keys = {(article.source_id, line_hash) for article in articles for line_hash in article.lines}
    return set(db.execute(_STORED_KEYS, [json.dumps(sorted(keys))]).fetchall())
