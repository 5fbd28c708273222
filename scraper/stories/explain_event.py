"""Describes why two stories are about one event or not, as lines of text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.values.slots import Slot
from pipelines.events.comparison import (
    EventComparison,
    Veto,
    are_one_template,
    compare_events,
)
from pipelines.events.features import EventFeatures, event_features, text_hash
from pipelines.events.stems import Word, sentences
from pipelines.events.thresholds import DEFAULTS, EventThresholds
from pipelines.model import EventPlace, EventStory

_MAX_SHOWN_STEMS = 10  # of the stems that both stories have, the heaviest first
_MAX_SHOWN_NUMBERS = 8  # of the numbers that both stories have
_SECONDS_AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two stories, A and B, with all that decides whether they are about one event."""

    one: EventStory
    other: EventStory
    features: EventFeatures
    other_features: EventFeatures
    comparison: EventComparison
    vetoes: Sequence[Veto]
    share_keys: bool  # whether they share enough of their heaviest stems to be compared
    limits: EventThresholds

    @property
    def stories(self) -> Iterable[tuple[str, EventStory, EventFeatures]]:
        """Return each story with its label and its features."""
        return ("A", self.one, self.features), ("B", self.other, self.other_features)

    @property
    def seconds_apart(self) -> int:
        return abs(self.one.moment - self.other.moment)

    @property
    def is_near(self) -> bool:
        return self.seconds_apart <= self.limits.window_hours * _SECONDS_AN_HOUR

    @property
    def is_one_event(self) -> bool:
        is_same = self.comparison.same and not self.vetoes
        return is_same and self.is_near and self.share_keys


def describe_events(
    one: EventStory,
    other: EventStory,
    places: Mapping[str, EventPlace],
    share_keys: bool = True,
    limits: EventThresholds = DEFAULTS,
) -> Iterator[str]:
    """Yield the measured values of two stories, their limits, and the vetoes.

    ``places`` are the events of the stories, by story. ``share_keys`` tells whether the stories
    share enough of their heaviest stems to be compared by a crawl.
    """
    pair = _pair(one, other, share_keys, limits)
    for label, story, _ in pair.stories:
        day = story.rank[:10]  # a rank begins with the day of publication
        yield f"{label}  {story.id}  {day}  {story.headline}"
    for label, _, features in pair.stories:
        if not features.weights:
            yield f"{label} is in a language for which there is no table of stems"
    yield "one event" if pair.is_one_event else "not one event"
    yield from _measured_values(pair)
    if not pair.is_near:
        hours = pair.seconds_apart // _SECONDS_AN_HOUR
        within = f"events are found within {limits.window_hours} hours"
        yield f"  published {hours} hours apart: {within}"
    elif pair.comparison.same and not share_keys:
        # A frequent stem is no key, so the pair was never compared.
        rule = f"no stem counts that more than {limits.max_key_stories} stories of some days have"
        yield f"  too few of their heaviest stems are shared: {rule}"
    for label, story, _ in pair.stories:
        if place := places.get(story.id):
            role = "leads its event" if place.leader == story.id else f"follows {place.leader}"
            yield f"{label} {role}"


def _pair(one: EventStory, other: EventStory, share_keys: bool, limits: EventThresholds) -> _Pair:
    features, other_features = _features(one, limits), _features(other, limits)
    comparison = compare_events(features, other_features, limits)
    vetoes = list(comparison.vetoes)
    text, other_text = ComparedText(one.text), ComparedText(other.text)
    # Reports from one template with other values, such as two fires, are about two events.
    if are_one_template(text, other_text, (one.day, other.day), limits):
        vetoes.append(Veto.SLOTS)
    return _Pair(one, other, features, other_features, comparison, vetoes, share_keys, limits)


def _measured_values(pair: _Pair) -> Iterator[str]:
    """Yield a line for the cosine, for all that both stories have, and for the vetoes."""
    comparison, limits = pair.comparison, pair.limits
    needed = limits.min_named_cosine if comparison.names else limits.min_cosine
    yield f"  cosine            {comparison.cosine:.3f}  (needs {needed})"
    stems_by_hash = _stems_by_hash(pair.one) | _stems_by_hash(pair.other)
    shared_hashes = _shared_stems(pair.features, pair.other_features, stems_by_hash)
    shared_stems = [stems_by_hash[key] for key in shared_hashes[:_MAX_SHOWN_STEMS]]
    shared_names = sorted(stems_by_hash[key] for key in comparison.names)
    shared_numbers = sorted(_numbers(pair.one) & _numbers(pair.other))
    yield f"  shared stems      {_listed(shared_stems)}"
    yield f"  shared rare names {_listed(shared_names)}"
    yield f"  shared numbers    {_listed(shared_numbers[:_MAX_SHOWN_NUMBERS])}"
    yield f"  contradictions    {_listed(pair.vetoes)}"


def _shared_stems(
    one: EventFeatures, other: EventFeatures, stems_by_hash: Mapping[int, str]
) -> list[int]:
    """Return the hashes of the stems that both stories have, the heaviest first."""
    weights = {
        key: weight * other.weights[key]
        for key, weight in one.weights.items()
        if weight and other.weights.get(key)
    }
    return sorted(weights, key=lambda key: (-weights[key], stems_by_hash[key]))


def _features(story: EventStory, limits: EventThresholds) -> EventFeatures:
    return event_features(story.headline, story.text, limits=limits)


def _stems_by_hash(story: EventStory) -> dict[int, str]:
    """Return the stems of a story by their hashes."""
    words = (word for sentence in _sentences(story) for word in sentence)
    return {text_hash(word.stem): word.stem for word in words}


def _numbers(story: EventStory) -> frozenset[str]:
    words = (word for sentence in _sentences(story) for word in sentence)
    return frozenset(word.value for word in words if word.slot is Slot.NUMBER)


def _sentences(story: EventStory) -> Iterator[list[Word]]:
    return sentences(f"{story.headline}\n{story.text}")


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(texts) or "none"
