"""Turns features and edges of articles into rows of the index of copies, and rows into them.

In the SQL, ``{prefix}`` stands for the prefix of the tables' names, as ``SqliteStoryIndex`` has it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from typing import Any

import numpy as np

from pipelines.model import Edge, Features, MinHashScheme, Relation, publication_order
from storage.stories.band_index import Row

# The columns of ``signatures`` that ``features_of`` reads after ``article_id``.
FEATURE_COLUMNS = "hashvalues, templates, shingle_count, day, rank, word_count, filled"
# The columns of a row ``b`` of ``bands`` that ``band_of`` reads. An earlier version stored rows
# without the order; it is computed from the rank.
BAND_COLUMNS = """b.article_id, b.day, b.order_of_day, b.band_values,
    CASE WHEN b.order_of_day IS NULL
        THEN (SELECT g.rank FROM {prefix}signatures AS g WHERE g.article_id = b.article_id) END
"""
PUT_SIGNATURE = """
    INSERT INTO {prefix}signatures (article_id, scheme, seed, num_perm, hashvalues, shingle_count,
                            templates, day, rank, word_count, filled)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (article_id) DO UPDATE SET scheme = excluded.scheme, seed = excluded.seed,
        num_perm = excluded.num_perm, hashvalues = excluded.hashvalues,
        shingle_count = excluded.shingle_count, templates = excluded.templates,
        day = excluded.day, rank = excluded.rank, word_count = excluded.word_count,
        filled = excluded.filled, is_digest = 0
"""
PUT_EDGE = """
    INSERT INTO {prefix}matches
        (article_id, other_id, jaccard, containment, relation, share, other_share)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (article_id, other_id) DO UPDATE SET jaccard = excluded.jaccard,
        containment = excluded.containment, relation = excluded.relation,
        share = excluded.share, other_share = excluded.other_share
"""


def features_of(row: Sequence[Any]) -> tuple[int, Features]:
    """Return the id and the features of a row of ``article_id`` and ``FEATURE_COLUMNS``.

    The buckets are left empty.
    """
    article_id, hashvalues, templates, shingle_count, day, rank, word_count, filled = row
    return article_id, Features(
        signature=np.frombuffer(hashvalues, np.uint32),
        templates=tuple(np.frombuffer(templates, np.int32).tolist()),
        shingle_count=shingle_count,
        day=day,
        rank=rank,
        word_count=word_count,
        filled=None if filled is None else np.frombuffer(filled, np.int64),
    )


def signature_rows(
    features_by_id: Mapping[int, Features], scheme: MinHashScheme
) -> list[tuple[object, ...]]:
    """Return the parameters of ``PUT_SIGNATURE`` for each article."""
    return [
        (
            article_id,
            *astuple(scheme),
            features.signature.tobytes(),
            features.shingle_count,
            np.array(features.templates, np.int32).tobytes(),
            features.day,
            features.rank,
            features.word_count,
            None if features.filled is None else features.filled.tobytes(),
        )
        for article_id, features in features_by_id.items()
    ]


def sentence_rows(features_by_id: Mapping[int, Features]) -> list[tuple[int, int, int]]:
    """Return the rows of ``sentences`` in the order of its key, which is inserted fastest."""
    return sorted(
        (template, features.day, article_id)
        for article_id, features in features_by_id.items()
        for template in features.templates
    )


def band_of(row: Sequence[Any]) -> Row:
    """Return a row of ``BAND_COLUMNS`` with its order."""
    article_id, day, order, values, rank = row
    if order is None:
        order = publication_order(rank or "", day)
    return article_id, day, order, values


def band_rows(features_by_id: Mapping[int, Features]) -> list[Row]:
    """Return the rows of ``bands`` in the order of the ids; an article without bands has none."""
    return [
        (
            article_id,
            features.day,
            features.order,
            np.array([value for _, value in features.buckets], np.int32).tobytes(),
        )
        for article_id, features in sorted(features_by_id.items())
        if features.buckets
    ]


def edge_of(row: Sequence[Any]) -> Edge:
    """Return the edge of a row of ``matches``."""
    article_id, other_id, jaccard, containment, relation, share, other_share = row
    return Edge(article_id, other_id, jaccard, containment, Relation(relation), share, other_share)


def edge_rows(edges: Iterable[Edge]) -> list[tuple[object, ...]]:
    """Return the parameters of ``PUT_EDGE`` for each edge."""
    return [
        (
            *edge.ends,
            edge.jaccard,
            edge.containment,
            edge.relation,
            edge.share,
            edge.other_share,
        )
        for edge in edges
    ]
