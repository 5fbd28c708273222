"""Which documents are worth comparing: those that share a bucket of the index.

A bucket holds the documents with one value in a band of their signature, or with one sentence that
is not common. Within a day it is open to any number, but only its first members, by publication,
are paired with all others: what arrives can displace one of these, and then it is compared anew.
Of the pairs found so, those whose signatures leave no hope are not compared.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from pipelines.copies.minhash import bands, hopeful
from pipelines.copies.thresholds import Thresholds
from pipelines.model import SENTENCE_BAND, Bucket, Days, Document, Features, TextFeatures
from pipelines.stories.index import StoryIndex

_AT_ONCE = 200  # documents looked up together,
_DAYS_AT_ONCE = 14  # when published so near one another
DayBucket = tuple[Bucket, int]
Groups = Mapping[Bucket, Mapping[int, set[int]]]  # ids by bucket and day


def derive(document: Document, text: TextFeatures, thresholds: Thresholds) -> Features:
    """Return what the index keeps of a document; one that is not to be grouped has no buckets."""
    grouped = document.group_copies and text.shingle_count
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
    if not features.shingle_count or features.buckets:
        return features
    values = bands(features.signature, thresholds.band_rows).view(np.int32).tolist()
    return replace(features, buckets=tuple(enumerate(values)))


@dataclass(frozen=True, slots=True)
class Pairing:
    """Documents to be compared, and the templates of all their sentences."""

    pairs: list[tuple[int, int]]  # the smaller id first
    templates: set[int]


class Candidates:
    """Finds the documents to compare, and those that a change of the index disturbs."""

    def __init__(self, index: StoryIndex, thresholds: Thresholds) -> None:
        self.index = index
        self.thresholds = thresholds

    def stored(self, ids: Collection[int]) -> dict[int, Features]:
        """Return the features of the documents that the index knows."""
        found = self.index.features(ids)
        return {i: with_buckets(features, self.thresholds) for i, features in found.items()}

    def pairs(
        self, ids: Collection[int], known: Mapping[int, Features] | None = None
    ) -> Iterator[Pairing]:
        """Yield the pairs with an end among the ids that are to be compared, each once.

        ``known`` are features that need not be read.
        """
        done: set[int] = set()
        for chunk in self._chunks(ids, known or {}):
            found = self._of(chunk)
            features = chunk | self.index.features(set().union(*found.values()) - chunk.keys())
            pairing = Pairing([], set())
            for document_id, others in found.items():
                near = self._hopeful(chunk[document_id], others - done, features)
                pairing.pairs.extend(
                    (min(document_id, other), max(document_id, other)) for other in near
                )
                for other in near:
                    pairing.templates.update(features[other].templates)
                if near:
                    pairing.templates.update(chunk[document_id].templates)
                done.add(document_id)
            yield pairing

    def of(self, ids: Collection[int]) -> Iterator[tuple[int, set[int]]]:
        """Yield each document with those that share a bucket with it."""
        for chunk in self._chunks(ids, {}):
            yield from self._of(chunk).items()

    def disturbed(self, old: Mapping[int, Features], new: Mapping[int, Features]) -> set[int]:
        """Return further documents whose comparisons the change from old to new can alter.

        The index holds the new features already. Records which sentences are common now.
        """
        return self.commonness(old, new) | self._displaced(old, new)

    def commonness(self, old: Mapping[int, Features], new: Mapping[int, Features]) -> set[int]:
        """Record the sentences that became or ceased to be common; return who has them."""
        gained = {t for features in new.values() for t in features.templates}
        lost = {t for features in old.values() for t in features.templates}
        were = self.index.common(gained | lost)
        doubtful = (gained - were) | lost  # what is common stays so unless a text goes
        are = self.index.recurring(doubtful, self.thresholds.common_texts)
        changed = are ^ (were & doubtful)
        self.index.set_common(are - were, changed - are)
        rows = self.index.members([(SENTENCE_BAND, t) for t in changed], None) if changed else []
        return {document_id for _, _, _, document_id in rows}

    def _chunks(
        self, ids: Collection[int], known: Mapping[int, Features]
    ) -> Iterator[dict[int, Features]]:
        """Yield the features of the documents, those of near days together."""
        features = {i: known[i] for i in ids if i in known}
        features |= self.stored([i for i in ids if i not in known])
        stored = sorted(features.items(), key=lambda item: (item[1].day, item[0]))
        for _, near in groupby(stored, key=lambda item: item[1].day // _DAYS_AT_ONCE):
            chunk = list(near)
            for start in range(0, len(chunk), _AT_ONCE):
                yield dict(chunk[start : start + _AT_ONCE])

    def _of(self, chunk: Mapping[int, Features]) -> dict[int, set[int]]:
        common = self.index.common({t for f in chunk.values() for t in f.templates})
        buckets = {i: _open_buckets(features, common) for i, features in chunk.items()}
        days = [features.day for features in chunk.values()]
        window = self._days(min(days), max(days)) if days else None
        groups = self._groups(set().union(*buckets.values()), window)
        first = self._first_members(groups)
        found: dict[int, set[int]] = {document_id: set() for document_id in chunk}
        for bucket, by_day in groups.items():
            for day, members in by_day.items():
                leading = first.get((bucket, day), members)
                for document_id in members & chunk.keys():
                    leads = document_id in leading
                    found[document_id] |= self._partners(bucket, day, leads, by_day, first)
        for document_id, partners in found.items():
            partners.discard(document_id)
        return found

    def _partners(
        self,
        bucket: Bucket,
        day: int,
        leads: bool,
        by_day: Mapping[int, set[int]],
        first: Mapping[DayBucket, set[int]],
    ) -> set[int]:
        """Return those in a bucket that a member of the day, one of the first or not, meets."""
        window = self._days(day, day)
        return set().union(
            *(
                members if leads else first.get((bucket, other_day), members)
                for other_day, members in by_day.items()
                if window is None or window[0] <= other_day <= window[1]
            )
        )

    def _hopeful(
        self, features: Features, others: set[int], known: Mapping[int, Features]
    ) -> list[int]:
        """Return the others that the signatures say may hold a part of the document."""
        ids = [other for other in others if other in known]  # a row deleted by hand leaves traces
        if not ids:
            return []
        flags = hopeful(
            features.signature,
            features.shingle_count,
            np.stack([known[other].signature for other in ids]),
            np.array([known[other].shingle_count for other in ids]),
            self.thresholds.least_containment,
        )
        return [other for other, may_match in zip(ids, flags.tolist(), strict=True) if may_match]

    def _groups(self, buckets: Collection[Bucket], days: Days | None) -> Groups:
        groups: dict[Bucket, dict[int, set[int]]] = {}
        for band, value, day, document_id in self.index.members(buckets, days):
            groups.setdefault((band, value), {}).setdefault(day, set()).add(document_id)
        return groups

    def _first_members(self, groups: Groups) -> dict[DayBucket, set[int]]:
        """Return the first members of the groups that have more than the cap."""
        crowded = {
            (bucket, day): members
            for bucket, by_day in groups.items()
            for day, members in by_day.items()
            if len(members) > self.thresholds.bucket_cap
        }
        ranks = self.index.ranks(set().union(*crowded.values())) if crowded else {}
        return {key: self._first(members, ranks) for key, members in crowded.items()}

    def _first(self, members: Collection[int], ranks: Mapping[int, str]) -> set[int]:
        known = (i for i in members if i in ranks)
        return set(sorted(known, key=ranks.__getitem__)[: self.thresholds.bucket_cap])

    def _days(self, first: int, last: int) -> Days | None:
        window = self.thresholds.window_days
        return None if window is None else (first - window, last + window)

    def _displaced(self, old: Mapping[int, Features], new: Mapping[int, Features]) -> set[int]:
        """Return those that entered or left the first members of a crowded bucket.

        Those in the bucket of a sentence that is common, or just ceased to be, need no look.
        """
        templates = {t for f in (*old.values(), *new.values()) for t in f.templates}
        common = self.index.common(templates)
        by_day: defaultdict[int, set[Bucket]] = defaultdict(set)
        for features in (*old.values(), *new.values()):
            by_day[features.day].update(_open_buckets(features, common))
        displaced: set[int] = set()
        for day, buckets in by_day.items():
            left = {i: f for i, f in old.items() if f.day == day}
            came = {i: f for i, f in new.items() if f.day == day}
            most = self.thresholds.bucket_cap - len(left)
            crowded = self.index.crowded(buckets, day, most)
            for bucket, present in self._groups(crowded, (day, day)).items():
                before = {i for i, f in left.items() if bucket in f.all_buckets}
                before |= {i for i in present[day] if i not in came}
                displaced |= self._swapped(before, present[day], old, new)
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


def _open_buckets(features: Features, common: frozenset[int]) -> list[Bucket]:
    own = ((SENTENCE_BAND, t) for t in features.templates if t not in common)
    return [*features.buckets, *own]
