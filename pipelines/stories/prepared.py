"""Keeps the pairs of new articles from their comparison until the articles are stored.

Until they are stored, the ids of the new articles are negative.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.model import SENTENCE_BAND, Bucket, Features, IndexVersion
from pipelines.stories.candidates import Pairing


@dataclass(frozen=True, slots=True)
class Settled:
    """Stored articles whose pairs are known, and these pairs."""

    ids: frozenset[int] = frozenset()
    pairings: Sequence[Pairing] = ()


NOTHING_SETTLED = Settled()


@dataclass(frozen=True, slots=True)
class Prepared:
    """The pairs that new articles had in one state of the index."""

    version: IndexVersion
    features: Mapping[int, Features]  # by negative id, with the buckets of their signatures
    common: frozenset[int]  # the common sentences among the templates of the articles
    pairings: Sequence[Pairing]

    def settled(
        self,
        fresh: Mapping[int, Features],
        old: Collection[Features],
        added: Collection[Features],
    ) -> Settled:
        """Return which of the new articles have the same pairs now, and these pairs.

        ``fresh`` are the features that were put into the index now, by stored id, and ``old`` those
        that were dropped. ``added`` are those that others added since ``version``. Nothing else may
        have changed, and the common sentences must be the same. The pairs of an article depend only
        on the members of its buckets.
        """
        if any(not features.all_buckets for features in added):  # they were dropped since
            return NOTHING_SETTLED
        stored_ids = self._stored_ids(fresh)
        not_stored = self.features.keys() - stored_ids.keys()
        unexpected = fresh.keys() - stored_ids.values()
        changed = [
            *old,
            *added,
            *(self.features[negative_id] for negative_id in not_stored),
            *(fresh[article_id] for article_id in unexpected),
        ]
        changed_buckets = {bucket for features in changed for bucket in self._buckets(features)}
        settled_ids = {
            negative_id: article_id
            for negative_id, article_id in stored_ids.items()
            if changed_buckets.isdisjoint(self._buckets(self.features[negative_id]))
        }
        pairings = [
            Pairing(_renumbered(pairing.pairs, stored_ids, settled_ids), pairing.templates)
            for pairing in self.pairings
        ]
        return Settled(frozenset(settled_ids.values()), pairings)

    def _stored_ids(self, fresh: Mapping[int, Features]) -> dict[int, int]:
        """Return the stored id of each article by its negative id, if its features are equal."""
        # Two pages of one article have one rank; the negative id of one of them is left out.
        negative_id_of_rank = {
            features.rank: negative_id for negative_id, features in self.features.items()
        }
        stored_ids: dict[int, int] = {}
        for article_id, features in fresh.items():
            negative_id = negative_id_of_rank.get(features.rank)
            if negative_id is not None and _equal(features, self.features[negative_id]):
                stored_ids[negative_id] = article_id
        return stored_ids

    def _buckets(self, features: Features) -> list[Bucket]:
        """Return the buckets by which an article is paired; common sentences have none."""
        uncommon = (template for template in features.templates if template not in self.common)
        return [*features.buckets, *((SENTENCE_BAND, template) for template in uncommon)]


def _renumbered(
    pairs: Sequence[tuple[int, int]], stored_ids: Mapping[int, int], settled: Collection[int]
) -> list[tuple[int, int]]:
    """Return the pairs that have a settled article, with the stored ids, the smaller one first.

    ``stored_ids`` are by negative id. ``settled`` are negative ids.
    """
    of_settled = [(one, other) for one, other in pairs if one in settled or other in settled]
    stored_pairs = [
        (stored_ids.get(one, one), stored_ids.get(other, other)) for one, other in of_settled
    ]
    return [(min(pair), max(pair)) for pair in stored_pairs]


def _equal(one: Features, other: Features) -> bool:
    """Return whether articles with these features are paired with the same articles."""
    if one.filled is None or other.filled is None:
        are_filled_alike = one.filled is other.filled
    else:
        are_filled_alike = np.array_equal(one.filled, other.filled)
    return (
        (one.day, one.templates, one.shingle_count, one.word_count)
        == (other.day, other.templates, other.shingle_count, other.word_count)
        and np.array_equal(one.signature, other.signature)
        and are_filled_alike
    )
