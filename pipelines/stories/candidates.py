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
from pipelines.model import (
    SENTENCE_BAND,
    Bucket,
    Days,
    Features,
    MemberColumn,
    StoryMember,
    TextFeatures,
)
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

_DAY, _ID = MemberColumn.DAY, MemberColumn.ID
_MAX_LOOKUP_ARTICLES = 200  # articles of one look-up, so that its result fits in memory
_MAX_LOOKUP_DAYS = 14  # between the first and the last article of one look-up, for the same reason


def stored_features(article: StoryMember, text: TextFeatures, thresholds: Thresholds) -> Features:
    """Return the features that the index stores; an article that is not grouped has no buckets."""
    is_grouped = article.group_copies and text.shingle_count > 0
    return with_buckets(
        Features(
            signature=text.signature,
            templates=text.templates if is_grouped else (),
            shingle_count=text.shingle_count if is_grouped else 0,
            word_count=text.word_count if is_grouped else 0,
            filled=text.filled if is_grouped else None,
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
        return {
            article_id: with_buckets(features, self.thresholds)
            for article_id, features in self.index.features(ids).items()
        }

    def pairs(
        self, ids: Collection[int], known: Mapping[int, Features] | None = None
    ) -> Iterator[Pairing]:
        """Yield the pairs to compare that have an article among the ids, each pair once.

        ``known`` are features that need not be read from the index.
        """
        return self._pairings(self._chunks(ids, known or {}), {})

    def pairs_ahead(self, new: Mapping[int, Features]) -> Iterator[Pairing]:
        """Yield the pairs that ``pairs`` would yield if these new articles were in the index.

        The index must not have their ids. It is not known yet which sentences the new articles make
        common, so ``pairs`` may yield other pairs later.
        """
        return self._pairings(self._chunks(new, new), new)

    def _pairings(
        self, chunks: Iterable[Mapping[int, Features]], new: Mapping[int, Features]
    ) -> Iterator[Pairing]:
        """Yield for each chunk the pairs to compare that have an article of it, each pair once.

        ``new`` are features that are not in the index.
        """
        paired_ids: set[int] = set()  # articles whose pairs have been yielded
        for chunk in chunks:
            partners_of = self._all_partners(chunk, new)
            known_features = {**new, **chunk}
            unknown_ids = set().union(*partners_of.values()) - known_features.keys()
            features = known_features | self.index.features(unknown_ids)
            self._table.add(features)
            pairing = Pairing([], set())
            for article_id, partner_ids in partners_of.items():
                unpaired = (partner_ids - paired_ids) & features.keys()
                candidates = self._table.that_may_match(
                    chunk[article_id], unpaired, self.thresholds
                )
                for other_id in candidates:
                    pairing.pairs.append((min(article_id, other_id), max(article_id, other_id)))
                    pairing.templates.update(features[other_id].templates)
                if candidates:
                    pairing.templates.update(chunk[article_id].templates)
                paired_ids.add(article_id)
            yield pairing

    def neighbours_of(self, article_id: int) -> set[int]:
        """Return the neighbours of an article in all its buckets."""
        (chunk,) = self._chunks([article_id], {})
        return self._all_partners(chunk, {})[article_id]

    def affected(self, old: Mapping[int, Features], new: Mapping[int, Features]) -> set[int]:
        """Store which sentences are common now; return the articles to be compared again.

        ``old`` and ``new`` are the features of changed articles, by article id; the index must
        already hold ``new``. The articles to be compared again are unchanged themselves, but the
        change can alter their comparisons.
        """
        return self.update_common(old, new) | self._displaced(old, new)

    def update_common(self, old: Mapping[int, Features], new: Mapping[int, Features]) -> set[int]:
        """Store which sentences are common now.

        Returns the articles with a sentence that became common or ceased to be common.
        """
        added, removed = _templates_of(new.values()), _templates_of(old.values())
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
        """Yield the features of the articles in parts; articles of near days are in one part.

        ``known`` are features that need not be read from the index.
        """
        features = {article_id: known[article_id] for article_id in ids if article_id in known}
        features |= self.stored([article_id for article_id in ids if article_id not in known])

        def period(article_id: int) -> int:
            return features[article_id].day // _MAX_LOOKUP_DAYS

        by_day = sorted(features, key=lambda article_id: (features[article_id].day, article_id))
        for _, of_period in groupby(by_day, period):
            period_ids = list(of_period)
            for start in range(0, len(period_ids), _MAX_LOOKUP_ARTICLES):
                chunk_ids = period_ids[start : start + _MAX_LOOKUP_ARTICLES]
                yield {article_id: features[article_id] for article_id in chunk_ids}

    def _all_partners(
        self, chunk: Mapping[int, Features], new: Mapping[int, Features]
    ) -> dict[int, set[int]]:
        """Return for each article the ids of all articles to be paired with it.

        ``new`` are features that are not in the index, but count as if they were.
        """
        common = self.index.common(_templates_of({**new, **chunk}.values()))
        # In a bucket with one stored article, a new one may be its neighbour.
        near = self._near(self._memberships(chunk, common), min_members=1 if new else 2)
        members = joined((near, self._memberships(new, common)))
        limits = self.thresholds
        return partners(members, chunk, limits.max_neighbours, limits.window_days)

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
        days = rows[:, _DAY]
        window_days = self.thresholds.window_days
        days_read: Days | None = None  # members of all days are read
        if window_days is not None and len(days):
            days_read = int(days.min()) - window_days, int(days.max()) + window_days
        max_neighbours = self.thresholds.max_neighbours
        positions = rows[:, :_ID]
        return self.index.members_near(
            positions, max_neighbours, days_read, min_members=min_members
        )

    def _displaced(self, old: Mapping[int, Features], new: Mapping[int, Features]) -> set[int]:
        """Return articles that did not change, but whose pairs do because of the changed ones.

        An added article separates members of a bucket that were neighbours, and a removed one makes
        others neighbours. To compare a pair again, it is enough that one of its articles is
        returned. It is returned only if the edge of the pair may change: a pair that is separated
        has an edge, or a pair of new neighbours passes the filters. Buckets of common sentences are
        skipped.
        """
        common = self.index.common(_templates_of((*old.values(), *new.values())))
        before, after = self._memberships(old, common), self._memberships(new, common)
        gone, added = _without(before, after), _without(after, before)
        # In a smaller bucket all members are neighbours of each other, before and after the change.
        min_members = max(self.thresholds.max_neighbours + 2 - len(gone), 2)
        near: list[Members] = []
        for rows, features in ((gone, old), (added, new)):
            for chunk in self._chunks(set(rows[:, _ID].tolist()), features):
                rows_of_chunk = rows[np.isin(rows[:, _ID], list(chunk))]
                near.append(self._near(rows_of_chunk, min_members=min_members))
        limits = self.thresholds
        pairs = changed_pairs(joined(near), gone, added, limits.max_neighbours, limits.window_days)
        return self._with_edge(pairs.lost) | self._that_may_match(pairs.gained)

    def _with_edge(self, pairs: Pairs) -> set[int]:
        """Return the first article of each pair that has an edge."""
        edges = self.index.edges({one for one, _ in pairs}) if pairs else []
        return {edge.article_id for edge in edges if edge.ends in pairs}

    def _that_may_match(self, pairs: Pairs) -> set[int]:
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


def _templates_of(articles: Iterable[Features]) -> set[int]:
    """Return the templates of all sentences of articles."""
    return {template for features in articles for template in features.templates}


def _uncommon_buckets(features: Features, common: frozenset[int]) -> list[Bucket]:
    """Return the buckets of the signature's bands, and of the sentences that are not common."""
    uncommon = (template for template in features.templates if template not in common)
    return [*features.buckets, *((SENTENCE_BAND, template) for template in uncommon)]


def _without(rows: Members, others: Members) -> Members:
    """Return the rows that are not among the others."""
    other_rows = set(map(tuple, others.tolist()))
    if not other_rows:
        return rows
    return rows[np.array([tuple(row) not in other_rows for row in rows.tolist()], np.bool_)]
