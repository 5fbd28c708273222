"""Tests that large-star and small-star steps find the connected components of any graph.

The two operations, from «Connected Components in MapReduce and Beyond» (2014), replace the links of
one node at a time. A link is a pair of nodes; nodes are numbers.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from pipelines.stories.components import Link, large_star, small_star

Operation = Callable[[int, Collection[int]], Iterator[Link]]  # (node, its neighbours) -> links
NODES = st.integers(0, 25)
GRAPHS = st.sets(st.tuples(NODES, NODES).filter(lambda link: link[0] != link[1]), max_size=40)


def applied(operation: Operation, links: Iterable[Link]) -> set[Link]:
    """Apply an operation to each node that begins a link, and return all links that it makes."""
    neighbours: defaultdict[int, set[int]] = defaultdict(set)
    for node, neighbour in links:
        neighbours[node].add(neighbour)
    return {link for node, others in neighbours.items() for link in operation(node, others)}


def iterated(graph: Iterable[Link]) -> tuple[set[Link], int]:
    """Apply both operations until no link changes; return the links and the number of rounds."""
    links = {(max(link), min(link)) for link in graph}
    rounds = 0
    while True:
        rounds += 1
        before = links
        in_both_directions = links | {(low, high) for high, low in links}
        links = applied(small_star, applied(large_star, in_both_directions))
        if links == before:
            return links, rounds


def by_merged_sets(graph: Iterable[Link]) -> set[Link]:
    """Return the expected links: from every node to the smallest node of its component."""
    component: dict[int, set[int]] = {}  # of each node
    for one, other in graph:
        merged = component.get(one, {one}) | component.get(other, {other})
        component |= dict.fromkeys(merged, merged)
    return {(node, min(nodes)) for node, nodes in component.items() if node != min(nodes)}


@given(GRAPHS)
def test_every_node_is_linked_to_the_smallest_node_of_its_component(graph: set[Link]) -> None:
    links, _ = iterated(graph)
    assert links == by_merged_sets(graph)


def test_a_long_chain_takes_few_rounds() -> None:
    chain = [(node, node + 1) for node in range(1_000)]
    links, rounds = iterated(chain)
    assert links == {(node, 0) for node in range(1, 1_001)}
    assert rounds < 15  # a chain of 1,000 links is halved ten times
