"""Decides whether two stories are about one event, and says why."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import mul

import numpy as np

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.passages import contradict
from pipelines.copies.thresholds import DEFAULTS as LIMITS_OF_COPIES
from pipelines.copies.verdict import have_too_many_conflicts
from pipelines.events.features import COSINE_ONE, EventFeatures
from pipelines.events.thresholds import DEFAULTS, EventThresholds


class Veto(StrEnum):
    """A contradiction by which two similar stories are about two events."""

    DAY = "other day"
    PLACE = "other place"
    SLOTS = "one template, filled otherwise"  # see ``are_one_template``


@dataclass(frozen=True, slots=True)
class EventComparison:
    """The result of comparing the features of two stories."""

    same: bool  # whether the stories are about one event
    cosine: float  # of the vectors of their weights, 0–1
    names: frozenset[int]  # the stems of the rare names that both stories have
    vetoes: tuple[Veto, ...]


def compare_events(
    one: EventFeatures, other: EventFeatures, limits: EventThresholds = DEFAULTS
) -> EventComparison:
    """Decide whether two stories are about one event; their order makes no difference."""
    shared = one.weights.keys() & other.weights.keys()
    own_weights = map(one.weights.__getitem__, shared)
    other_weights = map(other.weights.__getitem__, shared)
    cosine = sum(map(mul, own_weights, other_weights)) / COSINE_ONE
    names = one.names & other.names
    vetoes = tuple(_vetoes(one, other))
    is_similar = cosine >= (limits.min_named_cosine if names else limits.min_cosine)
    return EventComparison(is_similar and not vetoes, cosine, names, vetoes)


def _vetoes(one: EventFeatures, other: EventFeatures) -> list[Veto]:
    vetoes = []
    both_name_days = one.days and other.days
    if both_name_days and one.days.isdisjoint(other.days):
        vetoes.append(Veto.DAY)
    if _are_elsewhere(one, other):
        vetoes.append(Veto.PLACE)
    return vetoes


def _are_elsewhere(one: EventFeatures, other: EventFeatures) -> bool:
    """Return whether both texts name places, but mention no place of each other."""
    if not one.places or not other.places:
        return False
    return one.places.isdisjoint(other.mentioned) and other.places.isdisjoint(one.mentioned)


def are_one_template(
    one: ComparedText,
    other: ComparedText,
    published: tuple[date | None, date | None],
    limits: EventThresholds = DEFAULTS,
) -> bool:
    """Return whether two texts are one template, filled with different numbers, dates or names.

    Reports like «За сутки потушили четыре пожара» and «… семь пожаров» are about two events. They
    may share too little to be copies, because each day is described in other words.
    """
    if one.repeats_itself or other.repeats_itself:
        return False
    if _containment(one, other) < limits.min_template_containment:
        return False
    # ``contradict`` decides most pairs by numbers alone, ten times as fast as
    # ``have_too_many_conflicts``.
    if contradict(one, other, LIMITS_OF_COPIES):
        return True
    return have_too_many_conflicts(one, other, published)


def _containment(one: ComparedText, other: ComparedText) -> float:
    """Return the share of the smaller set of shingles that the other has, 0–1."""
    smaller, larger = sorted((one.shingles, other.shingles), key=len)
    if not len(smaller):
        return 0.0
    nearest = larger.take(larger.searchsorted(smaller), mode="clip")  # the arrays are sorted
    return float(np.count_nonzero(nearest == smaller) / len(smaller))
