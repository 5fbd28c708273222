"""Reads the nearest member of an article: the member of its story with which it shares the most.

The relation of an article to its story, such as "excerpt", is the relation to this member.
"""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import starmap
from typing import NamedTuple

from pipelines.model import Edge, nearest_edge
from storage.database.protocols import Connection
from storage.stories.index_rows import edge_of

# A row is an edge between a wanted article and another article of its story.
_EDGES = """
    SELECT m.article_id, m.other_id, m.jaccard, m.containment, m.relation, m.share, m.other_share
    FROM json_each(?1) AS wanted
    JOIN matches AS m ON m.article_id = wanted.value
    JOIN articles AS a ON a.id = m.article_id
    JOIN articles AS o ON o.id = m.other_id AND o.story_id = a.story_id
    UNION
    SELECT m.article_id, m.other_id, m.jaccard, m.containment, m.relation, m.share, m.other_share
    FROM json_each(?1) AS wanted
    JOIN matches AS m ON m.other_id = wanted.value
    JOIN articles AS o ON o.id = m.other_id
    JOIN articles AS a ON a.id = m.article_id AND a.story_id = o.story_id
"""
# A row is an article with the fields of _Member.
_MEMBERS = """
    SELECT a.id, coalesce(g.rank, a.date_published, a.date_first_seen), a.url, s.name,
        t.canonical_article_id
    FROM json_each(?1) AS wanted
    JOIN articles AS a ON a.id = wanted.value
    JOIN sources AS s ON s.id = a.source_id
    LEFT JOIN stories AS t ON t.id = a.story_id
    LEFT JOIN signatures AS g ON g.article_id = a.id
"""


class _Member(NamedTuple):
    id: int
    rank: str
    url: str
    source_name: str
    canonical_id: int | None  # of its story


@dataclass(frozen=True, slots=True)
class Nearest:
    """The member of a story with which an article shares the most.

    ``share`` is the part, from 0 to 1, of the article's distinctive shingles that the member also
    has. ``other_share`` is the part of the member's shingles that the article also has.
    """

    article_id: int
    url: str
    source_name: str
    share: float
    other_share: float


def nearest_members(conn: Connection, article_ids: Collection[int]) -> dict[int, Nearest]:
    """Return the nearest member of each article that has one; the first publisher has none."""
    edges_of: defaultdict[int, list[Edge]] = defaultdict(list)
    for row in conn.execute(_EDGES, [json.dumps([*article_ids])]):
        edge = edge_of(row)
        for end in edge.ends:
            edges_of[end].append(edge)
    rows = conn.execute(_MEMBERS, [json.dumps([*edges_of])])
    members = {member.id: member for member in starmap(_Member, rows)}
    ranks = {article_id: member.rank for article_id, member in members.items()}
    nearest: dict[int, Nearest] = {}
    for article_id in article_ids:
        edge_to_nearest = nearest_edge(article_id, edges_of[article_id], ranks)
        if edge_to_nearest and members[article_id].canonical_id != article_id:
            member = members[edge_to_nearest.other_end(article_id)]
            nearest[article_id] = Nearest(
                member.id,
                member.url,
                member.source_name,
                share=edge_to_nearest.share_of(article_id),
                other_share=edge_to_nearest.share_of(member.id),
            )
    return nearest
