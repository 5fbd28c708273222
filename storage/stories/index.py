"""The index of copies on SQLite: signatures, buckets, common sentences, matches.

``SqliteStoryIndex`` has the methods of the protocol ``pipelines.stories.index.StoryIndex`` without
naming it, since this package imports only the model. It writes in the caller's open transaction.
Lists are passed as JSON to ``json_each``, because an ``IN`` list would need another statement for
each length.
"""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple
from typing import Any, Literal

import numpy as np

from pipelines.model import (
    MINHASH,
    SENTENCE_BAND,
    Bucket,
    Days,
    Edge,
    Features,
    MinHashScheme,
    Relation,
    Story,
    StoryMember,
)
from storage.database.protocols import Store
from storage.database.row_sets import write_rows
from storage.stories.band_index import BandIndex, Members
from storage.stories.columns import COMPARED_TEXT, OWNER
from storage.stories.rows import leave_stories, stories_of, write_stories

_ARTICLES = f"""
    SELECT a.id, a.url, {COMPARED_TEXT}, a.headline, a.source_id, s.name,
           {OWNER}, s.region, a.date_published, a.date_first_seen,
           a.canonical_url, a.credit_text, a.is_based_on, s.group_copies,
           EXISTS (SELECT 1 FROM pruned_texts AS p WHERE p.article_id = a.id)
    FROM json_each(?) AS wanted
    JOIN articles AS a ON a.id = wanted.value
    JOIN sources AS s ON s.id = a.source_id
    LEFT JOIN signatures AS g ON g.article_id = a.id
"""  # noqa: S608
_MEMBERS = """
    SELECT s.template, s.day, s.article_id
    FROM json_each(?) AS wanted
    CROSS JOIN {beside}sentences AS s
    WHERE s.template = wanted.value AND s.day BETWEEN ? AND ?
"""
_RECURRING = """
    SELECT wanted.value FROM json_each(?1) AS wanted
    WHERE ?2 <= (
        SELECT count(*) FROM (
            SELECT 1 FROM {beside}sentences WHERE template = wanted.value LIMIT ?2) AS found
    ) AND ?2 <= (
        SELECT count(*) FROM (
            SELECT DISTINCT substr(g.hashvalues, 1, 4) FROM {beside}sentences AS s
            JOIN {beside}signatures AS g ON g.article_id = s.article_id
            WHERE s.template = wanted.value LIMIT ?2) AS found
    )
"""
_CROWDED = """
    SELECT wanted.value FROM json_each(?1) AS wanted
    WHERE ?3 < (
        SELECT count(*) FROM (
            SELECT 1 FROM {beside}sentences
            WHERE template = wanted.value AND day = ?2 LIMIT ?4) AS found
    )
"""
_BANDS = """
    SELECT article_id, day, band_values FROM {beside}bands WHERE day BETWEEN ? AND ?
"""
_EDGES = """
    SELECT m.* FROM json_each(?1) AS wanted JOIN {beside}matches AS m ON m.article_id = wanted.value
    UNION
    SELECT m.* FROM json_each(?1) AS wanted JOIN {beside}matches AS m ON m.other_id = wanted.value
    ORDER BY 1, 2
"""
_PUT_FEATURES = """
    INSERT INTO {beside}signatures (article_id, scheme, seed, num_perm, hashvalues, shingle_count,
                            templates, day, rank, word_count, filled)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (article_id) DO UPDATE SET scheme = excluded.scheme, seed = excluded.seed,
        num_perm = excluded.num_perm, hashvalues = excluded.hashvalues,
        shingle_count = excluded.shingle_count, templates = excluded.templates,
        day = excluded.day, rank = excluded.rank, word_count = excluded.word_count,
        filled = excluded.filled, is_digest = 0
"""
_FEATURES = "hashvalues, templates, shingle_count, day, rank, word_count, filled"
# Features in memory, about 1.5 kB each. A report made from a template is paired with thousands of
# other reports, which are the same ones for the next report.
_MAX_READ_FEATURES = 20_000
_PUT_EDGE = """
    INSERT INTO {beside}matches
        (article_id, other_id, jaccard, containment, relation, share, other_share)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (article_id, other_id) DO UPDATE SET jaccard = excluded.jaccard,
        containment = excluded.containment, relation = excluded.relation,
        share = excluded.share, other_share = excluded.other_share
"""


def keep_compared_text(db: Store, article_id: int, text: str | None) -> None:
    """Store the compared text of an article: None if no lines were cut from ``article_body``.

    The article's signature must be stored already. Call this whenever ``article_body`` changes.
    """
    keep_compared_texts(db, {article_id: text})


def keep_compared_texts(db: Store, texts: Mapping[int, str | None]) -> None:
    """Store the compared texts of articles, as ``keep_compared_text`` does."""
    write_rows(
        db.conn,
        "UPDATE signatures SET text = ? WHERE article_id = ? AND text IS DISTINCT FROM ?",
        [(text, article_id, text) for article_id, text in texts.items()],
    )


