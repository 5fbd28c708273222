"""Finds the pairs to compare: articles that share a bucket of the index.

A bucket holds the articles with one value in one band of their signatures, or with one sentence
that is not common. An article is paired with its neighbours in the bucket, which are those
published directly before and after it (``partners``). A new article can separate neighbours; if
they have an edge, they are compared again. Only pairs that pass two filters are compared: the
signature filter, and the filter for different numbers in sentences of one template.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from pipelines.copies.minhash import bands
from pipelines.copies.thresholds import Thresholds
from pipelines.model import SENTENCE_BAND, Bucket, Features, StoryMember, TextFeatures
from pipelines.stories.feature_table import FeatureTable
from pipelines.stories.index import StoryIndex
from pipelines.stories.partners import (
    Members,
    Pairs,
    changed_pairs,
    joined,
    memberships,
    partners,
)

_MAX_LOOKUP_ARTICLES = 200  # articles of one look-up, so that its result fits in memory
_MAX_LOOKUP_DAYS = 14  # between the first and the last article of one look-up, for the same reason


def derive(article: StoryMember, text: TextFeatures, thresholds: Thresholds) -> Features:
    """Return the features that the index stores; an article that is not grouped has no buckets."""
    grouped = article.group_copies and text.shingle_count
    return with_buckets(
        Features(
            signature=text.signature,
            templates=text.templates if grouped else (),
            shingle_count=text.shingle_count if grouped else 0,
            word_count=text.word_count if grouped else 0,
            filled=text.filled if grouped else None,
            day=article.day if thresholds.window_days is not None else 0,
            rank=article.rank,
        ),
        thresholds,
    )


def with_buckets(features: Features, thresholds: Thresholds) -> Features:
    """Return stored features with the buckets of their signature."""
    if not features.shingle_count or features.buckets:
        return features
    values = bands(features.signature, thresholds.band_rows).view(np.int32).tolist()
    return replace(features, buckets=tuple(enumerate(values)))


@dataclass(frozen=True, slots=True)
class Pairing:
    """Articles to be compared, and the templates of all their sentences."""

    pairs: list[tuple[int, int]]  # the smaller id first
    templates: set[int]


class Candidates:
    """Finds the pairs to compare, and the articles whose pairs change with the index."""

    def __init__(self, index: StoryIndex, thresholds: Thresholds) -> None:
        self.index = index
        self.thresholds = thresholds
        self._table = FeatureTable()

    def stored(self, ids: Collection[int]) -> dict[int, Features]:
        """Return the features of the articles that the index knows."""
        found = self.index.features(ids)
        return {i: with_buckets(features, self.thresholds) for i, features in found.items()}

    def pairs(
        self, ids: Collection[int], known: Mapping[int, Features] | None = None
    ) -> Iterator[Pairing]:
        """Yield the pairs to compare that have an article among the ids, each pair once.

        ``known`` are features that need not be read from the index.
        """
        return self._pairings(self._chunks(ids, known or {}), {})

    def pairs_ahead(self, new: Mapping[int, Features]) -> Iterator[Pairing]:
        """Yield the pairs that ``pairs`` would yield if these new articles were in the index.

        The index must not have their ids. Sentences that the new articles make common are not
        known yet, so the pairs may be others then.
        """
        return self._pairings(self._chunks(new, new), new)

    def _pairings(
        self, chunks: Iterable[Mapping[int, Features]], new: Mapping[int, Features]
    ) -> Iterator[Pairing]:
        """Yield the pairs of each chunk; ``new`` are features that are not in the index."""
        done: set[int] = set()
        for chunk in chunks:
            found = self._all_partners(chunk, new)
            known = {**new, **chunk}
            features = known | self.index.features(set().union(*found.values()) - known.keys())
            self._table.add(features)
            pairing = Pairing([], set())
            for article_id, others in found.items():
                near = self._table.that_may_match(
                    chunk[article_id], (others - done) & features.keys(), self.thresholds
                )
                pairing.pairs.extend(
                    (min(article_id, other), max(article_id, other)) for other in near
                )
                for other in near:
                    pairing.templates.update(features[other].templates)
                if near:
                    pairing.templates.update(chunk[article_id].templates)
                done.add(article_id)
            yield pairing

    def of(self, ids: Collection[int]) -> Iterator[tuple[int, set[int]]]:
        """Yield each article with those that share a bucket with it."""
        for chunk in self._chunks(ids, {}):
            yield from self._all_partners(chunk, {}).items()

    def affected(self, old: Mapping[int, Features], new: Mapping[int, Features]) -> set[int]:
        """Store which sentences are common now; return the articles to be compared again.

        ``old`` and ``new`` are the features of changed articles, by article id; the index must
        already hold the new ones. The articles that are returned did not change themselves, but the
        change can alter their comparisons.
        """
        return self.update_common(old, new) | self._displaced(old, new)

    def update_common(self, old: Mapping[int, Features], new: Mapping[int, Features]) -> set[int]:
        """Store which sentences are common now.

        Returns the articles with a sentence that became common or ceased to be common.
        """
        added = {t for features in new.values() for t in features.templates}
        removed = {t for features in old.values() for t in features.templates}
        common_before = self.index.common(added | removed)
        # A common sentence stays common unless a text with it is removed.
        checked = (added - common_before) | removed
        common_now = self.index.recurring(checked, self.thresholds.min_common_texts)
        changed = common_now ^ (common_before & checked)
        self.index.set_common(common_now - common_before, changed - common_now)
        if not changed:
            return set()
        return set(self.index.with_templates(changed))

    def _chunks(
        self, ids: Collection[int], known: Mapping[int, Features]
    ) -> Iterator[dict[int, Features]]:
        """Yield the features of the articles in parts; articles of near days are in one part."""
        features = {i: known[i] for i in ids if i in known}
        features |= self.stored([i for i in ids if i not in known])
        stored = sorted(features.items(), key=lambda item: (item[1].day, item[0]))
        for _, near in groupby(stored, key=lambda item: item[1].day // _MAX_LOOKUP_DAYS):
            chunk = list(near)
            for start in range(0, len(chunk), _MAX_LOOKUP_ARTICLES):
                yield dict(chunk[start : start + _MAX_LOOKUP_ARTICLES])

    def _all_partners(
        self, chunk: Mapping[int, Features], new: Mapping[int, Features]
    ) -> dict[int, set[int]]:
        """Return for each article the ids of all articles to be paired with it.

        ``new`` are features that are not in the index, but count as if they were.
        """
        together = {**new, **chunk}
        common = self.index.common({t for f in together.values() for t in f.templates})
        rows = self._memberships(chunk, common)
        near = self._near(rows, min_members=1 if new else 2)
        everything = joined((near, self._memberships(new, common)))
        limits = self.thresholds
        return partners(everything, chunk, limits.max_neighbours, limits.window_days)

    def _memberships(self, articles: Mapping[int, Features], common: frozenset[int]) -> Members:
        """Return the rows of articles in their buckets, without those of common sentences."""
        return joined(
            memberships(article_id, features, _uncommon_buckets(features, common))
            for article_id, features in articles.items()
        )

    def _near(self, rows: Members, *, min_members: int) -> Members:
        """Return the neighbours of members in their buckets, within the window.

        Buckets with fewer than ``min_members`` articles are left out.
        """
        days, window, between = rows[:, 2], self.thresholds.window_days, None
        if window is not None and len(days):
            between = int(days.min()) - window, int(days.max()) + window
        most = self.thresholds.max_neighbours
        return self.index.members_near(rows[:, :4], most, between, min_members=min_members)

    def _displaced(self, old: Mapping[int, Features], new: Mapping[int, Features]) -> set[int]:
        """Return articles that did not change, but whose pairs do because of the changed ones.

        An added article separates members of a bucket that were neighbours, and a removed one makes
        others neighbours. An article is returned only if its edges may change thereby. Buckets of
        common sentences are skipped.
        """
        common = self.index.common({t for f in (*old.values(), *new.values()) for t in f.templates})
        before, after = self._memberships(old, common), self._memberships(new, common)
        gone, added = _without(before, after), _without(after, before)
        near = [
            self._near_changed(rows[np.isin(rows[:, 4], list(chunk))], len(gone))
            for rows, features in ((gone, old), (added, new))
            for chunk in self._chunks(set(rows[:, 4].tolist()), features)
        ]
        limits = self.thresholds
        lost, gained = changed_pairs(
            joined(near), gone, added, limits.max_neighbours, limits.window_days
        )
        edges = self.index.edges({one for one, _ in lost}) if lost else []
        return {edge.article_id for edge in edges if edge.ends in lost} | self._may_match(gained)

    def _near_changed(self, rows: Members, gone_count: int) -> Members:
        """Return the neighbours of changed members, where not all members are neighbours of all."""
        min_members = self.thresholds.max_neighbours + 2 - gone_count
        return self._near(rows, min_members=max(min_members, 2))

    def _may_match(self, pairs: Pairs) -> set[int]:
        """Return the first article of each pair that passes the filters."""
        by_first: defaultdict[int, set[int]] = defaultdict(set)
        for one, other in pairs:
            by_first[one].add(other)
        features = self.stored(set().union(by_first, *by_first.values()))
        self._table.add(features)
        return {
            one
            for one, others in by_first.items()
            if one in features
            and self._table.that_may_match(features[one], others & features.keys(), self.thresholds)
        }


def _uncommon_buckets(features: Features, common: frozenset[int]) -> list[Bucket]:
    """Return the buckets of the signature's bands, and of the sentences that are not common."""
    of_sentences = ((SENTENCE_BAND, t) for t in features.templates if t not in common)
    return [*features.buckets, *of_sentences]


def _without(rows: Members, others: Members) -> Members:
    """Return the rows that are not among the others."""
    known = set(map(tuple, others.tolist()))
    if not known:
        return rows
    return rows[np.array([tuple(row) not in known for row in rows.tolist()], np.bool_)]
