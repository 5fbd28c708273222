"""The features and edges of articles whose texts were deleted because of their age.

Such texts cannot be compared again. So their features stay as they were stored, their edges stay
once they are stored, and they get new edges only to articles with equal features.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pipelines.copies.match import edge_of_unchanged
from pipelines.model import Edge, StoryMember, TextFeatures
from pipelines.stories.index import StoryIndex


class PrunedArticles:
    """Reads from an index what stays of pruned articles."""

    def __init__(self, index: StoryIndex) -> None:
        self._index = index

    def features(self, articles: Iterable[StoryMember]) -> dict[int, TextFeatures]:
        """Return by id the stored features of the pruned ones among the articles."""
        pruned_ids = [article.id for article in articles if article.is_pruned]
        if not pruned_ids:
            return {}
        return {
            article_id: TextFeatures(
                stored.signature,
                stored.templates,
                stored.shingle_count,
                stored.word_count,
                stored.filled,
            )
            for article_id, stored in self._index.features(pruned_ids).items()
        }

    def kept_edges(
        self, lost_edges: Mapping[tuple[int, int], Edge], removed_ids: Collection[int]
    ) -> dict[tuple[int, int], Edge]:
        """Return the edges that stay although they were not found again, because an end is pruned.

        ``lost_edges`` are by their ends. No edge of a removed article stays.
        """
        if not lost_edges:
            return {}
        articles = self._index.articles({end for ends in lost_edges for end in ends})
        edges = {}
        for ends, edge in lost_edges.items():
            are_stored = all(end in articles and end not in removed_ids for end in ends)
            if are_stored and any(articles[end].is_pruned for end in ends):
                edges[ends] = edge
        return edges

    def edges_by_features(self, pairs: Sequence[tuple[StoryMember, StoryMember]]) -> Iterator[Edge]:
        """Yield the edges of the pairs whose articles have equal features."""
        if not pairs:
            return
        features = self._index.features({article.id for pair in pairs for article in pair})
        for one, other in pairs:
            edge = edge_of_unchanged(one, other, (features[one.id], features[other.id]))
            if edge:
                yield edge
