"""The stories of a closed set of texts: all of them are read before the first is yielded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.copies.roundups import is_roundup
from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.model import Relation, StoryMember
from pipelines.stories.candidates import Candidates, derive
from pipelines.stories.index import InMemoryIndex
from pipelines.stories.keeper import StoryKeeper

_MAX_CACHED_TEXTS = 20_000


@dataclass(frozen=True, slots=True)
class Grouped:
    """What was found of one article of a set; the measures are those against ``original``.

    For an original they are 1, for a roundup those of the match that it contains the most of.
    """

    article: StoryMember
    story: str
    relation: Relation
    original: StoryMember | None
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class PairResult:
    """What was found of two texts: ``relation`` is that of the second to the first."""

    same: bool
    relation: Relation | None
    jaccard: float
    containment: float


def group(articles: Sequence[StoryMember], thresholds: Thresholds = DEFAULTS) -> Iterator[Grouped]:
    """Yield each article with its story, in the order given; publication days don't matter."""
    index = InMemoryIndex(articles)
    keeper = StoryKeeper(index, replace(thresholds, window_days=None), _MAX_CACHED_TEXTS)
    keeper.rebuild()
    for article in articles:
        story = index.stories[index.stories_of([article.id])[article.id][0]]
        relation = story.relations[article.id]
        jaccard = containment = 1.0
        original = None
        if relation is Relation.ROUNDUP:
            edges = index.edges([article.id])
            best = max(edges, key=lambda edge: edge.containment, default=None)
            jaccard, containment = (best.jaccard, best.containment) if best else (1.0, 1.0)
        elif article.id != story.canonical_id:
            original = index.articles([story.canonical_id])[story.canonical_id]
            found = keeper.compare(original, article)
            jaccard, containment = found.jaccard, found.containment
        yield Grouped(article, story.id, relation, original, jaccard, containment)


class Pairs:
    """Pairs of texts compared within the set of all texts given.

    The set decides which sentences are common and which texts are roundups.
    """

    def __init__(self, texts: Sequence[str], thresholds: Thresholds = DEFAULTS) -> None:
        self._limits = replace(thresholds, window_days=None)
        self._ids = {text: number for number, text in enumerate(dict.fromkeys(texts), start=1)}
        articles = [StoryMember(number, str(number), text) for text, number in self._ids.items()]
        self._index = InMemoryIndex(articles)
        self._keeper = StoryKeeper(self._index, self._limits, _MAX_CACHED_TEXTS)
        self._candidates = Candidates(self._index, self._limits)
        self._digests: dict[int, bool] = {}
        features = {d.id: derive(d, self._keeper.text(d).features, self._limits) for d in articles}
        self._index.put_features(features)
        self._candidates.commonness({}, features)

    def compare(self, one: str, other: str) -> PairResult:
        """Return whether two of the texts are copies, and the relation of the second."""
        articles = self._index.articles([self._ids[one], self._ids[other]])
        first, second = articles[self._ids[one]], articles[self._ids[other]]
        found = self._keeper.compare(first, second)
        jaccard, containment = found.jaccard, found.containment
        if not found.same:
            return PairResult(False, None, jaccard, containment)
        if found.jaccard < 1 and self._is_roundup(second):
            return PairResult(False, Relation.ROUNDUP, jaccard, containment)
        if found.jaccard < 1 and self._is_roundup(first):
            return PairResult(False, None, jaccard, containment)
        return PairResult(True, found.relation(self._limits), jaccard, containment)

    def _is_roundup(self, article: StoryMember) -> bool:
        if article.id not in self._digests:
            self._digests[article.id] = self._has_disjoint_parts(article)
        return self._digests[article.id]

    def _has_disjoint_parts(self, article: StoryMember) -> bool:
        ((_, others),) = self._candidates.of([article.id])
        size = len(self._keeper.text(article).shingles) * self._limits.part_size
        parts = []
        for other in self._index.articles(sorted(others)).values():
            text = self._keeper.text(other)
            if len(text.shingles) <= size:
                found = self._keeper.compare(other, article)
                if found.same:
                    parts.append((text, found.share))
        return is_roundup(self._keeper.text(article), parts, self._limits)
