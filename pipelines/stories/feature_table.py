"""The features of many articles as arrays: one article is compared with all of them at once."""

from collections.abc import Collection, Mapping

import numpy as np

from pipelines.copies.filled_sentences import FilledTexts
from pipelines.copies.minhash import may_reach_containment
from pipelines.copies.thresholds import Thresholds
from pipelines.model import Features

_MAX_ROWS = 20_000  # of about 600 bytes; rows of replaced features count as well


class FeatureTable:
    """The features of articles, by article id; all of them have signatures of one length.

    Rows stay from one call to the next, because successive articles are often compared with the
    same articles.
    """

    def __init__(self) -> None:
        self._features: dict[int, Features] = {}  # by article id
        self._row_of: dict[int, int] = {}  # by article id; the newest row of the article
        # By row:
        self._signatures = np.empty((0, 0), np.uint32)
        self._sizes = np.empty(0, np.int64)  # numbers of shingles
        self._filled = FilledTexts()

    def add(self, features: Mapping[int, Features]) -> None:
        """Add articles that are not in the table yet, or whose features have changed."""
        if len(self._sizes) + len(features) > _MAX_ROWS:  # begin with an empty table
            self._features = {}
            self._row_of = {}
            self._sizes = self._sizes[:0]
            self._filled = FilledTexts()
        new = {
            article_id: of_article
            for article_id, of_article in features.items()
            if self._features.get(article_id) is not of_article
        }
        if not new:
            return
        first_row = len(self._sizes)
        self._row_of.update((article_id, row) for row, article_id in enumerate(new, first_row))
        self._features |= new
        rows = list(new.values())
        signatures = np.concatenate([row.signature for row in rows]).reshape(len(rows), -1)
        if first_row:  # else the array holds no rows that are still used
            signatures = np.concatenate([self._signatures, signatures])
        self._signatures = signatures
        sizes = np.array([row.shingle_count for row in rows], np.int64)
        self._sizes = np.concatenate([self._sizes, sizes])
        self._filled.add([row.filled for row in rows], [row.word_count for row in rows])

    def that_may_match(
        self, features: Features, others: Collection[int], thresholds: Thresholds
    ) -> list[int]:
        """Return the ids among ``others`` that may be copies of an article with these features.

        They pass two filters: their signatures are similar enough, and not too many of their
        numbers differ in sentences of one template. Ids that are not in the table are left out.
        """
        ids = [other for other in others if other in self._row_of]
        if not ids:
            return []
        rows = np.array([self._row_of[other] for other in ids])
        share_enough = may_reach_containment(
            features.signature,
            features.shingle_count,
            self._signatures[rows],
            self._sizes[rows],
            thresholds.min_containment,
        )
        places = np.flatnonzero(share_enough)  # in ``ids``
        if not len(places):
            return []
        contradict = self._filled.contradict(features.filled, features.word_count, thresholds)
        return [ids[place] for place in places[~contradict[rows[places]]].tolist()]
