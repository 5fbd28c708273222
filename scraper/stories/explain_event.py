"""Describes why two stories are about one event or not, as lines of text."""

from collections.abc import Iterable, Iterator, Mapping

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.values.slots import Slot
from pipelines.events.comparison import Veto, compare_events, fill_one_template
from pipelines.events.features import EventFeatures, event_features, text_hash
from pipelines.events.stems import sentences
from pipelines.events.thresholds import DEFAULTS, EventThresholds
from pipelines.model import EventPlace, EventStory

_SHOWN_STEMS = 10  # the heaviest shared ones
_SHOWN_NUMBERS = 8
_SECONDS_AN_HOUR = 3600


def describe_events(
    one: EventStory,
    other: EventStory,
    places: Mapping[str, EventPlace],
    are_compared: bool = True,
    limits: EventThresholds = DEFAULTS,
) -> Iterator[str]:
    """Yield the measured values of two stories, their limits, and the vetoes.

    ``are_compared`` tells whether they share enough stems that are evidence on their days.
    """
    texts = (_features(one, limits), _features(other, limits))
    found = compare_events(texts[0], texts[1], limits)
    for label, story in (("A", one), ("B", other)):
        yield f"{label}  {story.id}  {story.rank[:10]}  {story.headline}"
    for label, text in zip("AB", texts, strict=True):
        if not text.weights:
            yield f"{label} is in a language for which there is no table of stems"
    vetoes = list(found.vetoes)
    bodies = ComparedText(one.text), ComparedText(other.text)
    if fill_one_template(*bodies, (one.day, other.day), limits):
        vetoes.append(Veto.SLOTS)
    seconds = abs(one.moment - other.moment)
    is_near = seconds <= limits.window_hours * _SECONDS_AN_HOUR
    is_same = found.same and not vetoes and is_near and are_compared
    yield "one event" if is_same else "not one event"
    needed = limits.min_named_cosine if found.names else limits.min_cosine
    yield f"  cosine            {found.cosine:.3f}  (needs {needed})"
    words = _words(one) | _words(other)
    heavy = {s: w * texts[1].weights.get(s, 0) for s, w in texts[0].weights.items()}
    stems = [s for s in sorted(heavy, key=lambda s: (-heavy[s], words[s])) if heavy[s]]
    yield f"  shared stems      {_listed(words[s] for s in stems[:_SHOWN_STEMS])}"
    yield f"  shared rare names {_listed(sorted(words[s] for s in found.names))}"
    yield f"  shared numbers    {_listed(sorted(_numbers(one) & _numbers(other))[:_SHOWN_NUMBERS])}"
    yield f"  contradictions    {_listed(vetoes)}"
    if not is_near:
        within = f"events are found within {limits.window_hours} hours"
        yield f"  published {seconds // _SECONDS_AN_HOUR} hours apart: {within}"
    elif found.same and not are_compared:
        most = f"no stem counts that more than {limits.max_key_stories} stories of some days have"
        yield f"  too few of their heaviest stems are shared: {most}"
    for label, story in (("A", one), ("B", other)):
        if place := places.get(story.id):
            role = "leads its event" if place.leader == story.id else f"follows {place.leader}"
            yield f"{label} {role}"


def _features(story: EventStory, limits: EventThresholds) -> EventFeatures:
    return event_features(story.headline, story.text, limits=limits)


def _words(story: EventStory) -> dict[int, str]:
    """Return the stems of a story by their hashes."""
    found = sentences(f"{story.headline}\n{story.text}")
    return {text_hash(word.stem): word.stem for sentence in found for word in sentence}


def _numbers(story: EventStory) -> frozenset[str]:
    found = sentences(f"{story.headline}\n{story.text}")
    return frozenset(w.value for sentence in found for w in sentence if w.slot is Slot.NUMBER)


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(texts) or "none"
