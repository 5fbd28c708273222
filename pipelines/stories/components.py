"""Finds connected components: in memory, in a graph too large for memory, and within a window.

``large_star`` and ``small_star`` are the two steps of R. Kiveris and others, "Connected Components
in MapReduce and Beyond" (2014). Both are applied in turn to each node with its neighbours, until no
link changes. Then each node is linked to the smallest node of its component. The number of rounds
grows with the logarithm of the longest distance within a component.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

Link = tuple[int, int]  # a node, and a node with a smaller number


def large_star(node: int, neighbours: Collection[int]) -> Iterator[Link]:
    """Link the larger neighbours of a node to the smallest of all neighbours and the node.

    The neighbours must include those of links in both directions.
    """
    least = min(node, *neighbours)
    for neighbour in neighbours:
        if neighbour > node:
            yield neighbour, least


def small_star(node: int, smaller: Collection[int]) -> Iterator[Link]:
    """Link a node and its smaller neighbours to the smallest of these neighbours."""
    least = min(smaller)
    yield node, least
    for neighbour in smaller:
        if neighbour != least:
            yield neighbour, least


def connected(nodes: Iterable[int], links: Iterable[tuple[int, int]]) -> list[set[int]]:
    """Return the connected components of the nodes; links to other nodes are ignored."""
    neighbours: dict[int, set[int]] = {node: set() for node in nodes}
    for one, other in links:
        if one in neighbours and other in neighbours:
            neighbours[one].add(other)
            neighbours[other].add(one)
    components: list[set[int]] = []
    visited: set[int] = set()
    for node in neighbours:
        if node not in visited:
            component = _reached_from(node, neighbours)
            visited |= component
            components.append(component)
    return components


def _reached_from(node: int, neighbours: Mapping[int, set[int]]) -> set[int]:
    """Return a node and all nodes that are linked to it, directly or through others."""
    component = {node}
    to_visit = [node]
    while to_visit:
        reached = neighbours[to_visit.pop()] - component
        component |= reached
        to_visit.extend(reached)
    return component


def within_window(
    component: Collection[int],
    links: Collection[tuple[int, int]],
    days: Mapping[int, int],
    window: int | None,
) -> list[set[int]]:
    """Split a component into stories, none of which lasts longer than ``window`` days.

    The first story begins with the earliest day. Articles after its window form further stories.
    """
    stories: list[set[int]] = []
    waiting = [set(component)]
    while waiting:
        members = waiting.pop()
        first = min(days[node] for node in members)
        early = {node for node in members if window is None or days[node] <= first + window}
        if len(early) == len(members):
            stories.append(members)
        else:
            waiting += connected(early, links)
            waiting += connected(members - early, links)
    return stories
