"""Writes the features of a story as bytes, and reads them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.events.features import EventFeatures

_NUMBER = np.dtype("<u4")
_KEY = np.dtype([("stem", "<u4"), ("weight", "<u4")])
_PART_COUNT = 6  # lists that are stored for each story


@dataclass(frozen=True, slots=True)
class Keys:
    """The heaviest stems of many stories, as three arrays of equal length."""

    story: npt.NDArray[np.int64]  # the number of the story that has the stem
    stem: npt.NDArray[np.uint32]
    weight: npt.NDArray[np.int64]


def pack_keys(features: EventFeatures, count: int) -> bytes:
    """Return the heaviest stems and their weights as bytes."""
    keys = [(stem, features.weights[stem]) for stem in features.keys(count)]
    return np.array(keys, _KEY).tobytes()


def unpack_keys(packed: Sequence[bytes]) -> Keys:
    """Return the heaviest stems of many stories, whose numbers are their places in ``packed``."""
    counts = [len(keys_of_story) // _KEY.itemsize for keys_of_story in packed]
    keys = np.frombuffer(b"".join(packed), _KEY)
    story = np.repeat(np.arange(len(packed)), counts)
    return Keys(story, keys["stem"], keys["weight"].astype(np.int64))


def pack(features: EventFeatures) -> bytes:
    """Return features as bytes, which ``unpack`` reads: the lengths of its lists, and the lists."""
    parts = (
        list(features.weights),
        list(features.weights.values()),
        sorted(features.names),
        sorted(features.places),
        sorted(features.days),
        sorted(features.mentioned),
    )
    numbers = [*map(len, parts), *(number for part in parts for number in part)]
    return np.array(numbers, _NUMBER).tobytes()


def unpack(packed: bytes) -> EventFeatures:
    """Return the features that ``pack`` wrote."""
    numbers = np.frombuffer(packed, _NUMBER).tolist()
    ends = np.cumsum(numbers[:_PART_COUNT]) + _PART_COUNT
    starts = [_PART_COUNT, *ends[:-1]]
    parts = [numbers[start:end] for start, end in zip(starts, ends, strict=True)]
    stems, weights, names, places, days, mentioned = parts
    return EventFeatures(
        weights=dict(zip(stems, weights, strict=True)),
        names=frozenset(names),
        places=frozenset(places),
        days=frozenset(days),
        mentioned=frozenset(mentioned),
    )
