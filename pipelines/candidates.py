"""Which documents are worth comparing: those that share a bucket of the index.

A bucket holds the documents with one value in a band of their signature, or with one sentence that
is not common. Within a day it is open to any number, but only its first members, by publication,
are paired with all others: what arrives can displace one of these, and then it is compared anew.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

import numpy as np

from pipelines.minhash import bands
from pipelines.model import SENTENCE_BAND, Bucket, Days, Document, Features, TextFeatures
from pipelines.story_index import StoryIndex
from pipelines.thresholds import Thresholds

DayBucket = tuple[Bucket, int]


def derive(document: Document, text: TextFeatures, thresholds: Thresholds) -> Features:
    """Return what the index keeps of a document; one that is not to be grouped has no buckets."""
    grouped = document.group_copies
    return with_buckets(
        Features(
            signature=text.signature,
            templates=text.templates if grouped else (),
            shingle_count=text.shingle_count if grouped else 0,
            day=document.day if thresholds.window_days is not None else 0,
            rank=document.rank,
        ),
        thresholds,
    )


def with_buckets(features: Features, thresholds: Thresholds) -> Features:
    """Return stored features with the buckets of their signature."""
    if not features.shingle_count:
        return features
    values = bands(features.signature, thresholds.band_rows).view(np.int32).tolist()
    return replace(features, buckets=tuple(enumerate(values)))


class Candidates:
    """Finds the documents to compare, and those that a change of the index disturbs."""

    def __init__(self, index: StoryIndex, thresholds: Thresholds) -> None:
        self.index = index
        self.thresholds = thresholds

    def stored(self, ids: Collection[int]) -> dict[int, Features]:
        """Return the features of the documents that the index knows."""
        found = self.index.features(ids)
        return {i: with_buckets(features, self.thresholds) for i, features in found.items()}

    def of(self, ids: Collection[int]) -> Iterator[tuple[int, set[int]]]:
        """Yield each document with those it is to be compared with."""
        for document_id, features in self.stored(ids).items():
            yield document_id, self._of(document_id, features)

    def disturbed(self, old: Mapping[int, Features], new: Mapping[int, Features]) -> set[int]:
        """Return further documents whose comparisons the change from old to new can alter.

        The index holds the new features already. Records which sentences are common now.
        """
        return self.commonness(old, new) | self._displaced(old, new)

    def _of(self, document_id: int, features: Features) -> set[int]:
        groups = self._groups(self._open_buckets(features), self._days(features.day))
        first = self._first_members(groups)
        found: set[int] = set()
        for (bucket, day), members in groups.items():
            own_first = first.get((bucket, features.day))
            leads = own_first is None or document_id in own_first
            found |= members if leads else first.get((bucket, day), members)
        return found - {document_id}

    def _groups(self, buckets: Collection[Bucket], days: Days | None) -> dict[DayBucket, set[int]]:
        groups: defaultdict[DayBucket, set[int]] = defaultdict(set)
        for band, value, day, document_id in self.index.members(buckets, days):
            groups[(band, value), day].add(document_id)
        return groups

    def _first_members(self, groups: Mapping[DayBucket, set[int]]) -> dict[DayBucket, set[int]]:
        """Return the first members of the groups that have more than the cap."""
        crowded = {
            key: members
            for key, members in groups.items()
            if len(members) > self.thresholds.bucket_cap
        }
        ranks = self.index.ranks(set().union(*crowded.values())) if crowded else {}
        return {key: self._first(members, ranks) for key, members in crowded.items()}

    def _first(self, members: Collection[int], ranks: Mapping[int, str]) -> set[int]:
        known = (i for i in members if i in ranks)  # a row deleted by hand leaves its buckets
        return set(sorted(known, key=lambda i: ranks[i])[: self.thresholds.bucket_cap])

    def _open_buckets(self, features: Features) -> list[Bucket]:
        common = self.index.common(features.templates)
        own = ((SENTENCE_BAND, t) for t in features.templates if t not in common)
        return [*features.buckets, *own]

    def _days(self, day: int) -> Days | None:
        window = self.thresholds.window_days
        return None if window is None else (day - window, day + window)

    def _displaced(self, old: Mapping[int, Features], new: Mapping[int, Features]) -> set[int]:
        """Return those that entered or left the first members of a crowded bucket."""
        left, came = _by_bucket(old), _by_bucket(new)
        by_day: defaultdict[int, set[Bucket]] = defaultdict(set)
        for bucket, day in left.keys() | came.keys():
            by_day[day].add(bucket)
        displaced: set[int] = set()
        for day, buckets in by_day.items():
            now = self._groups(buckets, (day, day))
            for bucket in buckets:
                key = (bucket, day)
                present = now.get(key, set())
                if len(present) + len(left.get(key, ())) <= self.thresholds.bucket_cap:
                    continue
                before = (present - came.get(key, set())) | left.get(key, set())
                displaced |= self._swapped(before, present, old, new)
        return displaced & self.index.ranks(displaced).keys()

    def _swapped(
        self,
        before: set[int],
        now: set[int],
        old: Mapping[int, Features],
        new: Mapping[int, Features],
    ) -> set[int]:
        ranks = self.index.ranks(before | now)
        ranks_before = ranks | {i: features.rank for i, features in old.items()}
        ranks_now = ranks | {i: features.rank for i, features in new.items()}
        return self._first(before, ranks_before) ^ self._first(now, ranks_now)

    def commonness(self, old: Mapping[int, Features], new: Mapping[int, Features]) -> set[int]:
        """Record the sentences that became or ceased to be common; return who has them."""
        gained = {t for features in new.values() for t in features.templates}
        lost = {t for features in old.values() for t in features.templates}
        were = self.index.common(gained | lost)
        doubtful = (gained - were) | lost  # what is common stays so unless a text goes
        members: defaultdict[int, set[int]] = defaultdict(set)
        for _, template, _, document_id in self.index.members(
            [(SENTENCE_BAND, template) for template in sorted(doubtful)], None
        ):
            members[template].add(document_id)
        are = {template for template in doubtful if self._is_common(members[template])}
        self.index.set_common(are - were, (were & doubtful) - are)
        return set().union(*(members[t] for t in are ^ (were & doubtful)))

    def _is_common(self, members: Collection[int]) -> bool:
        limit = self.thresholds.common_texts
        return len(members) >= limit and len(set(self.index.keys(members).values())) >= limit


def _by_bucket(features: Mapping[int, Features]) -> dict[DayBucket, set[int]]:
    found: defaultdict[DayBucket, set[int]] = defaultdict(set)
    for document_id, derived in features.items():
        for bucket in derived.all_buckets:
            found[bucket, derived.day].add(document_id)
    return found
