"""Compares pairs of articles, some of them before their articles are stored."""

from pipelines.copies.match import PrepareText, compare_candidates, edge_of
from pipelines.copies.thresholds import Thresholds
from pipelines.copies.verdict import Comparison
from pipelines.model import Edge, StoryMember

# All that a comparison depends on: text, headline and day of the earlier article, those of the
# later one, and the templates of the common sentences in them.
_Pair = tuple[str, str, int, str, str, int, frozenset[int]]


class Comparer:
    """Finds the edges of pairs, and keeps the comparisons that were made ahead.

    A result is known by everything that it depends on, so it holds whatever is stored meanwhile.
    """

    def __init__(self, text: PrepareText, thresholds: Thresholds) -> None:
        self._text = text
        self._thresholds = thresholds
        self._known: dict[_Pair, Comparison | None] = {}

    def forget(self) -> None:
        """Forget the comparisons that were made ahead."""
        self._known.clear()

    def compare_ahead(self, one: StoryMember, other: StoryMember, common: frozenset[int]) -> None:
        """Compare two articles that have passed the filters of candidates, and keep the result."""
        if one.is_pruned or other.is_pruned:  # such texts are not compared
            return
        first, later = _in_order(one, other)
        self._known[self._pair(first, later, common)] = self._compare(first, later, common)

    def edge(self, one: StoryMember, other: StoryMember, common: frozenset[int]) -> Edge | None:
        """Return what ``match_candidates`` returns for the two articles."""
        first, later = _in_order(one, other)
        pair = self._pair(first, later, common) if self._known else None
        if pair is not None and pair in self._known:
            found = self._known[pair]
        else:
            found = self._compare(first, later, common)
        return None if found is None else edge_of(first, later, found, self._thresholds)

    def _compare(
        self, first: StoryMember, later: StoryMember, common: frozenset[int]
    ) -> Comparison | None:
        return compare_candidates(first, later, self._text, common, self._thresholds)

    def _pair(self, first: StoryMember, later: StoryMember, common: frozenset[int]) -> _Pair:
        within: frozenset[int] = frozenset()
        if common:
            texts = self._text(first.text), self._text(later.text)
            within = common.intersection(s.template for text in texts for s in text.sentences)
        return (
            first.text, first.headline, first.day, later.text, later.headline, later.day, within
        )  # fmt: skip


def _in_order(one: StoryMember, other: StoryMember) -> tuple[StoryMember, StoryMember]:
    """Return two articles in order of publication."""
    return (one, other) if one.rank <= other.rank else (other, one)