class SqliteStoryIndex:
    """The store that the story keeper reads and writes.

    ``beside`` is the prefix of the names of the index's tables; a rebuild fills a second set of
    tables with the prefix ``new_``.
    """

    def __init__(
        self, db: Store, scheme: MinHashScheme = MINHASH, *, beside: Literal["", "new_"] = ""
    ) -> None:
        self._db = db
        self._beside = beside
        self._made_with = astuple(scheme)
        self._bands = BandIndex(self._load_bands)
        self._read: dict[int, Features] = {}  # those read last, mostly of earlier articles
        self._writer = secrets.randbits(62)
        self._state = (-1, 0)  # (version, writer) of the stored state that is in memory

    def articles(self, ids: Collection[int]) -> dict[int, StoryMember]:
        rows = self._rows(_ARTICLES, _json(ids))
        return {row[0]: _member(row) for row in rows}

    def every_id(self) -> list[int]:
        return [row[0] for row in self._rows("SELECT id FROM articles ORDER BY id")]

    def features(self, ids: Collection[int]) -> dict[int, Features]:
        self._refresh()
        found = {i: self._read[i] for i in ids if i in self._read}
        missing = [i for i in ids if i not in found]
        if missing:
            read = {row[0]: _features(row) for row in self._of_signatures(_FEATURES, missing)}
            if len(self._read) + len(read) > _MAX_READ_FEATURES:
                self._read.clear()
            self._read |= read
            found |= read
        return found

    def put_features(self, features: Mapping[int, Features]) -> None:
        self._mark_own_write(features)
        self._forget(features)
        self._write(
            _PUT_FEATURES,
            [
                (
                    article_id,
                    *self._made_with,
                    found.signature.tobytes(),
                    found.shingle_count,
                    np.array(found.templates, np.int32).tobytes(),
                    found.day,
                    found.rank,
                    found.word_count,
                    None if found.filled is None else found.filled.tobytes(),
                )
                for article_id, found in features.items()
            ],
        )
        self._write(
            "INSERT INTO {beside}sentences (template, day, article_id) VALUES (?, ?, ?)",
            _sentence_rows(features),
        )
        rows = [
            (article_id, found.day, np.array([v for _, v in found.buckets], np.int32).tobytes())
            for article_id, found in sorted(features.items())
            if found.buckets
        ]
        self._write(
            "INSERT INTO {beside}bands (article_id, day, band_values) VALUES (?, ?, ?)", rows
        )
        self._bands.add(rows)

    def drop_features(self, features: Mapping[int, Features]) -> None:
        if not features:
            return
        self._mark_own_write(features)
        self._forget(features)
        self._write(
            "DELETE FROM {beside}sentences WHERE template = ? AND day = ? AND article_id = ?",
            _sentence_rows(features),
        )
        self._write(
            "DELETE FROM {beside}bands WHERE day = ? AND article_id = ?",
            [(found.day, article_id) for article_id, found in features.items()],
        )
        self._bands.drop((article_id, found.day) for article_id, found in features.items())
        self._write(  # the row stays, since it may hold the compared text
            "UPDATE {beside}signatures SET shingle_count = 0, templates = ?, is_digest = 0"
            " WHERE article_id = ?",
            [(b"", article_id) for article_id in features],
        )

    def ranks(self, ids: Collection[int]) -> dict[int, str]:
        self._refresh()
        found = {i: self._read[i].rank for i in ids if i in self._read}
        missing = [i for i in ids if i not in found]
        return found | dict(self._of_signatures("rank", missing)) if missing else found

    def members(self, buckets: Collection[Bucket], days: Days | None) -> Members:
        first, last = days if days is not None else (-(1 << 62), 1 << 62)
        templates = sorted(value for band, value in buckets if band == SENTENCE_BAND)
        rows = self._rows(_MEMBERS, _json(templates), first, last) if templates else []
        found = np.array([(SENTENCE_BAND, *row) for row in rows], np.int64).reshape(-1, 4)
        values = [bucket for bucket in buckets if bucket[0] != SENTENCE_BAND]
        if not values:
            return found
        self._refresh()
        return np.concatenate([found, self._bands.members(values, (first, last))])

    def crowded(self, buckets: Collection[Bucket], day: int, max_members: int) -> list[Bucket]:
        templates = sorted(value for band, value in buckets if band == SENTENCE_BAND)
        rows = self._rows(_CROWDED, _json(templates), day, max_members, max(max_members, 0) + 1)
        values = [bucket for bucket in buckets if bucket[0] != SENTENCE_BAND]
        self._refresh()
        found = self._bands.crowded(values, day, max_members) if values else []
        return found + [(SENTENCE_BAND, row[0]) for row in rows]

    def recurring(self, templates: Collection[int], min_texts: int) -> frozenset[int]:
        return frozenset(row[0] for row in self._rows(_RECURRING, _json(templates), min_texts))

    def common(self, templates: Collection[int]) -> frozenset[int]:
        rows = self._rows(
            "SELECT template FROM json_each(?) AS wanted"
            " JOIN {beside}common_sentences ON template = wanted.value",
            _json(templates),
        )
        return frozenset(row[0] for row in rows)

    def set_common(self, common: Collection[int], uncommon: Collection[int]) -> None:
        self._write(
            "INSERT INTO {beside}common_sentences VALUES (?) ON CONFLICT DO NOTHING",
            [(t,) for t in common],
        )
        self._write(
            "DELETE FROM {beside}common_sentences WHERE template = ?", [(t,) for t in uncommon]
        )

    def roundups(self, ids: Collection[int]) -> frozenset[int]:
        return frozenset(
            article_id for article_id, roundup in self._of_signatures("is_digest", ids) if roundup
        )

    def set_roundups(self, roundups: Collection[int], others: Collection[int]) -> None:
        self._write(
            "UPDATE {beside}signatures SET is_digest = ? WHERE article_id = ?",
            [(1, article_id) for article_id in roundups]
            + [(0, article_id) for article_id in others],
        )

    def edges(self, ids: Collection[int]) -> list[Edge]:
        rows = self._rows(_EDGES, _json(ids))
        return [
            Edge(one, other, jaccard, containment, Relation(relation), share, other_share)
            for one, other, jaccard, containment, relation, share, other_share in rows
        ]

    def change_edges(self, gone: Collection[tuple[int, int]], put: Collection[Edge]) -> None:
        self._write("DELETE FROM {beside}matches WHERE article_id = ? AND other_id = ?", list(gone))
        self._write(
            _PUT_EDGE,
            [(*e.ends, e.jaccard, e.containment, e.relation, e.share, e.other_share) for e in put],
        )

    def stories_of(self, ids: Collection[int]) -> dict[int, tuple[str, Relation]]:
        return stories_of(self._db, ids)

    def leave_stories(self, ids: Collection[int]) -> None:
        leave_stories(self._db, ids)

    def write_stories(self, stories: Collection[Story], touched: Collection[str]) -> None:
        write_stories(self._db, stories, touched)

    def _load_bands(self, first: int, last: int) -> list[tuple[int, int, bytes]]:
        return self._rows(_BANDS, first, last)

    def _mark_own_write(self, features: Mapping[int, Features]) -> None:
        """Record this index as the last writer.

        So ``_refresh`` notices when another index has written, or a write was rolled back.
        """
        version, _ = self._refresh()
        self._state = version + 1, self._writer
        self._write("UPDATE {beside}signature_state SET version = ?, writer = ?", [self._state])

    def _refresh(self) -> tuple[int, int]:
        """Clear what is in memory of the index if other values are stored now."""
        (state,) = self._rows("SELECT version, writer FROM {beside}signature_state")
        if state != self._state:
            self._bands.clear()
            self._read.clear()
            self._state = state
        return self._state

    def _forget(self, ids: Iterable[int]) -> None:
        """Drop the features in memory of articles whose stored features change."""
        for article_id in ids:
            self._read.pop(article_id, None)

    def _of_signatures(self, column: str, ids: Collection[int]) -> list[Any]:
        return self._of("{beside}signatures", column, ids)

    def _of(self, table: str, columns: str, ids: Collection[int]) -> list[Any]:
        return self._rows(
            f"SELECT article_id, {columns} FROM json_each(?) AS wanted"  # noqa: S608
            f" JOIN {table} ON article_id = wanted.value",
            _json(ids),
        )

    def _rows(self, query: str, *parameters: object) -> list[Any]:
        return self._db.conn.execute(self._named(query), parameters).fetchall()

    def _write(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        write_rows(self._db.conn, self._named(statement), rows)

    def _named(self, statement: str) -> str:
        return statement.replace("{beside}", self._beside)


def _member(row: Sequence[Any]) -> StoryMember:
    names = (
        "id", "url", "text", "headline", "source_id", "source_name", "owner", "region",
        "date_published", "date_first_seen", "canonical_url", "credit_text", "is_based_on",
        "group_copies", "is_pruned",
    )  # fmt: skip
    return StoryMember(**dict(zip(names, row, strict=True)))


def _features(row: Sequence[Any]) -> Features:
    _, hashvalues, templates, shingle_count, day, rank, word_count, filled = row
    return Features(
        np.frombuffer(hashvalues, np.uint32),
        tuple(np.frombuffer(templates, np.int32).tolist()),
        shingle_count,
        day,
        rank,
        word_count,
        None if filled is None else np.frombuffer(filled, np.int64),
    )


def _json(values: Collection[int]) -> str:
    return json.dumps(list(values))


def _sentence_rows(features: Mapping[int, Features]) -> list[tuple[int, int, int]]:
    """Return the rows of ``sentences`` in the order of its key, which is inserted fastest."""
    return sorted(
        (template, found.day, article_id)
        for article_id, found in features.items()
        for template in found.templates
    )
