"""Reads the articles of stories and returns the origins of each story."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipelines.model import SourceKind
from pipelines.stories.credited import StoryArticle
from pipelines.stories.origins import MIN_COPIED_SHARE, Origin, origins
from storage.database.protocols import Connection
from storage.stories.columns import OWNER

# A credit that is only beside a picture says nothing about the origin of the text.
_CREDIT = """CASE WHEN a.credit_text IS NOT NULL AND EXISTS
        (SELECT 1 FROM evidence AS e WHERE e.article_id = a.id AND e.fact = 'credit_text'
            AND e.value = a.credit_text AND e.found_in = 'picture-credit')
    AND NOT EXISTS
        (SELECT 1 FROM evidence AS e WHERE e.article_id = a.id AND e.fact = 'credit_text'
            AND e.value = a.credit_text AND e.found_in <> 'picture-credit')
    THEN NULL ELSE a.credit_text END"""
# A row is the id of a story, and an article of it with the fields of StoryArticle.
_ARTICLES = f"""
    SELECT a.story_id, a.id, {OWNER}, s.name, s.kind, a.url, a.canonical_url, {_CREDIT},
        a.is_based_on, a.source_id, a.relation
    FROM json_each(?) AS wanted_texts JOIN articles AS a ON a.story_id = wanted_texts.value
    JOIN sources AS s ON s.id = a.source_id LEFT JOIN signatures AS g ON g.article_id = a.id
    ORDER BY a.story_id, coalesce(g.rank, a.date_first_seen), a.id
"""  # noqa: S608
# A row is a match of two articles of one story, with the share of each article.
_SHARES = """
    SELECT a.story_id, m.article_id, m.other_id, m.share, m.other_share
    FROM json_each(?1) AS wanted_texts JOIN articles AS a ON a.story_id = wanted_texts.value
    JOIN matches AS m ON m.article_id = a.id JOIN articles AS b ON b.id = m.other_id
    WHERE b.story_id = a.story_id AND (m.share >= ?2 OR m.other_share >= ?2)
"""
_KINDS: Mapping[str, SourceKind] = {kind.value: kind for kind in SourceKind}


def story_origins(conn: Connection, story_ids: Sequence[str]) -> dict[str, tuple[Origin, ...]]:
    """Return the origins of each story by its id, those of most articles first."""
    return origins_of(conn, articles_of(conn, story_ids))


def articles_of(conn: Connection, story_ids: Sequence[str]) -> dict[str, list[StoryArticle]]:
    """Return the articles of each story by its id, in order of publication."""
    articles: defaultdict[str, list[StoryArticle]] = defaultdict(list)
    rows = conn.execute(_ARTICLES, (json.dumps(list(story_ids)),))
    for story_id, article_id, owner, name, kind, *others in rows:
        article = StoryArticle(article_id, owner, name, _KINDS[kind], *others)
        articles[story_id].append(article)
    return articles


def origins_of(
    conn: Connection, articles: Mapping[str, Sequence[StoryArticle]]
) -> dict[str, tuple[Origin, ...]]:
    """Return the origins of each story by its id, given the articles of each story."""
    of_several = [story_id for story_id, members in articles.items() if len(members) > 1]
    shares: defaultdict[str, dict[tuple[int, int], float]] = defaultdict(dict)
    parameters = (json.dumps(of_several), MIN_COPIED_SHARE)
    for story_id, article_id, other_id, share, other_share in conn.execute(_SHARES, parameters):
        shares[story_id][article_id, other_id] = share
        shares[story_id][other_id, article_id] = other_share
    return {
        story_id: origins(members, shares.get(story_id, {}))
        for story_id, members in articles.items()
    }
