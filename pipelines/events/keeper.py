"""Keeps events up to date as stories are added, changed and removed.

Events are a function of the set of stories and do not depend on the order in which the stories were
added. Each story, in order of publication, joins the earlier story that it is most alike, if that
one leads an event; else it leads an event itself. So a change alters only stories that are
connected with the changed one by edges, each of which spans no more than the window.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush

from pipelines.copies.compared_text import ComparedText
from pipelines.events.candidates import EventCandidates
from pipelines.events.comparison import compare_events, fill_one_template
from pipelines.events.features import COSINE_ONE, EventFeatures, event_features
from pipelines.events.index import EventIndex, InMemoryEventIndex
from pipelines.events.packing import pack, pack_keys, unpack
from pipelines.events.thresholds import DEFAULTS, EventThresholds
from pipelines.model import EventEdge, EventNode, EventPlace, EventStory

_SECONDS_AN_HOUR = 3600
_MAX_CACHED_TEXTS = 200  # prepared texts in memory, about 30 kB each


class EventKeeper:
    """Places stories in events, in the transaction of its index."""

    def __init__(self, index: EventIndex, limits: EventThresholds = DEFAULTS) -> None:
        self.index = index
        self.limits = limits
        self._text: Callable[[str], ComparedText] = lru_cache(_MAX_CACHED_TEXTS)(ComparedText)

    def place(self, story_ids: Collection[str]) -> None:
        """Compute the events of stories that are new, changed or gone, and of those they alter."""
        nodes = {one.id: one for one in self._nodes(story_ids)}
        known = {edge.ends: edge for edge in self.index.edges(story_ids)}
        self.index.drop([one for one in story_ids if one not in nodes])
        self.index.put(list(nodes.values()))
        found = {edge.ends: edge for edge in self._edges(nodes)}
        changed = [edge for ends, edge in found.items() if known.get(ends) != edge]
        self.index.change_edges([ends for ends in known if ends not in found], changed)
        self._lead({*story_ids, *(end for ends in (*known, *found) for end in ends)})

    def _nodes(self, story_ids: Collection[str]) -> Iterable[EventNode]:
        """Yield the stories that still exist; one in an unknown language belongs to no event."""
        for story in self.index.stories(story_ids).values():
            features = event_features(story.headline, story.text, limits=self.limits)
            if features.weights:
                keys = pack_keys(features, self.limits.key_stems)
                yield EventNode(story.id, story.rank, story.moment, keys, pack(features))

    def _edges(self, nodes: Mapping[str, EventNode]) -> Iterable[EventEdge]:
        window = self.limits.window_hours * _SECONDS_AN_HOUR
        for group in _near_in_time(nodes.values(), window):
            wanted = self._candidates(group, window)
            alike = list(self._alike(wanted))
            stories = self.index.stories({end for edge in alike for end in edge.ends})
            for edge in _in_tiles(alike):
                # A story that ended has its node until it is placed, but its text is gone.
                if all(end in stories for end in edge.ends) and not self._fill_one_template(
                    *(stories[end] for end in edge.ends)
                ):
                    yield edge

    def _candidates(self, nodes: Sequence[EventNode], window: int) -> dict[str, list[str]]:
        """Return the candidates of nodes, each pair once; the nodes are in order of time."""
        near = self.index.keys(nodes[0].moment - window, nodes[-1].moment + window)
        times = {story_id: moment for story_id, moment, _ in near}
        candidates = EventCandidates([(one, keys) for one, _, keys in near], self.limits)
        new = {node.id for node in nodes}
        return {
            node.id: [
                other
                for other in candidates.of(node.keys)
                if abs(times[other] - node.moment) <= window
                and (node.id < other or other not in new)
            ]
            for node in nodes
        }

    def _alike(self, wanted: Mapping[str, Collection[str]]) -> Iterable[EventEdge]:
        """Yield the pairs whose features tell of one event."""
        texts = self._features(
            {one for others in wanted.values() for one in others} | wanted.keys()
        )
        for story_id, others in wanted.items():
            for other in others:
                if other in texts:
                    found = compare_events(texts[story_id], texts[other], self.limits)
                    if found.same:
                        low, high = sorted((story_id, other))
                        yield EventEdge(low, high, round(found.cosine * COSINE_ONE))

    def _fill_one_template(self, one: EventStory, other: EventStory) -> bool:
        return fill_one_template(
            self._text(one.text), self._text(other.text), (one.day, other.day), self.limits
        )

    def _features(self, ids: Collection[str]) -> dict[str, EventFeatures]:
        """Return the features of stories; those of one that ended may be missing."""
        found = {one: unpack(packed) for one, packed in self.index.features(ids).items()}
        missing = [one for one in ids if one not in found]
        for story in self.index.stories(missing).values():
            found[story.id] = event_features(story.headline, story.text, limits=self.limits)
        return found

    def _lead(self, dirty: Collection[str]) -> None:
        """Find the leaders of stories anew, in order of publication.

        If a story becomes a leader or ceases to be one, later stories with an edge to it follow.
        """
        graph = _Graph(self.index)
        graph.load(dirty)
        waiting = [(graph.places[one].rank, one) for one in dirty if one in graph.places]
        heapify(waiting)
        seen, leaders = set(dirty), {}
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


def _near_in_time(nodes: Iterable[EventNode], window: int) -> Iterable[list[EventNode]]:
    """Yield groups of nodes in order of time, cut where the next node is after the window."""
    group: list[EventNode] = []
    for node in sorted(nodes, key=lambda node: (node.moment, node.id)):
        if group and node.moment - group[-1].moment > window:
            yield group
            group = []
        group.append(node)
    if group:
        yield group


def _in_tiles(edges: Collection[EventEdge]) -> list[EventEdge]:
    """Return edges in an order in which few texts are needed for a time.

    Many reports of one template are all alike; their edges are taken by pairs of blocks of texts,
    and two blocks are cached.
    """
    ends = sorted({end for edge in edges for end in edge.ends})
    block = {end: number // (_MAX_CACHED_TEXTS // 2) for number, end in enumerate(ends)}
    return sorted(edges, key=lambda edge: (*(block[end] for end in edge.ends), edge.ends))


class _Graph:
    """The stories around changed ones, with their edges."""

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
        rank = self.places[story_id].rank
        found = [
            (-edge.cosine, self.places[other].rank, other)
            for edge in self._edges[story_id]
            for other in [edge.other_end(story_id)]
            if (self.places[other].rank, other) < (rank, story_id)
            and self.places[other].leader == other
        ]
        return min(found)[2] if found else story_id

    def later(self, story_id: str) -> list[str]:
        """Return the later stories with an edge to this one."""
        rank = self.places[story_id].rank
        others = (edge.other_end(story_id) for edge in self._edges[story_id])
        return [one for one in others if (self.places[one].rank, one) > (rank, story_id)]


def events_of(stories: Iterable[EventStory], limits: EventThresholds = DEFAULTS) -> dict[str, str]:
    """Return the story that leads the event of each story, for a complete set of stories.

    Stories in unknown languages are left out.
    """
    index = InMemoryEventIndex(stories)
    EventKeeper(index, limits).place(list(index.known))
    return {one: place.leader for one, place in index.places(list(index.known)).items()}
