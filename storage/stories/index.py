"""The index of copies on SQLite: features, buckets, common sentences, edges, roundups and stories.

``SqliteStoryIndex`` has the methods of the protocol ``pipelines.stories.index.StoryIndex`` without
naming it, since this package imports only the model. It writes in the caller's open transaction.
Lists are passed as JSON to ``json_each``, because an ``IN`` list would need another statement for
each length.
"""

import json
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from pipelines.model import (
    MINHASH,
    SENTENCE_BAND,
    Days,
    Edge,
    Features,
    IndexVersion,
    MemberColumn,
    MinHashScheme,
    Relation,
    Story,
    StoryMember,
)
from storage.database.protocols import Store
from storage.database.row_sets import write_rows
from storage.stories.band_index import PERIOD_DAYS, BandIndex, Period, Positions, Row
from storage.stories.band_runs import Members
from storage.stories.columns import COMPARED_TEXT, OWNER
from storage.stories.index_rows import (
    BAND_COLUMNS,
    FEATURE_COLUMNS,
    PUT_EDGE,
    PUT_SIGNATURE,
    band_of,
    band_rows,
    edge_of,
    edge_rows,
    features_of,
    sentence_rows,
    signature_rows,
)
from storage.stories.nearest_members import nearest_members
from storage.stories.rows import leave_stories, stories_of, write_stories

_BAND, _VALUE = MemberColumn.BAND, MemberColumn.VALUE
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
# SQLite reads the tables of a CROSS JOIN in the order in which they are written.
_MEMBERS = """
    SELECT s.template, s.day, s.article_id
    FROM json_each(?) AS wanted
    CROSS JOIN {prefix}sentences AS s
    WHERE s.template = wanted.value AND s.day BETWEEN ? AND ?
"""
# Those of the templates ?1 that are in at least ?2 different texts. Texts whose signatures begin
# with the same hash value count as one. The first condition follows from the second; it is cheaper.
_RECURRING = """
    SELECT wanted.value FROM json_each(?1) AS wanted
    WHERE ?2 <= (
        SELECT count(*) FROM (
            SELECT 1 FROM {prefix}sentences WHERE template = wanted.value LIMIT ?2) AS found
    ) AND ?2 <= (
        SELECT count(*) FROM (
            SELECT DISTINCT substr(g.hashvalues, 1, 4) FROM {prefix}sentences AS s
            JOIN {prefix}signatures AS g ON g.article_id = s.article_id
            WHERE s.template = wanted.value LIMIT ?2) AS found
    )
"""
_WITH_TEMPLATES = """
    SELECT DISTINCT s.article_id FROM json_each(?) AS wanted
    CROSS JOIN {prefix}sentences AS s WHERE s.template = wanted.value
"""
# The next rows after an article of a day, up to another day.
_BANDS = f"""
    SELECT {BAND_COLUMNS} FROM {{prefix}}bands AS b
    WHERE (b.day, b.article_id) > (?, ?) AND b.day <= ? ORDER BY b.day, b.article_id LIMIT ?
"""  # noqa: S608
_BATCH_ROWS = 16_384  # of bands, about 500 bytes each, that are in memory together
_EDGES = """
    SELECT m.* FROM json_each(?1) AS wanted JOIN {prefix}matches AS m ON m.article_id = wanted.value
    UNION
    SELECT m.* FROM json_each(?1) AS wanted JOIN {prefix}matches AS m ON m.other_id = wanted.value
    ORDER BY 1, 2
"""
# Features in memory, about 1.5 kB each. A report made from a template is paired with hundreds of
# other reports, which are mostly the same ones for the next report.
_MAX_CACHED_FEATURES = 20_000
ALL_DAYS: Days = (-(1 << 62), 1 << 62)


