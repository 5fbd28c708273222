"""Connected components: of a graph in memory, of one too large for it, and within a window.

``large_star`` and ``small_star`` take a node and its neighbours at a time. Every node ends linked
to the smallest of its component. R. Kiveris and others, "Connected Components in MapReduce and
Beyond" (2014): large stars and small stars in turn, until neither changes a link; the number of
rounds grows with the logarithm of a component's width.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

Link = tuple[int, int]  # a node and one of smaller number


def large_star(node: int, neighbours: Collection[int]) -> Iterator[Link]:
    """Link the larger neighbours of a node to the smallest of them all; for links both ways."""
    least = min(node, *neighbours)
    for neighbour in neighbours:
        if neighbour > node:
            yield neighbour, least


def small_star(node: int, smaller: Collection[int]) -> Iterator[Link]:
    """Link a node and its smaller neighbours to the smallest of them."""
    least = min(smaller)
    yield node, least
    for neighbour in smaller:
        if neighbour != least:
            yield neighbour, least


def connected(nodes: Iterable[int], links: Iterable[tuple[int, int]]) -> list[set[int]]:
    """Return the connected components of the nodes; links to others are left out."""
    neighbours: dict[int, set[int]] = {node: set() for node in nodes}
    for one, other in links:
        if one in neighbours and other in neighbours:
            neighbours[one].add(other)
            neighbours[other].add(one)
    left, found = set(neighbours), []
    for node in neighbours:
        if node in left:
            component, frontier = {node}, [node]
            while frontier:
                reached = neighbours[frontier.pop()] - component
                component |= reached
                frontier.extend(reached)
            left -= component
            found.append(component)
    return found


def within_window(
    component: Collection[int],
    links: Collection[tuple[int, int]],
    days: Mapping[int, int],
    window: int | None,
) -> list[set[int]]:
    """Return the stories of a component: none lasts longer than the window, in days.

    A story begins with the earliest day; what is later than the window begins new ones.
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
