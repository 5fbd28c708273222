"""Stores the substantial changes of each edit, and lists edits and removals, newest first."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.model import EditKind
from storage.database.protocols import Connection, Store

# A row is an EditedVersions: the version r that an edit made, and the version q before it.
_VERSIONS = """
    SELECT r.article_id, r.seen_at, q.seen_at, q.headline, q.article_body, r.headline,
        r.article_body, a.date_modified, s.timezone
    FROM {edits} JOIN revisions AS r ON r.article_id = {article} AND r.seen_at = {seen}
    JOIN revisions AS q ON q.article_id = r.article_id AND q.seen_at =
        (SELECT max(seen_at) FROM revisions WHERE article_id = r.article_id
            AND seen_at < r.seen_at)
    JOIN articles AS a ON a.id = r.article_id JOIN sources AS s ON s.id = a.source_id
"""
_NEWEST = _VERSIONS.format(
    edits="json_each(?) AS wanted",
    article="wanted.value",
    seen="(SELECT max(seen_at) FROM revisions WHERE article_id = wanted.value)",
)
_LATEST_WAITING = """(SELECT article_id, seen_at FROM edits WHERE kinds IS NULL
        ORDER BY seen_at DESC LIMIT ?) AS e"""
_WAITING = _VERSIONS.format(edits=_LATEST_WAITING, article="e.article_id", seen="e.seen_at")
_PUT = """
    INSERT INTO edits (article_id, seen_at, kinds, is_quiet) VALUES (?, ?, ?, ?)
    ON CONFLICT (article_id, seen_at) DO UPDATE SET kinds = excluded.kinds,
        is_quiet = excluded.is_quiet
"""
_LISTED = """
    SELECT e.article_id, e.seen_at, e.kinds, e.is_quiet, a.url, a.headline, a.story_id,
        s.id, s.name, s.region, a.in_language
    FROM edits AS e JOIN articles AS a ON a.id = e.article_id
    JOIN sources AS s ON s.id = a.source_id
    WHERE e.kinds <> '' AND e.seen_at >= :since AND e.seen_at < :until
        AND (:source IS NULL OR a.source_id = :source) AND (:region IS NULL OR s.region = :region)
        AND (:quiet = 0 OR e.is_quiet = 1)
    ORDER BY e.seen_at DESC, e.article_id LIMIT :limit OFFSET :offset
"""
# The version of an edit and the version before it, the newer first.
_TWO_VERSIONS = """
    SELECT seen_at, headline, article_body FROM revisions
    WHERE article_id = ? AND seen_at <= ? ORDER BY seen_at DESC LIMIT 2
"""
# A row is an article that its outlet removed. If the database does not know when the removal was
# found, the last column is the last visit that found the article gone.
_GONE = """
    SELECT a.id, a.date_last_seen, a.url, a.headline, a.article_body, a.story_id, s.id, s.name,
        s.region, a.in_language, coalesce(a.date_published, a.date_first_seen), p.pruned_at,
        a.date_gone, CASE WHEN a.date_gone IS NULL THEN (SELECT max(u.checked_at) FROM urls AS u
            WHERE u.article_id = a.id AND u.outcome = 'gone') END
    FROM articles AS a JOIN sources AS s ON s.id = a.source_id
    LEFT JOIN pruned_texts AS p ON p.article_id = a.id
    WHERE a.status = 'gone' AND coalesce(a.date_gone, a.date_last_seen) >= :since
        AND coalesce(a.date_gone, a.date_last_seen) < :until
        AND (:source IS NULL OR a.source_id = :source) AND (:region IS NULL OR s.region = :region)
    ORDER BY coalesce(a.date_gone, a.date_last_seen) DESC, a.id LIMIT :limit OFFSET :offset
