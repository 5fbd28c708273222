"""Compares pairs of articles, some of them before their articles are stored."""

from pipelines.copies.match import PrepareText, compare_candidates, edge_of_comparison
from pipelines.copies.thresholds import Thresholds
from pipelines.copies.verdict import Comparison
from pipelines.model import Edge, StoryMember

# All that a comparison depends on: text, headline and day of the earlier and of the later article,
# and the templates of the common sentences in them.
_Key = tuple[str, str, int, str, str, int, frozenset[int]]


class Comparer:
    """Finds the edges of pairs, and keeps the comparisons that were made ahead.

    The key of a comparison is everything on which it depends. So the comparison stays valid,
    whatever is stored meanwhile.
    """

    def __init__(self, prepare: PrepareText, thresholds: Thresholds) -> None:
        self._prepare = prepare
        self._thresholds = thresholds
        self._made_ahead: dict[_Key, Comparison | None] = {}

    def forget(self) -> None:
        """Forget the comparisons that were made ahead."""
        self._made_ahead.clear()

    def compare_ahead(self, one: StoryMember, other: StoryMember, common: frozenset[int]) -> None:
        """Compare two articles that have passed the filters of candidates, and keep the result."""
        if one.is_pruned or other.is_pruned:  # such texts are not compared
            return
        first, later = _in_order(one, other)
        self._made_ahead[self._key(first, later, common)] = self._compare(first, later, common)

    def edge(self, one: StoryMember, other: StoryMember, common: frozenset[int]) -> Edge | None:
        """Return what ``edge_of_candidates`` returns for the two articles."""
        first, later = _in_order(one, other)
        if self._made_ahead and (key := self._key(first, later, common)) in self._made_ahead:
            comparison = self._made_ahead[key]
        else:
            comparison = self._compare(first, later, common)
        if comparison is None:
            return None
        return edge_of_comparison(first, later, comparison, self._thresholds)

    def _compare(
        self, first: StoryMember, later: StoryMember, common: frozenset[int]
    ) -> Comparison | None:
        return compare_candidates(first, later, self._prepare, common, self._thresholds)

    def _key(self, first: StoryMember, later: StoryMember, common: frozenset[int]) -> _Key:
        """Return all that decides the comparison of two members."""
        common_in_texts: frozenset[int] = frozenset()
        if common:
            texts = self._prepare(first.text), self._prepare(later.text)
            sentences = (sentence for text in texts for sentence in text.sentences)
            common_in_texts = common.intersection(sentence.template for sentence in sentences)
        return (
            first.text,
            first.headline,
            first.day,
            later.text,
            later.headline,
            later.day,
            common_in_texts,
        )


def _in_order(one: StoryMember, other: StoryMember) -> tuple[StoryMember, StoryMember]:
    """Return two articles in order of publication."""
    return (one, other) if one.rank <= other.rank else (other, one)
