"""Keeps stories up to date as articles are added, changed and removed.

A story is a connected component of verified matches. The stored stories depend only on the set of
stored articles, and not on the order in which the articles were added. Therefore, after each
change, all comparisons that the change can alter are made again. A roundup contains several
stories; it is linked to each of them and belongs to none.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.match import compare_articles, pass_signature_filter
from pipelines.copies.roundups import is_roundup
from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.copies.verdict import Comparison, Reason
from pipelines.model import Edge, Features, IndexVersion, StoryMember, TextFeatures
from pipelines.stories.assembly import assemble, connects
from pipelines.stories.candidates import Candidates, Pairing, stored_features
from pipelines.stories.comparer import Comparer
from pipelines.stories.index import StoryIndex
from pipelines.stories.prepared import NOTHING_SETTLED, Prepared, Settled
from pipelines.stories.pruned import PrunedArticles
from pipelines.stories.roundup_parts import parts_of

_MAX_CACHED_TEXTS = 1000  # prepared texts in memory, about 30 kB each
_MIN_PARTS = 2  # of a roundup; a text that holds one other text is a copy
_MAX_ADDED_ARTICLES = 32  # between ``prepare`` and ``place``; for more, a new search costs less
_MAX_STEP_ARTICLES = 500  # articles placed in one step of a rebuild, which limits its memory


@dataclass(frozen=True, slots=True)
class _Change:
    """Articles of the index that are new, changed or removed."""

    features: Mapping[int, Features]  # of the new and the changed articles, by id
    removed: frozenset[int] = frozenset()  # ids

    @property
    def ids(self) -> set[int]:
        """Return the ids of all articles of the change."""
        return {*self.features, *self.removed}


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
        self._pruned = PrunedArticles(index)
        self._prepared: Prepared | None = None
        self._articles_read: dict[int, StoryMember] = {}  # during a call of ``place`` or ``remove``

    def prepare(
        self, articles: Collection[StoryMember], features: Mapping[int, TextFeatures] | None = None
    ) -> None:
        """Compare articles that are to be stored with the stored ones and with each other.

        The next call of ``place`` then searches for and compares only the pairs that articles
        stored meanwhile have added. Its result is the same as without this call. The ids of
        ``articles`` are negative; ``features`` are as in ``place``.
        """
        self._comparer.forget()
        new_articles = {article.id: article for article in articles}
        new_features = self._features_of(new_articles, features or {})
        version = self.index.version()
        pairings = list(self.candidates.pairs_ahead(new_features))
        templates = {
            template for article in new_features.values() for template in article.templates
        }
        common = self.index.common(templates)
        self._prepared = Prepared(version, new_features, common, pairings)
        for pairing in pairings:
            self._compare_ahead(pairing, new_articles)

    def place(
        self, article_ids: Collection[int], features: Mapping[int, TextFeatures] | None = None
    ) -> None:
        """Give new or changed articles their stories.

        ``features`` are, by article id, the features that a worker process has computed.
        """
        self._articles_read.clear()
        articles = self._articles(article_ids)
        known_features = {**(features or {}), **self._pruned.features(articles.values())}
        self._update(_Change(self._features_of(articles, known_features)))

    def revise(self, article_ids: Collection[int]) -> None:
        """Recompute the stories of articles whose text, date, credit or source changed."""
        self.place(article_ids)

    def remove(self, article_ids: Collection[int]) -> None:
        """Remove articles from their stories; must be called before their rows are deleted."""
        self._articles_read.clear()
        self._update(_Change({}, frozenset(article_ids)))

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
        if comparison.same and not pass_signature_filter(*texts, self.thresholds):
            return replace(comparison, same=False, reason=Reason.FAR)
        return comparison

    def text(self, article: StoryMember) -> ComparedText:
        """Return an article's text prepared for comparison."""
        return self._text(article.text)

    def _articles(self, ids: Collection[int]) -> dict[int, StoryMember]:
        """Return articles that the index has; each is read once, since none changes meanwhile."""
        unread = [article_id for article_id in ids if article_id not in self._articles_read]
        if unread:
            self._articles_read |= self.index.articles(unread)
        return {
            article_id: self._articles_read[article_id]
            for article_id in ids
            if article_id in self._articles_read
        }

    def _features_of(
        self, articles: Mapping[int, StoryMember], known_features: Mapping[int, TextFeatures]
    ) -> dict[int, Features]:
        """Return the features of articles by id; those that are not known are computed."""
        features = {}
        for article_id, article in articles.items():
            text_features = known_features.get(article_id) or self.text(article).features
            features[article_id] = stored_features(article, text_features, self.thresholds)
        return features

    def _compare_ahead(self, pairing: Pairing, new_articles: Mapping[int, StoryMember]) -> None:
        """Compare the pairs; ``new_articles`` are those that are not in the index, by id."""
        ends = {end for pair in pairing.pairs for end in pair}
        articles = {**new_articles, **self.index.articles(ends - new_articles.keys())}
        common = self.index.common(pairing.templates)
        for one_id, other_id in pairing.pairs:
            if one_id in articles and other_id in articles:
                self._comparer.compare_ahead(articles[one_id], articles[other_id], common)

    def _update(self, change: _Change) -> None:
        """Store the features of a change, and then all that depends on them.

        Features decide which articles are compared. The comparisons yield the edges, the edges
        show which articles are roundups, and edges and roundups determine the stories.
        """
        old_roundups = self.index.roundups(change.ids)
        to_compare, settled = self._update_features(change)
        compared = self._update_edges(to_compare, change, settled) - change.removed
        changed_roundups = self._update_roundups(compared, old_roundups)
        roundup_ends = _ends(self.index.edges(changed_roundups))
        may_move = (compared | changed_roundups | roundup_ends) - change.removed
        self._update_stories(may_move, change.removed)
        self._articles_read.clear()

    def _update_features(self, change: _Change) -> tuple[set[int], Settled]:
        """Store the features of a change; return the articles to compare, and the settled ones.

        The articles to compare are the new and changed ones, and those whose pairs or common
        sentences the change alters. The settled ones are articles to compare, too, but their pairs
        are known from ``prepare``.
        """
        prepared, self._prepared = self._prepared, None
        added = None if prepared is None else self._added_since(prepared.version)
        old_features = self.candidates.stored(change.ids)
        self.index.drop_features(old_features)
        self.index.put_features(change.features)
        affected = self.candidates.affected(old_features, change.features)
        settled = NOTHING_SETTLED
        if prepared is not None and added is not None and not affected:
            settled = prepared.settled(change.features, old_features.values(), added)
        return (affected | change.features.keys()) - change.removed, settled

    def _added_since(self, version: IndexVersion) -> Collection[Features] | None:
        """Return the features added to the index after a version of it.

        The result is None if some were dropped, too, or if too many were added.
        """
        ids = self.index.added_since(version)
        if ids is None or len(ids) > _MAX_ADDED_ARTICLES:
            return None
        features = self.candidates.stored(ids) if ids else {}
        return features.values() if len(features) == len(ids) else None

    def _update_edges(self, to_compare: set[int], change: _Change, settled: Settled) -> set[int]:
        """Compare articles with their candidates, and store the edges found in place of the old.

        Returns the compared articles and the ends of all their old and new edges. Edges with
        unchanged values are included: the shared passage may be another one now, so that an
        article becomes a roundup or is no roundup any more.
        """
        old_edges = {edge.ends: edge for edge in self.index.edges(to_compare | change.removed)}
        edges: dict[tuple[int, int], Edge] = {}
        searched = self.candidates.pairs(to_compare - settled.ids, change.features)
        for pairing in chain(settled.pairings, searched):
            edges |= {edge.ends: edge for edge in self._edges_of(pairing, old_edges)}
        not_found = {ends: edge for ends, edge in old_edges.items() if ends not in edges}
        edges |= self._pruned.kept_edges(not_found, change.removed)
        lost = [ends for ends in old_edges if ends not in edges]
        changed = [edge for ends, edge in edges.items() if old_edges.get(ends) != edge]
        self.index.change_edges(lost, changed)
        return to_compare | _ends(edges.values()) | {end for ends in lost for end in ends}

    def _edges_of(self, pairing: Pairing, old_edges: Collection[tuple[int, int]]) -> Iterator[Edge]:
        """Yield the edges of the pairs that match; ``old_edges`` are the ends of the old edges.

        A pair with a pruned text is compared by its features, if it had no edge before.
        """
        articles = self._articles({end for pair in pairing.pairs for end in pair})
        common = self.index.common(pairing.templates)
        pruned_pairs = []
        for ends in pairing.pairs:
            one, other = (articles.get(end) for end in ends)
            if one is None or other is None:  # its row was deleted
                continue
            if one.is_pruned or other.is_pruned:
                if ends not in old_edges:
                    pruned_pairs.append((one, other))
            elif edge := self._comparer.edge(one, other, common):
                yield edge
        yield from self._pruned.edges_by_features(pruned_pairs)

    def _common_in(self, articles: Iterable[StoryMember]) -> frozenset[int]:
        """Return the common templates among the articles' sentences."""
        return self.index.common(
            {sentence.template for article in articles for sentence in self.text(article).sentences}
        )

    def _update_roundups(self, ids: set[int], old_roundups: Collection[int]) -> set[int]:
        """Store which articles are roundups; return those that became or ceased to be one.

        ``old_roundups`` are the articles that were roundups before their features were replaced.
        """
        edges_of: defaultdict[int, list[Edge]] = defaultdict(list)
        for edge in self.index.edges(ids):
            for end in edge.ends:
                edges_of[end].append(edge)
        marked = set(self.index.roundups(ids))  # without those whose features were replaced
        were_roundups = marked.union(old_roundups)
        roundups = {
            article_id
            for article_id in ids
            if len(edges_of[article_id]) >= _MIN_PARTS
            and self._is_roundup(
                article_id, edges_of[article_id], was_roundup=article_id in were_roundups
            )
        }
        self.index.set_roundups(roundups - marked, marked - roundups)
        return marked ^ roundups

    def _is_roundup(self, article_id: int, edges: Sequence[Edge], *, was_roundup: bool) -> bool:
        """Return whether an article is a roundup, given all its edges.

        If its text or that of a match was pruned, the former answer ``was_roundup`` stays.
        """
        articles = self._articles({article_id, *_ends(edges)})
        if any(article.is_pruned for article in articles.values()):
            return was_roundup
        article = articles[article_id]
        parts = parts_of(article_id, edges, articles, self.thresholds)
        if len(parts) < _MIN_PARTS:
            return False
        common = self._common_in((article, *parts))
        part_texts = [self.text(part) for part in parts]
        return is_roundup(self.text(article), part_texts, common, self.thresholds)

    def _update_stories(self, ids: set[int], removed: Collection[int]) -> None:
        """Recompute and store the stories of articles and of all articles connected to them.

        The old stories that have no article left are deleted.
        """
        connected, edges = self._with_connected(ids)
        old_places = self.index.stories_of({*connected, *removed})
        old_story_ids = {story_id for story_id, _ in old_places.values()}
        self.index.leave_stories(removed)
        articles, roundups = self._articles(connected), self.index.roundups(connected)
        stories = list(assemble(articles, edges, roundups, self.thresholds))
        self.index.write_stories(stories, old_story_ids)

    def _with_connected(self, ids: set[int]) -> tuple[set[int], list[Edge]]:
        """Return the ids with those of all connected articles, and the edges that connect them."""
        reached, new_ids = set(ids), ids
        connecting: dict[tuple[int, int], Edge] = {}
        while new_ids:
            edges = self.index.edges(new_ids)
            roundups = self.index.roundups(_ends(edges))
            for edge in edges:
                if connects(edge, roundups, self.thresholds):
                    connecting[edge.ends] = edge
            new_ids = _ends(connecting.values()) - reached
            reached |= new_ids
        return reached, list(connecting.values())


def _ends(edges: Iterable[Edge]) -> set[int]:
    return {end for edge in edges for end in edge.ends}
