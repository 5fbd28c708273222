"""The features of many articles as arrays, by which one article is compared with all of them."""

from collections.abc import Collection, Mapping

import numpy as np

from pipelines.copies.filled_sentences import FilledTexts
from pipelines.copies.minhash import may_reach_containment
from pipelines.copies.thresholds import Thresholds
from pipelines.model import Features


class FeatureTable:
    """The features of articles, by article id; all of them have signatures of one length."""

    def __init__(self, features: Mapping[int, Features]) -> None:
        found = list(features.values())
        self._row_of = {article_id: row for row, article_id in enumerate(features)}
        signatures = [one.signature for one in found]
        self._signatures = np.concatenate(signatures).reshape(len(found), -1)
        self._sizes = np.array([one.shingle_count for one in found])
        self._filled = FilledTexts([one.filled for one in found], [one.word_count for one in found])

    def that_may_match(
        self, features: Features, others: Collection[int], limits: Thresholds
    ) -> list[int]:
        """Return the ids among ``others`` that may be copies of an article with these features.

        They pass two filters: their signatures are similar enough, and not too many of their
        numbers differ in sentences of one template. Ids that are not in the table are left out.
        """
        ids = [other for other in others if other in self._row_of]
        if not ids:
            return []
        rows = np.array([self._row_of[other] for other in ids])
        may_match = may_reach_containment(
            features.signature,
            features.shingle_count,
            self._signatures[rows],
            self._sizes[rows],
            limits.min_containment,
        )
        may_match &= ~self._filled.contradict(features.filled, features.word_count, limits)[rows]
        return [ids[place] for place in np.flatnonzero(may_match).tolist()]
