"""The interface through which the story keeper reads and writes stories, and a store in memory.

``storage.stories.index`` implements ``StoryIndex`` on SQLite, ``InMemoryIndex`` on dictionaries.
Tests check that both give the same results.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pipelines.model import (
    SENTENCE_BAND,
    Bucket,
    Days,
    Edge,
    Features,
    IndexVersion,
    MemberColumn,
    Relation,
    Story,
    StoryMember,
)

_DAY = MemberColumn.DAY


class StoryIndex(Protocol):
    """The stored articles, and what is computed from them: features, edges, roundups and stories.

    All methods run in the caller's transaction. Results are by article id, and unknown ids are left
    out of them.
    """

    def version(self) -> IndexVersion:
        """Return a value that identifies the present state of the stored features."""
        ...

    def added_since(self, version: IndexVersion) -> Collection[int] | None:
        """Return the ids of the articles whose features were added after that state.

        The result is None if features were also dropped, or if the added ones are unknown.
        """
        ...

    def articles(self, ids: Collection[int]) -> dict[int, StoryMember]: ...
    def every_id(self) -> list[int]: ...
    def features(self, ids: Collection[int]) -> dict[int, Features]:
        """Return the stored features; their buckets may be left empty."""
        ...

    def put_features(self, features: Mapping[int, Features]) -> None:
        """Store features; ``drop_features`` must have been called for articles that had some."""
        ...

    def drop_features(self, features: Mapping[int, Features]) -> None:
        """Remove the features of these articles; they must be the stored ones."""
        ...

    def members_near(
        self,
        positions: npt.NDArray[np.int64],
        max_members: int,
        days: Days | None,
        *,
        min_members: int = 2,
    ) -> npt.NDArray[np.int64]:
        """Return a row (band, value, day, order, id) for each member near a position in its bucket.

        A position is a row (band, value, day, order). Near it are the ``max_members`` members
        directly before it and the ``max_members`` at it or directly after it, if they are within
        the days. Other members of the same buckets may be returned as well, and buckets with fewer
        than ``min_members`` articles may be left out.
        """
        ...

    def with_templates(self, templates: Collection[int]) -> frozenset[int]:
        """Return the ids of the articles that have a sentence of one of the templates."""
        ...

    def recurring(self, templates: Collection[int], min_texts: int) -> frozenset[int]:
        """Return the templates that are in at least ``min_texts`` different texts."""
        ...

    def common(self, templates: Collection[int]) -> frozenset[int]:
        """Return the templates that are marked as those of common sentences."""
        ...

    def set_common(self, common: Collection[int], uncommon: Collection[int]) -> None:
        """Mark the templates of ``common``, and remove the marks of those of ``uncommon``."""
        ...

    def roundups(self, ids: Collection[int]) -> frozenset[int]:
        """Return the articles that are marked as roundups."""
        ...

    def set_roundups(self, roundups: Collection[int], others: Collection[int]) -> None:
        """Mark the articles of ``roundups``, and remove the marks of ``others``."""
        ...

    def edges(self, ids: Collection[int]) -> list[Edge]:
        """Return the edges with at least one end among the ids."""
        ...

    def change_edges(
        self, removed_ends: Collection[tuple[int, int]], edges: Collection[Edge]
    ) -> None:
        """Delete the edges that have these ends, and then store ``edges``."""
        ...

    def stories_of(self, ids: Collection[int]) -> dict[int, tuple[str, Relation]]:
        """Return (id of the story, relation in it) for each article that is in a story."""
        ...

    def leave_stories(self, ids: Collection[int]) -> None:
        """Remove the articles from their stories."""
        ...

    def write_stories(self, stories: Collection[Story], touched: Collection[str]) -> None:
        """Store the stories, and delete stories of ``touched`` that have no articles left."""
        ...


class InMemoryIndex:
    """A StoryIndex on dictionaries, for files and tests."""

    def __init__(self, articles: Iterable[StoryMember] = ()) -> None:
        self._articles = {article.id: article for article in articles}
        self._features: dict[int, Features] = {}
        self._changes: list[int] = []  # an id for each time that features were put or dropped
        # By bucket: its members (day, order, id), sorted.
        self._buckets: defaultdict[Bucket, list[tuple[int, ...]]] = defaultdict(list)
        self._common: set[int] = set()  # templates
        self._roundups: set[int] = set()  # article ids
        # By article: its edges, by the other article. Each edge is stored for both of its ends.
        self._edges: defaultdict[int, dict[int, Edge]] = defaultdict(dict)
        self._stories: dict[int, tuple[str, Relation]] = {}  # by article
        self._members: defaultdict[str, set[int]] = defaultdict(set)  # by story: article ids
        self.stories: dict[str, Story] = {}  # by id

    def add(self, article: StoryMember) -> None:
        """Store or replace an article, as a row of ``articles`` would be."""
        self._articles[article.id] = article

    def delete(self, article_id: int) -> None:
        """Delete an article that the keeper has removed."""
        del self._articles[article_id]

    def articles(self, ids: Collection[int]) -> dict[int, StoryMember]:
        stored_ids = (article_id for article_id in ids if article_id in self._articles)
        return {article_id: self._articles[article_id] for article_id in stored_ids}

    def every_id(self) -> list[int]:
        return sorted(self._articles)

    def version(self) -> IndexVersion:
        return len(self._changes), 0

    def added_since(self, version: IndexVersion) -> Collection[int] | None:
        change_count, _ = version
        changed_ids = self._changes[change_count:]
        # The id of dropped features recurs if they were put again; else it has no features now.
        are_different = len(set(changed_ids)) == len(changed_ids)
        are_only_added = are_different and self._features.keys() >= set(changed_ids)
        return changed_ids if are_only_added else None

    def features(self, ids: Collection[int]) -> dict[int, Features]:
        stored_ids = (article_id for article_id in ids if article_id in self._features)
        return {article_id: self._features[article_id] for article_id in stored_ids}

    def put_features(self, features: Mapping[int, Features]) -> None:
        self._features |= features
        self._changes += features
        for article_id, added in features.items():
            member = added.day, added.order, article_id
            for bucket in added.all_buckets:
                insort(self._buckets[bucket], member)

    def drop_features(self, features: Mapping[int, Features]) -> None:
        self._changes += features
        for article_id, dropped in features.items():
            del self._features[article_id]
            self._roundups.discard(article_id)
            member = dropped.day, dropped.order, article_id
            for bucket in dropped.all_buckets:
                members = self._buckets[bucket]
                del members[bisect_left(members, member)]

    def members_near(
        self,
        positions: npt.NDArray[np.int64],
        max_members: int,
        days: Days | None,
        *,
        min_members: int = 2,
    ) -> npt.NDArray[np.int64]:
        rows: set[tuple[int, ...]] = set()
        for band, value, *place in positions.tolist():
            members = self._buckets.get((band, value), [])
            if len(members) >= min_members:
                middle = bisect_left(members, tuple(place))
                near = members[max(middle - max_members, 0) : middle + max_members + 1]
                rows.update((band, value, *member) for member in near)
        in_order = np.array(sorted(rows), np.int64).reshape(-1, len(MemberColumn))
        if days is None:
            return in_order
        day_column = in_order[:, _DAY]
        first_day, last_day = days
        return in_order[(first_day <= day_column) & (day_column <= last_day)]

    def with_templates(self, templates: Collection[int]) -> frozenset[int]:
        return frozenset(
            article_id
            for template in templates
            for _, _, article_id in self._buckets.get((SENTENCE_BAND, template), [])
        )

    def recurring(self, templates: Collection[int], min_texts: int) -> frozenset[int]:
        return frozenset(
            template for template in templates if self._text_count(template) >= min_texts
        )

    def _text_count(self, template: int) -> int:
        """Return the number of different texts with a sentence of the template."""
        members = self._buckets.get((SENTENCE_BAND, template), [])
        return len({self._features[article_id].first_hash for _, _, article_id in members})

    def common(self, templates: Collection[int]) -> frozenset[int]:
        return frozenset(templates) & self._common

    def set_common(self, common: Collection[int], uncommon: Collection[int]) -> None:
        self._common |= set(common)
        self._common -= set(uncommon)

    def roundups(self, ids: Collection[int]) -> frozenset[int]:
        return frozenset(ids) & self._roundups

    def set_roundups(self, roundups: Collection[int], others: Collection[int]) -> None:
        self._roundups |= set(roundups)
        self._roundups -= set(others)

    def edges(self, ids: Collection[int]) -> list[Edge]:
        edges: dict[tuple[int, int], Edge] = {}
        for article_id in ids:
            edges |= {edge.ends: edge for edge in self._edges.get(article_id, {}).values()}
        return [edges[ends] for ends in sorted(edges)]

    def change_edges(
        self, removed_ends: Collection[tuple[int, int]], edges: Collection[Edge]
    ) -> None:
        for one, other in removed_ends:
            self._edges[one].pop(other, None)
            self._edges[other].pop(one, None)
        for edge in edges:
            self._edges[edge.article_id][edge.other_id] = edge
            self._edges[edge.other_id][edge.article_id] = edge

    def stories_of(self, ids: Collection[int]) -> dict[int, tuple[str, Relation]]:
        member_ids = (article_id for article_id in ids if article_id in self._stories)
        return {article_id: self._stories[article_id] for article_id in member_ids}

    def leave_stories(self, ids: Collection[int]) -> None:
        for article_id in ids:
            if place := self._stories.pop(article_id, None):
                story_id, _ = place
                self._members[story_id].discard(article_id)

    def write_stories(self, stories: Collection[Story], touched: Collection[str]) -> None:
        for story in stories:
            self.leave_stories(story.relations)
            self.stories[story.id] = story
            self._members[story.id] |= set(story.relations)
            for article_id, relation in story.relations.items():
                self._stories[article_id] = (story.id, relation)
        for story_id in touched:
            if not self._members[story_id]:
                del self._members[story_id]
                self.stories.pop(story_id, None)