"""


@dataclass(frozen=True, slots=True)
class EditedVersions:
    """Two successive versions of an article; times are texts of the database."""

    article_id: int
    seen_at: str
    former_seen_at: str
    former_headline: str
    former_text: str
    headline: str
    text: str
    date_modified: str | None  # of the article as it is now: a UTC time, or a day of its outlet
    timezone: str  # of the outlet


@dataclass(frozen=True, slots=True)
class ListedEdit:
    """An edit of substance, with the versions before and after it unless they were pruned."""

    article_id: int
    seen_at: str
    kinds: tuple[EditKind, ...]
    is_quiet: bool
    url: str
    headline: str
    story_id: str | None
    source_id: str
    source_name: str
    region: str
    language: str | None
    former: tuple[str, str] | None  # headline and text
    latter: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class ListedRemoval:
    """An article that its outlet removed, with its last text; the text is "" if it was pruned.

    ``found_at`` is the time of the visit that found the removal. Of a removal that an earlier
    version of Svodka found, only ``found_by`` is known: a later visit to the removed article.
    """

    article_id: int
    last_seen_at: str
    url: str
    headline: str
    text: str
    story_id: str | None
    source_id: str
    source_name: str
    region: str
    language: str | None
    published: str
    text_pruned_at: str | None
    found_at: str | None
    found_by: str | None

    @property
    def at(self) -> str:
        """Return the best known time of the removal."""
        return self.found_at or self.found_by or self.last_seen_at


@dataclass(frozen=True, slots=True)
class EditFilters:
    """Which edits and removals are listed; None stands for all."""

    source: str | None = None
    region: str | None = None
    quiet_only: bool = False  # has no effect on removals
    since: str = ""  # a time as the database stores it
    until: str = "9999"

    def parameters(self, limit: int, offset: int) -> dict[str, object]:
        return {
            "source": self.source, "region": self.region, "quiet": int(self.quiet_only),
            "since": self.since, "until": self.until, "limit": limit, "offset": offset,
        }  # fmt: skip


def newest_edits(db: Store, article_ids: Collection[int]) -> list[EditedVersions]:
    """Return the last two versions of each article that has several."""
    rows = db.conn.execute(_NEWEST, (json.dumps(list(article_ids)),))
    return [EditedVersions(*row) for row in rows]


def waiting_edits(db: Store, limit: int) -> list[EditedVersions]:
    """Return the newest edits that an earlier version of Svodka stored, and that are not judged.

    Edits whose versions were pruned are deleted, in the caller's transaction.
    """
    db.conn.execute(
        "DELETE FROM edits WHERE kinds IS NULL AND NOT EXISTS (SELECT 1 FROM revisions AS r"
        " WHERE r.article_id = edits.article_id AND r.seen_at = edits.seen_at)"
    )
    return [EditedVersions(*row) for row in db.conn.execute(_WAITING, (limit,))]


def save_edits(
    db: Store, judged: Iterable[tuple[EditedVersions, Collection[EditKind], bool]]
) -> None:
    """Store judged edits, each with its kinds and whether it is quiet."""
    db.conn.executemany(
        _PUT,
        [
            (edit.article_id, edit.seen_at, ",".join(sorted(kinds)), int(is_quiet))
            for edit, kinds, is_quiet in judged
        ],
    )


def listed_edits(
    conn: Connection, filters: EditFilters, *, limit: int, offset: int = 0
) -> list[ListedEdit]:
    """Return edits of substance, newest first."""
    rows = conn.execute(_LISTED, filters.parameters(limit, offset)).fetchall()
    return [_listed_edit(conn, _EditRow(*row)) for row in rows]


def listed_removals(
    conn: Connection, filters: EditFilters, *, limit: int, offset: int = 0
) -> list[ListedRemoval]:
    """Return removed articles, the latest removal first."""
    rows = conn.execute(_GONE, filters.parameters(limit, offset))
    return [ListedRemoval(*row) for row in rows]


class _EditRow(NamedTuple):
    """A row of _LISTED; its fields are those of ListedEdit without the two versions."""

    article_id: int
    seen_at: str
    kinds: str  # joined by commas
    is_quiet: int
    url: str
    headline: str
    story_id: str | None
    source_id: str
    source_name: str
    region: str
    language: str | None


def _listed_edit(conn: Connection, row: _EditRow) -> ListedEdit:
    """Return the edit of a row, with its two versions if both are stored."""
    values = row._asdict() | {
        "kinds": tuple(map(EditKind, row.kinds.split(","))),
        "is_quiet": bool(row.is_quiet),
    }
    versions = conn.execute(_TWO_VERSIONS, (row.article_id, row.seen_at)).fetchall()
    if len(versions) < 2:
        return ListedEdit(**values, former=None, latter=None)
    (latter_seen_at, *latter), (_, *former) = versions
    if latter_seen_at != row.seen_at:  # the version of this edit was deleted
        return ListedEdit(**values, former=None, latter=None)
    return ListedEdit(**values, former=tuple(former), latter=tuple(latter))
