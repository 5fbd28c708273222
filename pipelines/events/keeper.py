"""Keeps events up to date as stories are added, changed and removed.

An edge joins two stories that are alike; they are at most ``window_days`` apart. In order of
publication, each story joins the event of the most similar earlier story that leads an event and
has an edge to it. If there is none, the story leads an event itself.

So events depend only on the set of stories, and not on the order in which the stories were added.
And a change of one story can alter only stories that edges connect with it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import chain

from pipelines.copies.compared_text import ComparedText
from pipelines.events.candidates import EventCandidates
from pipelines.events.comparison import are_one_template, compare_events
from pipelines.events.features import COSINE_ONE, EventFeatures, event_features
from pipelines.events.index import EventIndex, InMemoryEventIndex
from pipelines.events.packing import pack, pack_keys, unpack
from pipelines.events.thresholds import DEFAULTS, SECONDS_A_DAY, EventThresholds
from pipelines.model import EventEdge, EventNode, EventPlace, EventStory, StoryKeys

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
        nodes = {node.id: node for node in self._nodes(story_ids)}
        keys_before = self.index.keys_of(story_ids)
        edges_before = {edge.ends: edge for edge in self.index.edges(story_ids)}
        self.index.drop([story_id for story_id in story_ids if story_id not in nodes])
        self.index.put(list(nodes.values()))
        keys_after = [node.story_keys for node in nodes.values()]
        edges_after, lost_ends = self._changed_edges(keys_before, keys_after)
        removed_ends = (lost_ends | edges_before.keys()) - edges_after.keys()
        changed = [edge for ends, edge in edges_after.items() if edges_before.get(ends) != edge]
        self.index.change_edges(removed_ends, changed)
        all_ends = chain.from_iterable((*removed_ends, *edges_before, *edges_after))
        self._choose_leaders({*story_ids, *all_ends})

    def _changed_edges(
        self, keys_before: Sequence[StoryKeys], keys_after: Sequence[StoryKeys]
    ) -> tuple[dict[_Ends, EventEdge], set[_Ends]]:
        """Return the edges of the changed stories, and the ends of edges that others have lost.

        The edges also include those that other stories have gained. The keys are those of the
        changed stories before and after the change.
        """
        edges: dict[_Ends, EventEdge] = {}
        lost_ends: set[_Ends] = set()
        changed_ids = {story.story_id for story in keys_after}
        # A change makes stems of stories within one window gain or lose evidence. This changes
        # which stories within one more window are their candidates. Hence two windows, and a day
        # for rounding.
        min_gap_seconds = (2 * self.limits.window_days + 1) * SECONDS_A_DAY
        for before, after in _near_in_time(keys_before, keys_after, min_gap_seconds):
            candidates = self._candidates([*before, *after])
            less_evidence_ids, more_evidence_ids = candidates.with_changed_evidence(before, after)
            compared = [*after, *self.index.keys_of(more_evidence_ids - changed_ids)]
            edges |= {edge.ends: edge for edge in self._edges(candidates, compared)}
            lost_ends |= self._no_longer_candidates(candidates, less_evidence_ids)
        return edges, lost_ends

    def are_compared(self, one: str, other: str) -> bool:
        """Return whether two stories are candidates of each other; False if one is not placed."""
        both = self.index.keys_of([one, other])
        if len(both) < len({one, other}):  # a story that is not placed has no keys
            return False
        first, second = both  # in any order
        return second.story_id in self._candidates(both).of(first.moment, first.keys)

    def _nodes(self, story_ids: Collection[str]) -> Iterable[EventNode]:
        """Yield the nodes of the stories that still exist, without those in unknown languages."""
        for story in self.index.stories(story_ids).values():
            features = event_features(story.headline, story.text, limits=self.limits)
            if features.weights:  # empty for a text in an unknown language
                keys = pack_keys(features, self.limits.key_stems)
                yield EventNode(story.id, story.rank, story.moment, keys, pack(features))

    def _candidates(self, stories: Sequence[StoryKeys]) -> EventCandidates:
        """Return the candidates of these stories, and of the stories whose evidence they alter.

        Stories up to three windows away are read: one window for each step of this chain::

            changed story – altered story – its candidate – stories that share stems with it
        """
        max_distance_seconds = (3 * self.limits.window_days + 1) * SECONDS_A_DAY
        moments = [story.moment for story in stories]
        first, last = min(moments) - max_distance_seconds, max(moments) + max_distance_seconds
        return EventCandidates(self.index.keys(first, last), self.limits)

    def _edges(
        self, candidates: EventCandidates, compared: Sequence[StoryKeys]
    ) -> Iterable[EventEdge]:
        """Yield the edges of these stories, each once."""
        compared_ids = {story.story_id for story in compared}
        to_compare: dict[str, list[str]] = {}
        for story_id, moment, keys in compared:
            # A pair of two of these stories is compared only for the story with the smaller id.
            to_compare[story_id] = [
                other
                for other in candidates.of(moment, keys)
                if story_id < other or other not in compared_ids
            ]
        edges = list(self._edges_by_features(to_compare))
        stories = self.index.stories({end for edge in edges for end in edge.ends})
        for edge in _in_cache_order(edges):
            one, other = stories.get(edge.story_id), stories.get(edge.other_id)
            # A deleted story keeps its node until ``place`` is called with its id, but it has no
            # text, so it is not among the stories.
            if one and other and not self._are_one_template(one, other):
                yield edge

    def _no_longer_candidates(
        self, candidates: EventCandidates, story_ids: Collection[str]
    ) -> set[_Ends]:
        """Return the ends of the stories' edges that are no longer candidates of each other."""
        all_ends = {edge.ends for edge in self.index.edges(story_ids)}
        stories = self.index.keys_of({one for one, _ in all_ends})
        candidates_of = {
            story.story_id: candidates.of(story.moment, story.keys) for story in stories
        }
        return {(one, other) for one, other in all_ends if other not in candidates_of.get(one, ())}

    def _edges_by_features(self, to_compare: Mapping[str, Collection[str]]) -> Iterable[EventEdge]:
        """Yield the edges of pairs whose features show that they belong to one event.

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

    def _features(self, story_ids: Collection[str]) -> dict[str, EventFeatures]:
        """Return the features of stories by id; stories that are gone may be missing."""
        packed_features = self.index.features(story_ids)
        features = {story_id: unpack(packed) for story_id, packed in packed_features.items()}
        missing = [story_id for story_id in story_ids if story_id not in features]
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
        waiting = [graph.order(story_id) for story_id in story_ids if story_id in graph.places]
        heapify(waiting)
        seen = set(story_ids)
        new_leaders: dict[str, str] = {}
        while waiting:
            rank, story_id = heappop(waiting)
            before, after = graph.places[story_id].leader, graph.leader_of(story_id)
            if before == after:
                continue
            new_leaders[story_id] = after
            graph.places[story_id] = EventPlace(rank, after)
            became_or_ceased_to_be_leader = story_id in (before, after)
            if became_or_ceased_to_be_leader:
                unseen = [later for later in graph.later(story_id) if later not in seen]
                graph.load(unseen)
                seen.update(unseen)
                for later in unseen:
                    heappush(waiting, graph.order(later))
        self.index.set_leaders(new_leaders)


def _near_in_time(
    before: Iterable[StoryKeys], after: Iterable[StoryKeys], min_gap_seconds: int
) -> Iterable[tuple[list[StoryKeys], list[StoryKeys]]]:
    """Yield groups of keys; more than ``min_gap_seconds`` lie between two groups.

    A group is two lists of keys: those before the change, and those after it.
    """

    def by_time(story_and_flag: tuple[StoryKeys, bool]) -> tuple[int, str]:
        story, _ = story_and_flag
        return story.moment, story.story_id

    in_order_of_time = sorted(
        [(story, False) for story in before] + [(story, True) for story in after],
        key=by_time,
    )
    group_before: list[StoryKeys] = []
    group_after: list[StoryKeys] = []
    last_moment: int | None = None
    for story, is_after in in_order_of_time:
        if last_moment is not None and story.moment - last_moment > min_gap_seconds:
            yield group_before, group_after
            group_before, group_after = [], []
        last_moment = story.moment
        if is_after:
            group_after.append(story)
        else:
            group_before.append(story)
    if last_moment is not None:
        yield group_before, group_after


def _in_cache_order(edges: Collection[EventEdge]) -> list[EventEdge]:
    """Return edges in an order in which the cache of texts is used well.

    Many reports of one template are all alike, so that each text has many edges. The texts are
    divided into groups, the cache holds two groups, and all edges between the same two groups
    follow each other.
    """
    ends = sorted({end for edge in edges for end in edge.ends})
    group_of = {end: number // (_MAX_CACHED_TEXTS // 2) for number, end in enumerate(ends)}

    def by_groups(edge: EventEdge) -> tuple[int, int, _Ends]:
        one, other = edge.ends
        return group_of[one], group_of[other], edge.ends

    return sorted(edges, key=by_groups)


class _Graph:
    """The changed stories and the stories around them, with their edges."""

    def __init__(self, index: EventIndex) -> None:
        self._index = index
        self._edges: defaultdict[str, list[EventEdge]] = defaultdict(list)  # by loaded story
        self.places: dict[str, EventPlace] = {}  # of loaded stories, and of those on their edges

    def load(self, story_ids: Collection[str]) -> None:
        """Read the edges of these stories, and the places of both ends of each edge."""
        ends = set(story_ids)
        for edge in self._index.edges(story_ids):
            for end in edge.ends:
                if end in story_ids:
                    self._edges[end].append(edge)
            ends.update(edge.ends)
        without_place = [end for end in ends if end not in self.places]
        self.places |= self._index.places(without_place)

    def leader_of(self, story_id: str) -> str:
        """Return the earlier leader that is most alike, or the story itself if there is none.

        Of leaders that are equally alike, the earliest one is returned.
        """
        cosines: dict[str, int] = {}  # by earlier leader
        for edge in self._edges[story_id]:
            other = edge.other_end(story_id)
            if self.places[other].leader == other and self.order(other) < self.order(story_id):
                cosines[other] = edge.cosine
        return min(
            cosines, key=lambda leader: (-cosines[leader], self.order(leader)), default=story_id
        )

    def later(self, story_id: str) -> list[str]:
        """Return the later stories with an edge to this one."""
        others = (edge.other_end(story_id) for edge in self._edges[story_id])
        return [other for other in others if self.order(other) > self.order(story_id)]

    def order(self, story_id: str) -> tuple[str, str]:
        """Return the rank and the id: a unique key that sorts stories by publication."""
        return self.places[story_id].rank, story_id


def events_of(stories: Iterable[EventStory], limits: EventThresholds = DEFAULTS) -> dict[str, str]:
    """Return for each id of a story the id of the story that leads its event.

    ``stories`` is a complete set of stories. Stories in unknown languages are left out.
    """
    index = InMemoryEventIndex(stories)
    story_ids = list(index.all_stories)
    EventKeeper(index, limits).place(story_ids)
    return {story_id: place.leader for story_id, place in index.places(story_ids).items()}
