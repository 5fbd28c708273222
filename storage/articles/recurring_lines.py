"""What a source's pages taught: recurring blocks, in which articles they stand, and rulings.

``article_body`` is the general text of an article (its newest row in ``revisions``) minus the
blocks ruled to be cut. Cutting and undoing rewrite the bodies of past articles and add no
revision. Everything here runs in the caller's open transaction.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pipelines.model import iso_text
from storage.database.protocols import Store
from storage.stories.index import keep_compared_text

LEARNING, CUT, KEPT = "learning", "cut", "kept"
_RECENT = 50  # articles of a source among which the share of a block is taken
_MOST_COUNTED = 200  # sightings of one block that are counted; more changes nothing

_COUNT = """
    SELECT count(DISTINCT coalesce(a.story_id, CAST(a.id AS TEXT))) FROM (
        SELECT article_id FROM boilerplate_sightings
        WHERE source_id = ? AND block_hash = ? ORDER BY article_id DESC LIMIT ?
    ) AS s JOIN articles AS a ON a.id = s.article_id
"""
_RECENT_STORIES = """
    SELECT count(DISTINCT coalesce(story_id, CAST(id AS TEXT))) FROM (
        SELECT id, story_id FROM articles WHERE source_id = ?
        ORDER BY date_published DESC NULLS LAST LIMIT ?
    ) AS recent
"""
_PUT = """
    INSERT INTO boilerplate
        (source_id, block_hash, sample, article_count, first_seen_at, last_seen_at)
    VALUES (?, ?, ?, 1, ?, ?)
    ON CONFLICT (source_id, block_hash) DO UPDATE SET
        last_seen_at = CASE WHEN boilerplate.last_seen_at > excluded.last_seen_at
            THEN boilerplate.last_seen_at ELSE excluded.last_seen_at END
"""


class Block(Protocol):
    """A learnable line, as ``pipelines.extraction.recurring_lines.TextBlock``."""

    @property
    def hash(self) -> int: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Methods:
    """The pure parts of learning, from ``pipelines.extraction.recurring_lines``."""

    learnable: Callable[[str], Iterable[Block]]
    without: Callable[[str, Collection[int]], str]
    recurs: Callable[[int, int], bool]


def learn(
    db: Store, methods: Methods, article_id: int, *, source_id: str, body: str, now: datetime
) -> None:
    """Count the blocks of a new or changed article, and show it without the ones ruled out.

    ``body`` is the general text. To be called after the article has its story, so that copies
    count once. A block that has recurred often enough is cut from the past articles too.
    """
    blocks = {block.hash: block.text for block in methods.learnable(body)}
    seen_at = iso_text(now)
    db.conn.execute("DELETE FROM boilerplate_sightings WHERE article_id = ?", [article_id])
    db.conn.executemany(
        "INSERT INTO boilerplate_sightings (source_id, block_hash, article_id) VALUES (?, ?, ?)",
        [(source_id, number, article_id) for number in blocks],
    )
    known = _known(db, source_id, list(blocks))
    db.conn.executemany(
        _PUT, [(source_id, number, text, seen_at, seen_at) for number, text in blocks.items()]
    )
    for number in _newly_cut(db, methods, source_id, known):
        _rule(db, methods, source_id, number, CUT)
    _show(db, methods, article_id, cuts_of(db, source_id))


def cuts_of(db: Store, source_id: str) -> set[int]:
    """The hashes of the blocks that are cut from the source's articles."""
    rows = db.execute(
        f"SELECT block_hash FROM boilerplate WHERE source_id = ? AND ruling = '{CUT}'",  # noqa: S608
        [source_id],
    )
    return {row[0] for row in rows.fetchall()}


def rules_of(db: Store, source_id: str, least: int = 2) -> list[dict[str, Any]]:
    """The blocks seen in at least so many stories, most frequent first."""
    return list(
        db.query(
            "SELECT block_hash, sample, article_count, first_seen_at, last_seen_at, ruling"
            " FROM boilerplate WHERE source_id = ? AND (article_count >= ? OR ruling <> ?)"
            " ORDER BY ruling, article_count DESC, block_hash",
            [source_id, least, LEARNING],
        )
    )


def articles_with(db: Store, source_id: str, number: int, limit: int = 10) -> list[str]:
    """The URLs of the newest articles in which a block stands."""
    rows = db.execute(
        "SELECT a.url FROM boilerplate_sightings AS s JOIN articles AS a ON a.id = s.article_id"
        " WHERE s.source_id = ? AND s.block_hash = ? ORDER BY s.article_id DESC LIMIT ?",
        [source_id, number, limit],
    )
    return [row[0] for row in rows.fetchall()]


def rule(db: Store, methods: Methods, source_id: str, number: int, ruling: str) -> bool:
    """Set a person's ruling, ``cut`` or ``kept``; False when the source has no such block."""
    known = db.execute(
        "SELECT 1 FROM boilerplate WHERE source_id = ? AND block_hash = ?", [source_id, number]
    ).fetchone()
    if known:
        _rule(db, methods, source_id, number, ruling)
    return known is not None


def _known(db: Store, source_id: str, numbers: Sequence[int]) -> list[int]:
    """Those of the blocks that were seen before; most of an article's were not."""
    if not numbers:
        return []
    marks = ", ".join("?" * len(numbers))
    rows = db.execute(
        f"SELECT block_hash FROM boilerplate WHERE source_id = ? AND block_hash IN ({marks})",  # noqa: S608
        [source_id, *numbers],
    )
    found = {row[0] for row in rows.fetchall()}
    return [number for number in numbers if number in found]


def _newly_cut(db: Store, methods: Methods, source_id: str, numbers: Sequence[int]) -> list[int]:
    if not numbers:
        return []
    recent = db.execute(_RECENT_STORIES, [source_id, _RECENT]).fetchone()[0]
    found = []
    for number in numbers:
        count = db.execute(_COUNT, [source_id, number, _MOST_COUNTED]).fetchone()[0]
        row = db.execute(
            "UPDATE boilerplate SET article_count = ? WHERE source_id = ? AND block_hash = ?"
            " RETURNING ruling",
            [count, source_id, number],
        ).fetchall()
        if row[0][0] == LEARNING and methods.recurs(count, recent):
            found.append(number)
    return found


def _rule(db: Store, methods: Methods, source_id: str, number: int, ruling: str) -> None:
    db.conn.execute(
        "UPDATE boilerplate SET ruling = ? WHERE source_id = ? AND block_hash = ?",
        [ruling, source_id, number],
    )
    cuts = cuts_of(db, source_id)
    rows = db.execute(
        "SELECT article_id FROM boilerplate_sightings WHERE source_id = ? AND block_hash = ?",
        [source_id, number],
    ).fetchall()
    for (article_id,) in rows:
        _show(db, methods, article_id, cuts)


def _show(db: Store, methods: Methods, article_id: int, cuts: Collection[int]) -> None:
    """Set ``article_body`` to the newest version without the cuts."""
    newest = db.execute(
        "SELECT article_body FROM revisions WHERE article_id = ?"
        " ORDER BY seen_at DESC, rowid DESC LIMIT 1",
        [article_id],
    ).fetchone()
    if newest is None:
        return
    general = newest[0]
    shown = methods.without(general, cuts)
    db.conn.execute(
        "UPDATE articles SET article_body = ?, word_count = ? WHERE id = ? AND article_body <> ?",
        [shown, len(shown.split()), article_id, shown],
    )
    keep_compared_text(db, article_id, general if shown != general else None)
