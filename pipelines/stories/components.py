"""Connected components of a graph too large for one memory, a node and its neighbours at a time.

Every node ends linked to the smallest of its component. R. Kiveris and others, "Connected
Components in MapReduce and Beyond" (2014): large stars and small stars in turn, until neither
changes a link; the number of rounds grows with the logarithm of a component's width.
"""

from collections.abc import Collection, Iterator

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
