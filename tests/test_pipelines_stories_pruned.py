"""Tests what stays of articles whose texts were deleted because of their age."""

import numpy as np
import pytest

from pipelines.model import Edge, Features, Relation, StoryMember
from pipelines.stories.index import InMemoryIndex
from pipelines.stories.pruned import PrunedArticles

PRUNED = StoryMember(1, "https://a.example/1", "", "Мост открыли", is_pruned=True)
SAME_TEXT = StoryMember(2, "https://b.example/2", "Мост", "Мост открыли")
OTHER_TEXT = StoryMember(3, "https://c.example/3", "Школа", "Мост открыли")


def features(signature: int) -> Features:
    values = np.full(4, signature, np.uint32)
    return Features(values, templates=(7,), shingle_count=9, day=20, rank="a", word_count=30)


@pytest.fixture
def pruned() -> PrunedArticles:
    index = InMemoryIndex([PRUNED, SAME_TEXT, OTHER_TEXT])
    index.put_features({1: features(5), 2: features(5), 3: features(6)})
    return PrunedArticles(index)


def edge(one: int, other: int) -> Edge:
    return Edge(one, other, 1.0, 1.0, Relation.REPRINT, 1.0, 1.0)


def test_only_the_features_of_pruned_articles_are_read(pruned: PrunedArticles) -> None:
    read = pruned.features([PRUNED, SAME_TEXT])
    assert read.keys() == {1}
    assert (read[1].templates, read[1].shingle_count, read[1].word_count) == ((7,), 9, 30)


def test_a_pair_with_equal_features_gets_an_edge(pruned: PrunedArticles) -> None:
    pairs = [(PRUNED, SAME_TEXT), (PRUNED, OTHER_TEXT)]
    assert list(pruned.edges_by_features(pairs)) == [edge(1, 2)]


@pytest.mark.parametrize(("removed_ids", "kept"), [((), {(1, 2)}), ((2,), set()), ((3,), {(1, 2)})])
def test_an_edge_of_a_pruned_article_stays_until_an_end_is_removed(
    pruned: PrunedArticles, removed_ids: tuple[int, ...], kept: set[tuple[int, int]]
) -> None:
    lost = {(1, 2): edge(1, 2), (2, 3): edge(2, 3), (1, 4): edge(1, 4)}
    assert pruned.kept_edges(lost, removed_ids).keys() == kept
