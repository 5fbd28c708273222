"""Finds which stories are compared: those that share some of their heaviest stems."""

from collections.abc import Sequence

import numpy as np

from pipelines.events.features import COSINE_ONE
from pipelines.events.packing import Keys, unpack_keys
from pipelines.events.thresholds import EventThresholds


class EventCandidates:
    """The heaviest stems of the stories of some days, sorted by stem."""

    def __init__(self, stories: Sequence[tuple[str, bytes]], limits: EventThresholds) -> None:
        """``stories`` are ids with packed keys."""
        self._ids = [story_id for story_id, _ in stories]
        found = unpack_keys([keys for _, keys in stories])
        order = np.argsort(found.stem, kind="stable")
        self._keys = Keys(found.story[order], found.stem[order], found.weight[order])
        self._limits = limits

    def of(self, keys: bytes) -> list[str]:
        """Return the stories that share enough with a story of these keys, itself included."""
        own = unpack_keys([keys])
        starts = np.searchsorted(self._keys.stem, own.stem, "left")
        ends = np.searchsorted(self._keys.stem, own.stem, "right")
        sizes = ends - starts
        if not sizes.sum():
            return []
        places = np.concatenate([np.arange(s, e) for s, e in zip(starts, ends, strict=True)])
        products = self._keys.weight[places] * np.repeat(own.weight, sizes)
        stories, groups, shared = np.unique(
            self._keys.story[places], return_inverse=True, return_counts=True
        )
        cosines = np.bincount(groups, weights=products)
        enough = (shared >= self._limits.min_shared_keys) & (
            cosines >= self._limits.min_key_cosine * COSINE_ONE
        )
        return [self._ids[number] for number in stories[enough]]
