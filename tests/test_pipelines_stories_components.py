"""Tests that large and small stars find the connected components of any graph."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from pipelines.stories.components import Link, large_star, small_star

Star = Callable[[int, Collection[int]], Iterator[Link]]
NODES = st.integers(0, 25)
GRAPHS = st.sets(st.tuples(NODES, NODES).filter(lambda link: link[0] != link[1]), max_size=40)


def stars(star: Star, links: Iterable[Link]) -> set[Link]:
    """Apply an operation to each node and its neighbours, and return all links that it makes."""
    neighbours: defaultdict[int, set[int]] = defaultdict(set)
    for node, other in links:
        neighbours[node].add(other)
    return {link for node, others in neighbours.items() for link in star(node, others)}


def iterated(graph: Iterable[Link]) -> tuple[set[Link], int]:
    """Apply both operations until no link changes; return the links and the number of rounds."""
    now, rounds = {(max(link), min(link)) for link in graph}, 0
    while True:
        rounds += 1
        before = now
        now = stars(small_star, stars(large_star, now | {(least, node) for node, least in now}))
        if now == before:
            return now, rounds


def merged_sets(graph: Iterable[Link]) -> set[Link]:
    """Link every node to the smallest of its component, by merging sets."""
    component: dict[int, set[int]] = {}
    for one, other in graph:
        together = component.get(one, {one}) | component.get(other, {other})
        component |= dict.fromkeys(together, together)
    return {(node, min(nodes)) for node, nodes in component.items() if node != min(nodes)}


@given(GRAPHS)
def test_every_node_ends_linked_to_the_smallest_of_its_component(graph: set[Link]) -> None:
    assert iterated(graph)[0] == merged_sets(graph)


def test_a_long_chain_takes_few_rounds() -> None:
    chain = [(node, node + 1) for node in range(1_000)]
    links, rounds = iterated(chain)
    assert links == {(node, 0) for node in range(1, 1_001)}
    assert rounds < 15
