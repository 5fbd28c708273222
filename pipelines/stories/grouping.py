"""Grouping a closed set of texts: all of them are read before anything is said of one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.copies.roundups import is_digest
from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.model import Document, Relation
from pipelines.stories.candidates import Candidates, derive
from pipelines.stories.index import InMemoryIndex
from pipelines.stories.keeper import StoryKeeper

_TEXTS_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Grouped:
    """What was found of one document of a set; the measures are those against ``original``.

    For an original they are 1, for a digest those of the match that it contains the most of.
    """

    document: Document
    story: str
    relation: Relation
    original: Document | None
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """What was found of two texts: ``relation`` is that of the second to the first."""

    same: bool
    relation: Relation | None
    jaccard: float
    containment: float


def group(documents: Sequence[Document], thresholds: Thresholds = DEFAULTS) -> Iterator[Grouped]:
    """Yield each document with its story, in the order given; publication days don't matter."""
    index = InMemoryIndex(documents)
    keeper = StoryKeeper(index, replace(thresholds, window_days=None), _TEXTS_KEPT)
    keeper.rebuild()
    for document in documents:
        story = index.stories[index.stories_of([document.id])[document.id][0]]
        relation = story.relations[document.id]
        jaccard = containment = 1.0
        original = None
        if relation is Relation.DIGEST:
            edges = index.edges([document.id])
            best = max(edges, key=lambda edge: edge.containment, default=None)
            jaccard, containment = (best.jaccard, best.containment) if best else (1.0, 1.0)
        elif document.id != story.canonical_id:
            original = index.documents([story.canonical_id])[story.canonical_id]
            verdict = keeper.judge(original, document)
            jaccard, containment = verdict.jaccard, verdict.containment
        yield Grouped(document, story.id, relation, original, jaccard, containment)


class Pairs:
    """Pairs of texts judged within the set of all texts given.

    The set tells which sentences are common, and a digest by the further texts it contains.
    """

    def __init__(self, texts: Sequence[str], thresholds: Thresholds = DEFAULTS) -> None:
        self._limits = replace(thresholds, window_days=None)
        self._ids = {text: number for number, text in enumerate(dict.fromkeys(texts), start=1)}
        documents = [Document(number, str(number), text) for text, number in self._ids.items()]
        self._index = InMemoryIndex(documents)
        self._keeper = StoryKeeper(self._index, self._limits, _TEXTS_KEPT)
        self._candidates = Candidates(self._index, self._limits)
        self._digests: dict[int, bool] = {}
        features = {d.id: derive(d, self._keeper.text(d).features, self._limits) for d in documents}
        self._index.put_features(features)
        self._candidates.commonness({}, features)

    def judge(self, one: str, other: str) -> PairVerdict:
        """Say whether two of the texts are copies, and how the second stands to the first."""
        documents = self._index.documents([self._ids[one], self._ids[other]])
        first, second = documents[self._ids[one]], documents[self._ids[other]]
        verdict = self._keeper.judge(first, second)
        jaccard, containment = verdict.jaccard, verdict.containment
        if not verdict.same:
            return PairVerdict(False, None, jaccard, containment)
        if verdict.jaccard < 1 and self._is_digest(second):
            return PairVerdict(False, Relation.DIGEST, jaccard, containment)
        if verdict.jaccard < 1 and self._is_digest(first):
            return PairVerdict(False, None, jaccard, containment)
        return PairVerdict(True, verdict.relation(self._limits), jaccard, containment)

    def _is_digest(self, document: Document) -> bool:
        if document.id not in self._digests:
            self._digests[document.id] = self._has_disjoint_parts(document)
        return self._digests[document.id]

    def _has_disjoint_parts(self, document: Document) -> bool:
        ((_, others),) = self._candidates.of([document.id])
        size = len(self._keeper.text(document).shingles) * self._limits.part_size
        parts = []
        for other in self._index.documents(sorted(others)).values():
            text = self._keeper.text(other)
            if len(text.shingles) <= size:
                verdict = self._keeper.judge(other, document)
                if verdict.same:
                    parts.append((text, verdict.share))
        return is_digest(self._keeper.text(document), parts, self._limits)
