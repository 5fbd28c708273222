"""Groups a complete set of texts into stories, and compares pairs of texts within a set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pipelines.copies.roundups import is_roundup, may_be_part
from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.model import Edge, Relation, Story, StoryMember, nearest_edge
from pipelines.stories.candidates import Candidates, stored_features
from pipelines.stories.index import InMemoryIndex
from pipelines.stories.keeper import StoryKeeper

_MAX_CACHED_TEXTS = 20_000  # prepared texts in memory, about 30 kB each


@dataclass(frozen=True, slots=True)
class Grouped:
    """One article of a set with its story, and its resemblance (``jaccard``) and containment.

    Both compare the article with ``original``, and are 1 for the original itself. For a roundup
    they are the values of its match with the highest containment.
    """

    article: StoryMember
    story: str
    relation: Relation
    original: StoryMember | None
    nearest: StoryMember | None  # ``relation`` is the relation to this article
    share: float  # the part of the article's distinctive shingles that ``nearest`` has, 0–1
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class PairResult:
    """The result of comparing two texts; ``relation`` is that of the second to the first."""

    same: bool
    relation: Relation | None
    jaccard: float
    containment: float


def group(articles: Sequence[StoryMember], thresholds: Thresholds = DEFAULTS) -> Iterator[Grouped]:
    """Yield each article with its story, in the given order; copies may be any days apart.

    All articles are read before the first result is yielded.
    """
    index = InMemoryIndex(articles)
    keeper = StoryKeeper(index, replace(thresholds, window_days=None), _MAX_CACHED_TEXTS)
    keeper.rebuild()
    for article in articles:
        yield _grouped(article, index, keeper)


def _grouped(article: StoryMember, index: InMemoryIndex, keeper: StoryKeeper) -> Grouped:
    """Return an article with its story, which the keeper has stored in the index."""
    story_id, relation = index.stories_of([article.id])[article.id]
    story = index.stories[story_id]
    if article.id == story.canonical_id:
        edges = index.edges([article.id]) if relation is Relation.ROUNDUP else []
        best = max(edges, key=lambda edge: edge.containment, default=None)
        return Grouped(
            article,
            story=story_id,
            relation=relation,
            original=None,
            nearest=None,
            share=1.0,
            jaccard=best.jaccard if best else 1.0,
            containment=best.containment if best else 1.0,
        )
    original = index.articles([story.canonical_id])[story.canonical_id]
    comparison = keeper.compare(original, article)
    edge = _nearest(index, story, article.id)
    nearest_id = edge.other_end(article.id) if edge else None
    return Grouped(
        article,
        story=story_id,
        relation=relation,
        original=original,
        nearest=None if nearest_id is None else index.articles([nearest_id])[nearest_id],
        share=edge.share_of(article.id) if edge else 1.0,
        jaccard=comparison.jaccard,
        containment=comparison.containment,
    )


def _nearest(index: InMemoryIndex, story: Story, article_id: int) -> Edge | None:
    """Return the edge to the nearest article of the story; None if there is no edge."""
    members = index.articles(list(story.relations))
    edges = [edge for edge in index.edges([article_id]) if members.keys() >= set(edge.ends)]
    return nearest_edge(article_id, edges, {member.id: member.rank for member in members.values()})


class Pairs:
    """Compares pairs of a set of texts.

    The whole set decides which sentences are common and which texts are roundups.
    """

    def __init__(self, texts: Sequence[str], thresholds: Thresholds = DEFAULTS) -> None:
        self._limits = replace(thresholds, window_days=None)
        self._ids = {text: number for number, text in enumerate(dict.fromkeys(texts), start=1)}
        articles = [StoryMember(number, str(number), text) for text, number in self._ids.items()]
        self._index = InMemoryIndex(articles)
        self._keeper = StoryKeeper(self._index, self._limits, _MAX_CACHED_TEXTS)
        self._candidates = Candidates(self._index, self._limits)
        self._known_roundups: dict[int, bool] = {}
        features = {
            article.id: stored_features(article, self._keeper.text(article).features, self._limits)
            for article in articles
        }
        self._index.put_features(features)
        self._candidates.update_common({}, features)

    def compare(self, one: str, other: str) -> PairResult:
        """Return whether two of the texts are copies, and the relation of the second."""
        articles = self._index.articles([self._ids[one], self._ids[other]])
        first, second = articles[self._ids[one]], articles[self._ids[other]]
        comparison = self._keeper.compare(first, second)
        jaccard, containment = comparison.jaccard, comparison.containment
        no_copies = PairResult(same=False, relation=None, jaccard=jaccard, containment=containment)
        if not comparison.same:
            return no_copies
        if jaccard < 1 and self._is_roundup(second):
            return replace(no_copies, relation=Relation.ROUNDUP)
        if jaccard < 1 and self._is_roundup(first):
            return no_copies
        return replace(no_copies, same=True, relation=comparison.relation(self._limits))

    def _is_roundup(self, article: StoryMember) -> bool:
        if article.id not in self._known_roundups:
            self._known_roundups[article.id] = self._has_disjoint_parts(article)
        return self._known_roundups[article.id]

    def _has_disjoint_parts(self, article: StoryMember) -> bool:
        """Return whether other texts of the set are parts of an article, with nothing in common."""
        neighbour_ids = self._candidates.neighbours_of(article.id)
        parts = []
        for other in self._index.articles(sorted(neighbour_ids)).values():
            comparison = self._keeper.compare(other, article)
            is_match = comparison.same or comparison.holds_beginning
            if is_match and may_be_part(comparison.other_share, self._limits):
                parts.append(other)
        if len(parts) < 2:
            return False
        text = self._keeper.text(article)
        part_texts = [self._keeper.text(part) for part in parts]
        sentences = chain.from_iterable(each.sentences for each in (text, *part_texts))
        common = self._index.common({sentence.template for sentence in sentences})
        return is_roundup(text, part_texts, common, self._limits)
