"""Finds the pairs to compare: articles that share a bucket of the index.

A bucket holds the articles with one value in one band of their signatures, or with one sentence
that is not common. If a bucket has many articles of one day, only the earliest of them are paired
with all others; they are called the first members. A new article can displace a first member; the
pairs of both are then compared again. Only pairs that pass two filters are compared: the signature
filter, and the filter for different numbers in sentences of one template.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from pipelines.copies.minhash import bands
from pipelines.copies.thresholds import Thresholds
from pipelines.model import SENTENCE_BAND, Bucket, Days, Features, StoryMember, TextFeatures
from pipelines.stories.feature_table import FeatureTable
from pipelines.stories.index import StoryIndex
from pipelines.stories.partners import Buckets, Members

_MAX_LOOKUP_ARTICLES = 200  # articles of one look-up, so that its result fits in memory
_MAX_LOOKUP_DAYS = 14  # between the first and the last article of one look-up, for the same reason
DayMembers = Mapping[Bucket, Mapping[int, set[int]]]  # ids of articles by bucket and day


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
        return set(self.index.members([(SENTENCE_BAND, t) for t in changed], None)[:, 3].tolist())

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
        common = self.index.common({t for f in chunk.values() for t in f.templates})
        buckets = {i: _uncommon_buckets(features, common) for i, features in chunk.items()}
        days = [features.day for features in chunk.values()]
        window = self._days(min(days), max(days)) if days else None
        wanted = set().union(*buckets.values())
        rows = self.index.members(wanted, window, singles=bool(new))
        rows = np.concatenate([rows, _members_among(new, wanted)])
        members = Buckets(rows, self.thresholds.max_first_members)
        if crowding := members.crowding():
            members.rank(self.index.ranks(crowding) | {i: f.rank for i, f in new.items()})
        return {
            i: members.partners(i, features.day, buckets[i], self.thresholds.window_days)
            for i, features in chunk.items()
        }

    def _members_by_day(self, buckets: Collection[Bucket], days: Days | None) -> DayMembers:
        groups: dict[Bucket, dict[int, set[int]]] = {}
        for band, value, day, article_id in self.index.members(buckets, days).tolist():
            groups.setdefault((band, value), {}).setdefault(day, set()).add(article_id)
        return groups

    def _first(self, members: Collection[int], ranks: Mapping[int, str]) -> set[int]:
        known = (i for i in members if i in ranks)
        return set(sorted(known, key=ranks.__getitem__)[: self.thresholds.max_first_members])

    def _days(self, first: int, last: int) -> Days | None:
        window = self.thresholds.window_days
        return None if window is None else (first - window, last + window)

    def _displaced(self, old: Mapping[int, Features], new: Mapping[int, Features]) -> set[int]:
        """Return the articles that became or ceased to be first members of a crowded bucket.

        Buckets of common sentences are skipped.
        """
        templates = {t for f in (*old.values(), *new.values()) for t in f.templates}
        common = self.index.common(templates)
        by_day: defaultdict[int, set[Bucket]] = defaultdict(set)
        for features in (*old.values(), *new.values()):
            by_day[features.day].update(_uncommon_buckets(features, common))
        displaced: set[int] = set()
        for day, buckets in by_day.items():
            removed = {i: f for i, f in old.items() if f.day == day}
            added = {i: f for i, f in new.items() if f.day == day}
            # With the removed articles a bucket may have been crowded; the index counts it without
            # them.
            max_members = self.thresholds.max_first_members - len(removed)
            crowded = self.index.crowded(buckets, day, max_members)
            present = self._members_by_day(crowded, (day, day))
            ranks = self.index.ranks({i for found in present.values() for i in found[day]})
            ranks_before = ranks | {i: features.rank for i, features in old.items()}
            ranks_now = ranks | {i: features.rank for i, features in new.items()}
            for bucket, found in present.items():
                before = {i for i, f in removed.items() if bucket in f.all_buckets}
                before |= {i for i in found[day] if i not in added}
                # The articles that are first members in one of the two states only.
                displaced |= self._first(before, ranks_before) ^ self._first(found[day], ranks_now)
        return displaced & self.index.ranks(displaced).keys()


def _members_among(features: Mapping[int, Features], buckets: Collection[Bucket]) -> Members:
    """Return the rows of these articles in the buckets, as ``StoryIndex.members`` would."""
    rows = [
        (*bucket, found.day, article_id)
        for article_id, found in features.items()
        for bucket in found.all_buckets
        if bucket in buckets
    ]
    return np.array(rows, np.int64).reshape(-1, 4)


def _uncommon_buckets(features: Features, common: frozenset[int]) -> list[Bucket]:
    """Return the buckets of the signature's bands, and of the sentences that are not common."""
    of_sentences = ((SENTENCE_BAND, t) for t in features.templates if t not in common)
    return [*features.buckets, *of_sentences]
