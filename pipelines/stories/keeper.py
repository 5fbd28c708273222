"""Keeps stories up to date as articles are added, changed and removed.

A story is a connected component of verified matches. The stored stories depend only on the set of
stored articles, and not on the order in which the articles were added. Therefore, after each
change, all comparisons that the change can alter are made again. A roundup contains several
stories; it is linked to each of them and belongs to none.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.match import (
    compare_articles,
    match_unchanged,
    may_match,
)
from pipelines.copies.roundups import is_roundup
from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.copies.verdict import Comparison, Reason
from pipelines.model import Edge, Features, StoryMember, TextFeatures
from pipelines.stories.assembly import assemble, connects
from pipelines.stories.candidates import Candidates, Pairing, derive
from pipelines.stories.comparer import Comparer
from pipelines.stories.index import StoryIndex
from pipelines.stories.prepared import NOTHING_SETTLED, Prepared, Settled
from pipelines.stories.roundup_parts import parts_of

_MAX_CACHED_TEXTS = 1000  # prepared texts in memory, about 30 kB each
_MIN_PARTS = 2  # of a roundup; a text that holds one other text is a copy
_MAX_ADDED_ARTICLES = 32  # since articles were prepared; to search again costs less for more
_MAX_STEP_ARTICLES = 500  # articles placed in one step of a rebuild, which limits its memory


class StoryKeeper:
    """Places articles in stories, in the transaction of its index.

    The rows of ``articles`` and ``sources`` must be stored before their articles are placed. The
    compared text is ``article_body``, or ``signatures.text`` if recurring lines are cut from it.
    """

    def __init__(
        self,
        index: StoryIndex,
        thresholds: Thresholds = DEFAULTS,
        max_cached_texts: int | None = _MAX_CACHED_TEXTS,
    ) -> None:
        self.index = index
        self.thresholds = thresholds
        self.candidates = Candidates(index, thresholds)
        self._text: Callable[[str], ComparedText] = lru_cache(max_cached_texts)(ComparedText)
        self._comparer = Comparer(self._text, thresholds)
        self._prepared: Prepared | None = None

    def prepare(
        self, articles: Collection[StoryMember], features: Mapping[int, TextFeatures] | None = None
    ) -> None:
        """Compare articles that are to be stored with the stored ones and with each other.

        The next call of ``place`` then searches only for the pairs that came about meanwhile, and
        compares only pairs that were not compared here. So its result is the same as without this
        call, whatever is stored meanwhile. The ids of the articles are negative; ``features`` are
        as in ``place``.
        """
        self._comparer.forget()
        known_features = features or {}
        new = {one.id: one for one in articles}
        new_features = {
            number: derive(
                one, known_features.get(number) or self.text(one).features, self.thresholds
            )
            for number, one in new.items()
        }
        version = self.index.version()
        pairings = list(self.candidates.pairs_ahead(new_features))
        templates = {template for one in new_features.values() for template in one.templates}
        common = self.index.common(templates)
        self._prepared = Prepared(version, new_features, common, pairings)
        for pairing in pairings:
            ends = {end for pair in pairing.pairs for end in pair}
            by_id = new | self.index.articles(ends - new.keys())
            common = self.index.common(pairing.templates)
            for one_id, other_id in pairing.pairs:
                if one_id in by_id and other_id in by_id:
                    self._comparer.compare_ahead(by_id[one_id], by_id[other_id], common)

    def place(
        self, article_ids: Collection[int], features: Mapping[int, TextFeatures] | None = None
    ) -> None:
        """Give new or changed articles their stories.

        ``features`` are, by article id, the features that a worker process has computed.
        """
        articles = self.index.articles(article_ids)
        known_features = dict(features or {}) | self._features_of_pruned(articles.values())
        new_features = {}
        for article_id, article in articles.items():
            text_features = known_features.get(article_id) or self.text(article).features
            new_features[article_id] = derive(article, text_features, self.thresholds)
        self._update(set(articles), new_features)

    def revise(self, article_ids: Collection[int]) -> None:
        """Recompute the stories of articles whose text, date, credit or source changed."""
        self.place(article_ids)

    def remove(self, article_ids: Collection[int]) -> None:
        """Remove articles from their stories; must be called before their rows are deleted."""
        self._update(set(article_ids), {})

    def rebuild(self) -> None:
        """Place every stored article, as if it were new."""
        ids = self.index.every_id()
        for start in range(0, len(ids), _MAX_STEP_ARTICLES):
            self.place(ids[start : start + _MAX_STEP_ARTICLES])

    def compare(self, one: StoryMember, other: StoryMember) -> Comparison:
        """Compare two articles with the common sentences of the index, and find all conflicts."""
        texts = self.text(one), self.text(other)
        common = self._common_in((one, other))
        comparison = compare_articles(
            one, other, self._text, common, self.thresholds, every_conflict=True
        )
        if comparison.same and not may_match(*texts, self.thresholds):
            return replace(comparison, same=False, reason=Reason.FAR)
        return comparison

    def text(self, article: StoryMember) -> ComparedText:
        """Return an article's text prepared for comparison."""
        return self._text(article.text)

    def _update(self, ids: set[int], new: Mapping[int, Features]) -> None:
        """Store the features of articles, then what depends on them: edges, roundups and stories.

        ``new`` are the features; articles of ``ids`` that have none there are removed.
        """
        removed = ids - new.keys()
        prepared, added = self._take_prepared()
        old, old_roundups = self.candidates.stored(ids), self.index.roundups(ids)
        self.index.drop_features(old)
        self.index.put_features(new)
        affected = self.candidates.affected(old, new)
        settled = NOTHING_SETTLED
        if prepared is not None and not affected:
            settled = prepared.settled(new, old.values(), added)
        compared = self._match((set(new) | affected) - removed, removed, new, settled)
        changed_roundups = self._update_roundups(compared - removed, old_roundups)
        roundup_ends = _ends(self.index.edges(changed_roundups))
        nodes = (compared | changed_roundups | roundup_ends) - removed
        reached, edges = self._with_connected(nodes)
        old_stories = {story for story, _ in self.index.stories_of(reached | removed).values()}
        self.index.leave_stories(removed)
        articles, roundups = self.index.articles(reached), self.index.roundups(reached)
        stories = list(assemble(articles, edges, roundups, self.thresholds))
        self.index.write_stories(stories, old_stories)

    def _take_prepared(self) -> tuple[Prepared | None, Collection[Features]]:
        """Return what is prepared, if it can be used, and the articles added to the index since."""
        prepared, self._prepared = self._prepared, None
        added = None if prepared is None else self.index.added_since(prepared.version)
        if added is None or len(added) > _MAX_ADDED_ARTICLES:
            return None, ()
        features = self.candidates.stored(added) if added else {}
        return (prepared, features.values()) if len(features) == len(added) else (None, ())

    def _match(
        self,
        to_compare: set[int],
        removed: set[int],
        new: Mapping[int, Features],
        settled: Settled,
    ) -> set[int]:
        """Compare articles with their candidates and store the edges found.

        The pairs of ``settled`` articles are known already. Returns the compared articles, and the
        ends of their old and new edges. Edges with unchanged values are included: the shared
        passage may be another one now, so that an article becomes a roundup or is no roundup any
        more.
        """
        before = {edge.ends: edge for edge in self.index.edges(to_compare | removed)}
        now: dict[tuple[int, int], Edge] = {}
        searched = self.candidates.pairs(to_compare - settled.ids, new)
        for pairing in chain(settled.pairings, searched):
            now |= {edge.ends: edge for edge in self._verified(pairing, before)}
        lost = {ends: edge for ends, edge in before.items() if ends not in now}
        now |= self._edges_of_pruned(lost, removed)
        gone = [ends for ends in before if ends not in now]
        changed = [edge for ends, edge in now.items() if before.get(ends) != edge]
        self.index.change_edges(gone, changed)
        return to_compare | {end for ends in gone for end in ends} | _ends(now.values())

    def _verified(self, pairing: Pairing, before: Collection[tuple[int, int]]) -> Iterator[Edge]:
        """Yield the edges of the pairs that match; ``before`` are the ends of the former edges.

        A pair with a pruned text is compared by its features, if it had no edge before.
        """
        articles = self.index.articles({end for pair in pairing.pairs for end in pair})
        common = self.index.common(pairing.templates)
        pruned = []
        for one, other in pairing.pairs:
            if one in articles and other in articles:
                pair = articles[one], articles[other]
                if pair[0].is_pruned or pair[1].is_pruned:
                    pruned.append(pair)
                    continue
                edge = self._comparer.edge(*pair, common)
                if edge:
                    yield edge
        new_pairs = [(one, other) for one, other in pruned if (one.id, other.id) not in before]
        yield from self._unchanged(new_pairs)

    def _unchanged(self, pairs: Sequence[tuple[StoryMember, StoryMember]]) -> Iterator[Edge]:
        """Yield the edges of pairs with a pruned text whose features are equal."""
        stored = self.index.features({end.id for pair in pairs for end in pair}) if pairs else {}
        for one, other in pairs:
            edge = match_unchanged(one, other, (stored[one.id], stored[other.id]))
            if edge:
                yield edge

    def _features_of_pruned(self, articles: Iterable[StoryMember]) -> dict[int, TextFeatures]:
        """Return the stored features of the articles whose texts were pruned."""
        pruned = [article.id for article in articles if article.is_pruned]
        return {
            article_id: TextFeatures(
                stored.signature,
                stored.templates,
                stored.shingle_count,
                stored.word_count,
                stored.filled,
            )
            for article_id, stored in (self.index.features(pruned) if pruned else {}).items()
        }

    def _edges_of_pruned(
        self, lost: Mapping[tuple[int, int], Edge], removed: Collection[int]
    ) -> dict[tuple[int, int], Edge]:
        """Return the lost edges that stay because a text of theirs was pruned.

        Such texts cannot be compared again.
        """
        articles = self.index.articles(_ends(lost.values())) if lost else {}
        return {
            ends: edge
            for ends, edge in lost.items()
            if all(end in articles and end not in removed for end in ends)
            and any(articles[end].is_pruned for end in ends)
        }

    def _common_in(self, articles: Iterable[StoryMember]) -> frozenset[int]:
        """Return the common templates among the articles' sentences."""
        sentences = (one for article in articles for one in self.text(article).sentences)
        return self.index.common({sentence.template for sentence in sentences})

    def _update_roundups(self, nodes: set[int], old_roundups: Collection[int]) -> set[int]:
        """Store which articles are roundups; return those that became or ceased to be one.

        ``old_roundups`` are the articles that were roundups before their features were replaced.
        """
        edges: defaultdict[int, list[Edge]] = defaultdict(list)
        for edge in self.index.edges(nodes):
            for end in edge.ends:
                edges[end].append(edge)
        before = set(self.index.roundups(nodes))
        former = before.union(old_roundups)
        now = {
            node
            for node in nodes
            if len(edges[node]) >= _MIN_PARTS
            and self._is_roundup(node, edges[node], was_roundup=node in former)
        }
        self.index.set_roundups(now - before, before - now)
        return before ^ now

    def _is_roundup(self, node: int, edges: Sequence[Edge], *, was_roundup: bool) -> bool:
        """Return whether an article is a roundup.

        If a text was pruned, the former answer ``was_roundup`` stays.
        """
        articles = self.index.articles({node, *_ends(edges)})
        if any(article.is_pruned for article in articles.values()):
            return was_roundup
        parts = parts_of(node, edges, articles, self.thresholds)
        if len(parts) < _MIN_PARTS:
            return False
        common = self._common_in((articles[node], *parts))
        texts = [self._text(part.text) for part in parts]
        return is_roundup(self._text(articles[node].text), texts, common, self.thresholds)

    def _with_connected(self, nodes: set[int]) -> tuple[set[int], list[Edge]]:
        """Return ``nodes`` with all articles connected to them, and the edges that connect them."""
        reached, frontier = set(nodes), nodes
        connecting: dict[tuple[int, int], Edge] = {}
        while frontier:
            edges = self.index.edges(frontier)
            roundups = self.index.roundups(_ends(edges))
            for edge in edges:
                if connects(edge, roundups, self.thresholds):
                    connecting[edge.ends] = edge
            frontier = _ends(connecting.values()) - reached
            reached |= frontier
        return reached, list(connecting.values())


def _ends(edges: Iterable[Edge]) -> set[int]:
    return {end for edge in edges for end in edge.ends}
