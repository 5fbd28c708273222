"""The interface through which the keeper of events reads and writes, and a store in memory.

``storage.stories.event_index`` implements ``EventIndex`` on SQLite and PostgreSQL. Tests check that
both give the same results.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from pipelines.model import EventEdge, EventNode, EventPlace, EventStory, StoryKeys


class EventIndex(Protocol):
    """The stored stories and the features, edges and events that are computed from them.

    All methods run in the caller's transaction. ``ids`` are ids of stories, and so are the keys of
    the dictionaries that are returned. Unknown ids are left out.
    """

    def stories(self, ids: Collection[str]) -> dict[str, EventStory]: ...
    def places(self, ids: Collection[str]) -> dict[str, EventPlace]: ...
    def keys(self, first: int, last: int) -> list[StoryKeys]:
        """Return the keys of the nodes from the first to the last moment, both included."""
        ...

    def keys_of(self, ids: Collection[str]) -> list[StoryKeys]:
        """Return the keys of nodes, in any order."""
        ...

    def features(self, ids: Collection[str]) -> dict[str, bytes]:
        """Return the stored features, packed; features of old stories may have been dropped."""
        ...

    def put(self, nodes: Collection[EventNode]) -> None:
        """Store nodes; a new one leads its own event until ``set_leaders`` is called."""
        ...

    def drop(self, ids: Collection[str]) -> None:
        """Remove nodes; their edges stay until ``change_edges`` removes them."""
        ...

    def edges(self, ids: Collection[str]) -> list[EventEdge]:
        """Return the edges with at least one end among the ids."""
        ...

    def change_edges(
        self, removed_ends: Collection[tuple[str, str]], edges: Collection[EventEdge]
    ) -> None:
        """Remove the edges that have these ends, and then add or replace ``edges``."""
        ...

    def set_leaders(self, leaders: Mapping[str, str]) -> None:
        """Store for each id of a story the id of the story that leads its event."""
        ...


class InMemoryEventIndex:
    """An EventIndex on dictionaries, for sets of texts and for tests."""

    def __init__(self, stories: Iterable[EventStory] = ()) -> None:
        self.all_stories = {story.id: story for story in stories}
        self._nodes: dict[str, EventNode] = {}
        self._leaders: dict[str, str] = {}
        # The edges of each story, by the id of the story at the other end; each edge is in twice.
        self._edges: defaultdict[str, dict[str, EventEdge]] = defaultdict(dict)

    def stories(self, ids: Collection[str]) -> dict[str, EventStory]:
        return {
            story_id: self.all_stories[story_id] for story_id in ids if story_id in self.all_stories
        }

    def places(self, ids: Collection[str]) -> dict[str, EventPlace]:
        return {
            story_id: EventPlace(self._nodes[story_id].rank, self._leaders[story_id])
            for story_id in ids
            if story_id in self._nodes
        }

    def keys(self, first: int, last: int) -> list[StoryKeys]:
        nodes = self._nodes.values()
        return [node.story_keys for node in nodes if first <= node.moment <= last]

    def keys_of(self, ids: Collection[str]) -> list[StoryKeys]:
        nodes = (self._nodes[story_id] for story_id in ids if story_id in self._nodes)
        return [node.story_keys for node in nodes]

    def features(self, ids: Collection[str]) -> dict[str, bytes]:
        return {
            story_id: self._nodes[story_id].features for story_id in ids if story_id in self._nodes
        }

    def put(self, nodes: Collection[EventNode]) -> None:
        for node in nodes:
            self._nodes[node.id] = node
            self._leaders.setdefault(node.id, node.id)

    def drop(self, ids: Collection[str]) -> None:
        for story_id in ids:
            self._nodes.pop(story_id, None)
            self._leaders.pop(story_id, None)

    def edges(self, ids: Collection[str]) -> list[EventEdge]:
        edges = {
            edge.ends: edge for story_id in ids for edge in self._edges.get(story_id, {}).values()
        }
        return [edges[ends] for ends in sorted(edges)]

    def change_edges(
        self, removed_ends: Collection[tuple[str, str]], edges: Collection[EventEdge]
    ) -> None:
        for one, other in removed_ends:
            self._edges[one].pop(other, None)
            self._edges[other].pop(one, None)
        for edge in edges:
            self._edges[edge.story_id][edge.other_id] = edge
            self._edges[edge.other_id][edge.story_id] = edge

    def set_leaders(self, leaders: Mapping[str, str]) -> None:
        self._leaders |= leaders
