"""Stores stories, the links of articles to them, and redirects from ids of merged stories."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from pipelines.model import Relation, Story
from storage.database.protocols import Store
from storage.database.row_sets import write_rows
from storage.stories.columns import OWNER
from storage.stories.event_index import note_changed

# Writes the row of the story ?1, whose canonical article is ?2, from the articles linked to it.
_PUT_STORY = f"""
    INSERT INTO stories (id, canonical_article_id, headline, date_first_published, article_count,
                         source_count, regions)
    SELECT ?1, c.id, c.headline, coalesce(c.date_published, c.date_first_seen),
           count(*), count(DISTINCT {OWNER}),
           (SELECT json_group_array(region) FROM
               (SELECT DISTINCT s2.region FROM articles AS a2 JOIN sources AS s2
                ON s2.id = a2.source_id WHERE a2.story_id = ?1 ORDER BY s2.region) AS r)
    FROM articles AS c JOIN articles AS a ON a.story_id = ?1 JOIN sources AS s ON s.id = a.source_id
    WHERE c.id = ?2 GROUP BY c.id, c.headline, c.date_published, c.date_first_seen
    ON CONFLICT (id) DO UPDATE SET headline = excluded.headline,
        canonical_article_id = excluded.canonical_article_id,
        date_first_published = excluded.date_first_published,
        article_count = excluded.article_count, source_count = excluded.source_count,
        regions = excluded.regions
"""  # noqa: S608


def find_story(db: Store, story_id: str) -> str | None:
    """Return the present id of a story, also for an id from before a merge; None if unknown."""
    row = db.conn.execute(
        "SELECT id FROM stories WHERE id = :id"
        " UNION ALL SELECT story_id FROM story_redirects WHERE old_id = :id LIMIT 1",
        {"id": story_id},
    ).fetchone()
    (present_id,) = row or (None,)
    return present_id


def stories_of(db: Store, ids: Collection[int]) -> dict[int, tuple[str, Relation]]:
    """Return the story and the relation of each article that has one."""
    if not ids:
        return {}
    rows = db.conn.execute(
        "SELECT a.id, a.story_id, a.relation FROM json_each(?) AS wanted"
        " JOIN articles AS a ON a.id = wanted.value WHERE a.story_id IS NOT NULL",
        (json.dumps(list(ids)),),
    )
    return {article_id: (story_id, Relation(relation)) for article_id, story_id, relation in rows}


def leave_stories(db: Store, ids: Collection[int]) -> None:
    """Remove the articles from their stories."""
    write_rows(
        db.conn,
        "UPDATE articles SET story_id = NULL, relation = NULL WHERE id = ?",
        [(article_id,) for article_id in ids],
    )


def write_stories(db: Store, stories: Collection[Story], touched: Collection[str]) -> None:
    """Store the stories with their articles, and delete the touched stories without articles.

    The id of a deleted story is redirected to the story of its canonical article. If that article
    was deleted, the id is redirected to the story that has most of the other articles.
    """
    former_members = _members(db, set(touched) - {story.id for story in stories})
    _link_articles(db, stories)
    write_rows(db.conn, _PUT_STORY, [(story.id, story.canonical_id) for story in stories])
    write_rows(
        db.conn,
        "DELETE FROM story_redirects WHERE old_id = ?",
        [(story.id,) for story in stories],
    )
    _delete_empty(db, touched, _successors(former_members, stories))
    note_changed(db, {story.id for story in stories} | set(touched))


def _link_articles(db: Store, stories: Iterable[Story]) -> None:
    """Store the story and the relation of each article of the stories."""
    write_rows(
        db.conn,
        "UPDATE articles SET story_id = ?1, relation = ?2 WHERE id = ?3"
        " AND (story_id IS DISTINCT FROM ?1 OR relation IS DISTINCT FROM ?2)",
        [
            (story.id, relation, article_id)
            for story in stories
            for article_id, relation in story.relations.items()
        ],
    )


def _members(db: Store, story_ids: Collection[str]) -> dict[str, list[int]]:
    """Return the articles that are linked to stories."""
    members: dict[str, list[int]] = {story_id: [] for story_id in story_ids}
    if members:
        rows = db.conn.execute(
            "SELECT a.story_id, a.id FROM json_each(?) AS wanted_texts"
            " JOIN articles AS a ON a.story_id = wanted_texts.value ORDER BY a.id",
            [json.dumps(list(members))],
        )
        for story_id, article_id in rows:
            members[story_id].append(article_id)
    return members


def _successors(
    former_members: Mapping[str, Collection[int]], stories: Iterable[Story]
) -> dict[str, str]:
    """Return for each former story the story that now has most of its articles, if any has some."""
    story_of = {article_id: story.id for story in stories for article_id in story.relations}
    successors: dict[str, str] = {}
    for old_id, article_ids in former_members.items():
        counts = Counter(story_of[article] for article in article_ids if article in story_of)
        if counts:
            successors[old_id] = min(counts, key=lambda story_id: (-counts[story_id], story_id))
    return successors


def _delete_empty(db: Store, touched: Collection[str], successors: Mapping[str, str]) -> None:
    """Delete the stories among ``touched`` that have no articles left, and redirect their ids.

    ``successors`` is used for a story whose canonical article is in no story any more.
    """
    if not touched:
        return
    # Each row is a story, and the present story of its canonical article.
    empty = db.conn.execute(
        "SELECT t.id, a.story_id FROM json_each(?) AS wanted_texts"
        " JOIN stories AS t ON t.id = wanted_texts.value"
        " LEFT JOIN articles AS a ON a.id = t.canonical_article_id"
        " WHERE NOT EXISTS (SELECT 1 FROM articles WHERE story_id = t.id)",
        [json.dumps(list(touched))],
    ).fetchall()
    for old_id, story_of_canonical in empty:
        new_id = story_of_canonical or successors.get(old_id)
        if new_id is not None:
            _redirect(db, old_id, new_id)
        db.conn.execute("DELETE FROM stories WHERE id = ?", (old_id,))


def _redirect(db: Store, old_id: str, new_id: str) -> None:
    db.conn.execute("UPDATE story_redirects SET story_id = ? WHERE story_id = ?", (new_id, old_id))
    db.conn.execute(
        "INSERT INTO story_redirects (old_id, story_id) VALUES (?, ?)"
        " ON CONFLICT (old_id) DO UPDATE SET story_id = excluded.story_id",
        (old_id, new_id),
    )