class SqliteStoryIndex:
    """The store that the story keeper reads and writes.

    The names of the index's tables begin with ``prefix``. A rebuild fills new tables, whose prefix
    is ``new_``, beside the present ones.
    """

    def __init__(
        self, db: Store, scheme: MinHashScheme = MINHASH, *, prefix: Literal["", "new_"] = ""
    ) -> None:
        self._db = db
        self._prefix = prefix
        self._scheme = scheme
        self._bands = BandIndex(self._load_period)
        self._cached: dict[int, Features] = {}  # those read last, mostly of earlier articles
        self._writer = secrets.randbits(62)  # tells this index from others
        self._state: IndexVersion = (-1, 0)  # the version of the stored index that is in memory

    def articles(self, ids: Collection[int]) -> dict[int, StoryMember]:
        members = map(_member, self._rows_for(_ARTICLES, ids))
        return {member.id: member for member in members}

    def every_id(self) -> list[int]:
        rows = self._rows("SELECT id FROM articles ORDER BY id")
        return [article_id for (article_id,) in rows]

    def version(self) -> IndexVersion:
        return self._refresh()

    def added_since(self, version: IndexVersion) -> Collection[int] | None:
        return () if self._refresh() == version else None

    def features(self, ids: Collection[int]) -> dict[int, Features]:
        self._refresh()
        features = {
            article_id: self._cached[article_id] for article_id in ids if article_id in self._cached
        }
        missing = [article_id for article_id in ids if article_id not in features]
        if missing:
            rows = self._of_signatures(FEATURE_COLUMNS, missing)
            stored = dict(map(features_of, rows))
            if len(self._cached) + len(stored) > _MAX_CACHED_FEATURES:
                self._cached.clear()
            self._cached |= stored
            features |= stored
        return features

    def put_features(self, features: Mapping[int, Features]) -> None:
        self._mark_own_write(features)
        self._forget(features)
        self._write(PUT_SIGNATURE, signature_rows(features, self._scheme))
        self._write(
            "INSERT INTO {prefix}sentences (template, day, article_id) VALUES (?, ?, ?)",
            sentence_rows(features),
        )
        bands = band_rows(features)
        self._write(
            "INSERT INTO {prefix}bands (article_id, day, order_of_day, band_values)"
            " VALUES (?, ?, ?, ?)",
            bands,
        )
        self._bands.add(bands)

    def drop_features(self, features: Mapping[int, Features]) -> None:
        if not features:
            return
        self._mark_own_write(features)
        self._forget(features)
        self._write(
            "DELETE FROM {prefix}sentences WHERE template = ? AND day = ? AND article_id = ?",
            sentence_rows(features),
        )
        days = {article_id: dropped.day for article_id, dropped in features.items()}
        self._write(
            "DELETE FROM {prefix}bands WHERE day = ? AND article_id = ?",
            [(day, article_id) for article_id, day in days.items()],
        )
        self._bands.drop(days.items())
        self._write(  # the row stays, since it may hold the compared text
            "UPDATE {prefix}signatures SET shingle_count = 0, templates = ?, is_digest = 0"
            " WHERE article_id = ?",
            [(b"", article_id) for article_id in features],
        )

    def members_near(
        self, positions: Positions, max_members: int, days: Days | None, *, min_members: int = 2
    ) -> Members:
        days = days or ALL_DAYS
        self._refresh()
        is_sentence = positions[:, _BAND] == SENTENCE_BAND
        sentences, bands = positions[is_sentence], positions[~is_sentence]
        with_sentences = self._with_sentences(sentences[:, _VALUE], days, min_members=min_members)
        near_by_sentence = nearest_members(with_sentences, sentences, max_members)
        if not len(bands):
            return near_by_sentence
        near_by_band = self._bands.members_near(bands, max_members, days, min_members=min_members)
        return np.concatenate([near_by_sentence, near_by_band])

    def _with_sentences(
        self, templates: npt.NDArray[np.int64], days: Days, *, min_members: int
    ) -> Members:
        """Return the members of the templates' buckets in these days.

        Buckets with fewer than ``min_members`` members in these days are left out.
        """
        rows = self._rows_for(_MEMBERS, np.unique(templates).tolist(), *days)
        counts = Counter(template for template, _, _ in rows)
        rows = [
            (template, day, article_id)
            for template, day, article_id in rows
            if counts[template] >= min_members
        ]
        orders = self._bands.orders_of([(article_id, day) for _, day, article_id in rows])
        members = [
            (SENTENCE_BAND, template, day, order, article_id)
            for (template, day, article_id), order in zip(rows, orders, strict=True)
        ]
        return np.array(members, np.int64).reshape(-1, len(MemberColumn))

    def with_templates(self, templates: Collection[int]) -> frozenset[int]:
        rows = self._rows_for(_WITH_TEMPLATES, templates)
        return frozenset(article_id for (article_id,) in rows)

    def recurring(self, templates: Collection[int], min_texts: int) -> frozenset[int]:
        rows = self._rows_for(_RECURRING, templates, min_texts)
        return frozenset(template for (template,) in rows)

    def common(self, templates: Collection[int]) -> frozenset[int]:
        rows = self._rows_for(
            "SELECT template FROM json_each(?) AS wanted"
            " JOIN {prefix}common_sentences ON template = wanted.value",
            templates,
        )
        return frozenset(template for (template,) in rows)

    def set_common(self, common: Collection[int], uncommon: Collection[int]) -> None:
        self._write(
            "INSERT INTO {prefix}common_sentences VALUES (?) ON CONFLICT DO NOTHING",
            [(template,) for template in common],
        )
        self._write(
            "DELETE FROM {prefix}common_sentences WHERE template = ?",
            [(template,) for template in uncommon],
        )

    def roundups(self, ids: Collection[int]) -> frozenset[int]:
        rows = self._of_signatures("is_digest", ids)
        return frozenset(article_id for article_id, is_roundup in rows if is_roundup)

    def set_roundups(self, roundups: Collection[int], others: Collection[int]) -> None:
        self._write(
            "UPDATE {prefix}signatures SET is_digest = ? WHERE article_id = ?",
            [(1, article_id) for article_id in roundups]
            + [(0, article_id) for article_id in others],
        )

    def edges(self, ids: Collection[int]) -> list[Edge]:
        return [edge_of(row) for row in self._rows_for(_EDGES, ids)]

    def change_edges(
        self, removed_ends: Collection[tuple[int, int]], edges: Collection[Edge]
    ) -> None:
        self._write(
            "DELETE FROM {prefix}matches WHERE article_id = ? AND other_id = ?", list(removed_ends)
        )
        self._write(PUT_EDGE, edge_rows(edges))

    def stories_of(self, ids: Collection[int]) -> dict[int, tuple[str, Relation]]:
        return stories_of(self._db, ids)

    def leave_stories(self, ids: Collection[int]) -> None:
        leave_stories(self._db, ids)

    def write_stories(self, stories: Collection[Story], touched: Collection[str]) -> None:
        write_stories(self._db, stories, touched)

    def _load_period(self, number: int) -> Period:
        """Return the period of a number with its stored articles."""
        return Period(number, self._band_batches(number * PERIOD_DAYS))

    def _band_batches(self, first_day: int) -> Iterator[list[Row]]:
        """Yield the rows of the days of a period."""
        last_day = first_day + PERIOD_DAYS - 1
        after = (first_day, -1)
        while rows := [band_of(row) for row in self._rows(_BANDS, *after, last_day, _BATCH_ROWS)]:
            yield rows
            article_id, day, *_ = rows[-1]
            after = day, article_id

    def _mark_own_write(self, features: Mapping[int, Features]) -> None:
        """Store that this index wrote last, before it changes the features of articles.

        So ``_refresh`` notices when another index has written, or a write was rolled back.
        """
        version, _ = self._refresh()
        self._state = version + 1, self._writer
        self._write("UPDATE {prefix}signature_state SET version = ?, writer = ?", [self._state])

    def _refresh(self) -> IndexVersion:
        """Clear what is in memory of the index if other values are stored now."""
        (state,) = self._rows("SELECT version, writer FROM {prefix}signature_state")
        if state != self._state:
            self._bands.clear()
            self._cached.clear()
            self._state = state
        return self._state

    def _forget(self, ids: Iterable[int]) -> None:
        """Drop the features in memory of articles whose stored features change."""
        for article_id in ids:
            self._cached.pop(article_id, None)

    def _of_signatures(self, columns: str, ids: Collection[int]) -> list[Any]:
        return self._rows_of("{prefix}signatures", columns, ids)

    def _rows_of(self, table: str, columns: str, ids: Collection[int]) -> list[Any]:
        """Return the ids of articles and the columns of their rows in a table."""
        return self._rows_for(
            f"SELECT article_id, {columns} FROM json_each(?) AS wanted"  # noqa: S608
            f" JOIN {table} ON article_id = wanted.value",
            ids,
        )

    def _rows_for(self, query: str, values: Collection[int], *others: object) -> list[Any]:
        """Return the rows of a query for a list of numbers; an empty list has none."""
        return self._rows(query, json.dumps(list(values)), *others) if values else []

    def _rows(self, query: str, *parameters: object) -> list[Any]:
        return self._db.conn.execute(self._with_prefix(query), parameters).fetchall()

    def _write(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        write_rows(self._db.conn, self._with_prefix(statement), rows)

    def _with_prefix(self, statement: str) -> str:
        return statement.replace("{prefix}", self._prefix)


def _member(row: Sequence[Any]) -> StoryMember:
    names = (
        "id", "url", "text", "headline", "source_id", "source_name", "owner", "region",
        "date_published", "date_first_seen", "canonical_url", "credit_text", "is_based_on",
        "group_copies", "is_pruned",
    )  # fmt: skip
    return StoryMember(**dict(zip(names, row, strict=True)))
