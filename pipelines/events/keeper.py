"""Keeps events up to date as stories are added, changed and removed.

Events depend only on the set of stories, and not on the order in which the stories were added. The
stories are placed in order of publication. Each story joins the most similar earlier story that
leads an event; if there is none, it leads an event itself. So a change can alter only stories that
edges connect with the changed story. An edge joins two stories that are alike; its ends are at most
``window_days`` apart.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import chain

from pipelines.copies.compared_text import ComparedText
from pipelines.events.candidates import EventCandidates, Row
from pipelines.events.comparison import are_one_template, compare_events
from pipelines.events.features import COSINE_ONE, EventFeatures, event_features
from pipelines.events.index import EventIndex, InMemoryEventIndex
from pipelines.events.packing import pack, pack_keys, unpack
from pipelines.events.thresholds import DEFAULTS, SECONDS_A_DAY, EventThresholds
from pipelines.model import EventEdge, EventNode, EventPlace, EventStory

_MAX_CACHED_TEXTS = 200  # prepared texts in memory, about 30 kB each
_Ends = tuple[str, str]  # the ids of the two stories of an edge, the smaller one first


class EventKeeper:
    """Places stories in events, in the transaction of its index."""

    def __init__(self, index: EventIndex, limits: EventThresholds = DEFAULTS) -> None:
        self.index = index
        self.limits = limits
        self._text: Callable[[str], ComparedText] = lru_cache(_MAX_CACHED_TEXTS)(ComparedText)

    def place(self, story_ids: Collection[str]) -> None:
        """Compute the events of stories that are new, changed or gone, and of those they alter."""
        nodes = {one.id: one for one in self._nodes(story_ids)}
        # A row holds the keys of a story: its heaviest stems with their weights, packed.
        rows_before = self.index.keys_of(story_ids)
        edges_before = {edge.ends: edge for edge in self.index.edges(story_ids)}
        self.index.drop([one for one in story_ids if one not in nodes])
        self.index.put(list(nodes.values()))
        rows_after = [(one.id, one.moment, one.keys) for one in nodes.values()]
        edges_after: dict[_Ends, EventEdge] = {}
        gone: set[_Ends] = set()
        # A change makes stems of stories within one window gain or lose evidence. This changes
        # which stories within one more window are their candidates. Hence two windows, and a day
        # for rounding.
        min_gap_seconds = (2 * self.limits.window_days + 1) * SECONDS_A_DAY
        for old, new in _near_in_time(rows_before, rows_after, min_gap_seconds):
            candidates = self._candidates([*old, *new])
            with_less_evidence, with_more_evidence = candidates.with_changed_evidence(old, new)
            compared = [*new, *self.index.keys_of(with_more_evidence - nodes.keys())]
            edges_after |= {edge.ends: edge for edge in self._edges(candidates, compared)}
            gone |= self._no_longer_candidates(candidates, with_less_evidence)
        gone = (gone | edges_before.keys()) - edges_after.keys()
        changed = [edge for ends, edge in edges_after.items() if edges_before.get(ends) != edge]
        self.index.change_edges(gone, changed)
        all_ends = chain.from_iterable((*gone, *edges_before, *edges_after))
        self._choose_leaders({*story_ids, *all_ends})

    def are_compared(self, one: str, other: str) -> bool:
        """Return whether two placed stories share enough stems that are evidence."""
        rows = self.index.keys_of([one, other])
        if len(rows) < len({one, other}):  # a story that is not placed has no row
            return False
        (_, moment, keys), (second_id, _, _) = rows  # in any order
        return second_id in self._candidates(rows).of(moment, keys)

    def _nodes(self, story_ids: Collection[str]) -> Iterable[EventNode]:
        """Yield the stories that still exist; one in an unknown language belongs to no event."""
        for story in self.index.stories(story_ids).values():
            features = event_features(story.headline, story.text, limits=self.limits)
            if features.weights:
                keys = pack_keys(features, self.limits.key_stems)
                yield EventNode(story.id, story.rank, story.moment, keys, pack(features))

    def _candidates(self, rows: Sequence[Row]) -> EventCandidates:
        """Return the candidates of these stories, and of the stories whose evidence they alter.

        Three windows are read, of which each lies between two neighbours in this chain::

            changed story – altered story – its candidate – stories that share stems with it
        """
        reach = (3 * self.limits.window_days + 1) * SECONDS_A_DAY
        moments = [moment for _, moment, _ in rows]
        near = self.index.keys(min(moments) - reach, max(moments) + reach)
        return EventCandidates(near, self.limits)

    def _edges(self, candidates: EventCandidates, rows: Sequence[Row]) -> Iterable[EventEdge]:
        """Yield the edges of these stories, each once."""
        new = {story_id for story_id, _, _ in rows}
        to_compare: dict[str, list[str]] = {}
        for one, moment, keys in rows:
            # A pair of two of these stories is compared only for the story with the smaller id.
            to_compare[one] = [
                other for other in candidates.of(moment, keys) if one < other or other not in new
            ]
        alike = list(self._alike(to_compare))
        stories = self.index.stories({end for edge in alike for end in edge.ends})
        for edge in _in_cache_order(alike):
            # A deleted story keeps its node until `place` is called with its id; its text is gone
            # already.
            if all(end in stories for end in edge.ends) and not self._are_one_template(
                *(stories[end] for end in edge.ends)
            ):
                yield edge

    def _no_longer_candidates(
        self, candidates: EventCandidates, ids: Collection[str]
    ) -> set[_Ends]:
        """Return those edges of the stories whose ends are no longer candidates of each other."""
        ends = {edge.ends for edge in self.index.edges(ids)}
        rows = self.index.keys_of({one for one, _ in ends})
        candidates_of = {one: candidates.of(moment, keys) for one, moment, keys in rows}
        return {(one, other) for one, other in ends if other not in candidates_of.get(one, ())}

    def _alike(self, to_compare: Mapping[str, Collection[str]]) -> Iterable[EventEdge]:
        """Yield the edges of pairs whose features belong to one event.

        ``to_compare`` has for each story the stories with which it is compared.
        """
        features = self._features({*chain.from_iterable(to_compare.values()), *to_compare})
        for story_id, others in to_compare.items():
            for other in others:
                if other in features:
                    comparison = compare_events(features[story_id], features[other], self.limits)
                    if comparison.same:
                        low, high = sorted((story_id, other))
                        yield EventEdge(low, high, round(comparison.cosine * COSINE_ONE))

    def _are_one_template(self, one: EventStory, other: EventStory) -> bool:
        return are_one_template(
            self._text(one.text), self._text(other.text), (one.day, other.day), self.limits
        )

    def _features(self, ids: Collection[str]) -> dict[str, EventFeatures]:
        """Return the features of stories; stories that are gone may be missing."""
        features = {one: unpack(packed) for one, packed in self.index.features(ids).items()}
        missing = [one for one in ids if one not in features]
        for story in self.index.stories(missing).values():
            features[story.id] = event_features(story.headline, story.text, limits=self.limits)
        return features

    def _choose_leaders(self, story_ids: Collection[str]) -> None:
        """Find the leaders of stories anew, in order of publication.

        If a story becomes a leader or ceases to be one, later stories with an edge to it are
        examined, too.
        """
        graph = _Graph(self.index)
        graph.load(story_ids)
        waiting = [(graph.places[one].rank, one) for one in story_ids if one in graph.places]
        heapify(waiting)
        seen, leaders = set(story_ids), {}
        while waiting:
            _, story_id = heappop(waiting)
            before, after = graph.places[story_id].leader, graph.leader_of(story_id)
            if before == after:
                continue
            leaders[story_id] = after
            graph.places[story_id] = EventPlace(graph.places[story_id].rank, after)
            if story_id in (before, after):
                later = [one for one in graph.later(story_id) if one not in seen]
                graph.load(later)
                seen.update(later)
                for one in later:
                    heappush(waiting, (graph.places[one].rank, one))
        self.index.set_leaders(leaders)


def _near_in_time(
    before: Iterable[Row], after: Iterable[Row], min_gap_seconds: int
) -> Iterable[tuple[list[Row], list[Row]]]:
    """Yield groups of rows; more than ``min_gap_seconds`` lie between two groups.

    Each group is a list of rows of the state before the change, and one of the state after it.
    """
    in_order_of_time = sorted(
        (moment, story_id, state, keys)
        for state, rows in enumerate((before, after))
        for story_id, moment, keys in rows
    )
    group: tuple[list[Row], list[Row]] = ([], [])
    last_moment: int | None = None
    for moment, story_id, state, keys in in_order_of_time:
        if last_moment is not None and moment - last_moment > min_gap_seconds:
            yield group
            group = ([], [])
        last_moment = moment
        group[state].append((story_id, moment, keys))
    if last_moment is not None:
        yield group


def _in_cache_order(edges: Collection[EventEdge]) -> list[EventEdge]:
    """Return edges in an order in which the cache of texts is used well.

    Many reports of one template are all alike. So the texts are divided into groups, the edges are
    sorted by the groups of their ends, and the cache holds two groups.
    """
    ends = sorted({end for edge in edges for end in edge.ends})
    group = {end: number // (_MAX_CACHED_TEXTS // 2) for number, end in enumerate(ends)}
    return sorted(edges, key=lambda edge: (*(group[end] for end in edge.ends), edge.ends))


class _Graph:
    """The changed stories and the stories around them, with their edges."""

    def __init__(self, index: EventIndex) -> None:
        self._index = index
        self._edges: defaultdict[str, list[EventEdge]] = defaultdict(list)
        self.places: dict[str, EventPlace] = {}

    def load(self, ids: Collection[str]) -> None:
        """Read the edges of these stories, and the places of both ends of each."""
        ends = set(ids)
        for edge in self._index.edges(ids):
            for end in edge.ends:
                if end in ids:
                    self._edges[end].append(edge)
            ends.update(edge.ends)
        new = [one for one in ends if one not in self.places]
        self.places |= self._index.places(new)

    def leader_of(self, story_id: str) -> str:
        """Return the most alike of the earlier leaders, or the story itself."""
        most_alike: tuple[int, str, str] | None = None  # negative cosine, rank and id
        for edge in self._edges[story_id]:
            other = edge.other_end(story_id)
            if self.places[other].leader == other and self._order(other) < self._order(story_id):
                candidate = (-edge.cosine, *self._order(other))
                most_alike = min(most_alike or candidate, candidate)
        return most_alike[2] if most_alike else story_id

    def later(self, story_id: str) -> list[str]:
        """Return the later stories with an edge to this one."""
        others = (edge.other_end(story_id) for edge in self._edges[story_id])
        return [other for other in others if self._order(other) > self._order(story_id)]

    def _order(self, story_id: str) -> tuple[str, str]:
        """Return a sort key that is unique and sorts by publication."""
        return self.places[story_id].rank, story_id


def events_of(stories: Iterable[EventStory], limits: EventThresholds = DEFAULTS) -> dict[str, str]:
    """Return the story that leads the event of each story, for a complete set of stories.

    Stories in unknown languages are left out.
    """
    index = InMemoryEventIndex(stories)
    story_ids = list(index.all_stories)
    EventKeeper(index, limits).place(story_ids)
    return {one: place.leader for one, place in index.places(story_ids).items()}
