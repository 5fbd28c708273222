"""Fills new story tables beside the present ones, and swaps both sets in one transaction.

The names of the new tables begin with ``new_``. A crawl may write at the same time: triggers
record the articles that it places, revises or removes, and these articles are placed again.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlite_utils import Database

from pipelines.model import Edge, Features, Relation, Story
from storage.stories.index import SqliteStoryIndex
from storage.stories.index_rows import edge_of
from storage.stories.rows import write_stories

_TABLES = ("signatures", "bands", "sentences", "signature_state", "common_sentences", "matches")
# The name of each trigger → the event on ``signatures``, and the row that holds the article's id.
_TRIGGERS = {
    "new_insert": ("INSERT", "new"),
    "new_update": ("UPDATE OF hashvalues, rank, templates, text", "new"),
    "new_delete": ("DELETE", "old"),
}
# The stories that differ between both sets of tables, as the (new story, present story) of each
# changed article.
_DIFFERENT = """
    SELECT DISTINCT m.story_id, a.story_id FROM new_members AS m
    JOIN articles AS a ON a.id = m.article_id LEFT JOIN stories AS s ON s.id = m.story_id
    WHERE a.story_id IS NOT m.story_id OR a.relation IS NOT m.relation
        OR s.canonical_article_id IS NOT m.canonical_id
        OR s.article_count IS NOT (SELECT count(*) FROM new_members WHERE story_id = m.story_id)
"""
_IS_PRUNED = (
    "(EXISTS (SELECT 1 FROM pruned_texts WHERE article_id = m.article_id)"
    " OR EXISTS (SELECT 1 FROM pruned_texts WHERE article_id = m.other_id))"
)
_PRUNED_EDGES = f"""
    SELECT m.* FROM json_each(?1) AS wanted
    JOIN matches AS m ON m.article_id = wanted.value WHERE {_IS_PRUNED}
    UNION
    SELECT m.* FROM json_each(?1) AS wanted
    JOIN matches AS m ON m.other_id = wanted.value WHERE {_IS_PRUNED}
"""  # noqa: S608


class RebuildIndex(SqliteStoryIndex):
    """A StoryIndex on the new tables, whose stories are in ``new_members``.

    Articles whose texts were pruned can't be compared again, so their features, edges and roundups
    are read from the present tables.
    """

    def __init__(self, db: Database) -> None:
        super().__init__(db, prefix="new_")
        self._present = SqliteStoryIndex(db)

    def put_features(self, features: Mapping[int, Features]) -> None:
        super().put_features(features)
        self._write(
            "UPDATE new_signatures SET text = (SELECT text FROM signatures WHERE article_id = ?1)"
            " WHERE article_id = ?1",
            [(article_id,) for article_id in features],
        )

    def features(self, ids: Collection[int]) -> dict[int, Features]:
        features = super().features(ids)
        return features | self._present.features(self._pruned(set(ids) - features.keys()))

    def roundups(self, ids: Collection[int]) -> frozenset[int]:
        """Return which articles are roundups.

        For an article that is not placed yet, the present tables decide. So a roundup that matches
        a pruned article stays a roundup.
        """
        placed = {article_id for article_id, _ in self._of_signatures("rank", ids)}
        return super().roundups(ids) | self._present.roundups(set(ids) - placed)

    def edges(self, ids: Collection[int]) -> list[Edge]:
        edges = {edge.ends: edge for edge in super().edges(ids)}
        for row in self._rows(_PRUNED_EDGES, json.dumps(list(ids))):
            edge = edge_of(row)
            edges.setdefault(edge.ends, edge)
        return sorted(edges.values(), key=lambda edge: edge.ends)

    def _pruned(self, ids: Collection[int]) -> list[int]:
        """Return those of the articles whose texts were pruned."""
        if not ids:
            return []
        return [article_id for article_id, _ in self._rows_of("pruned_texts", "1", ids)]

    def stories_of(self, ids: Collection[int]) -> dict[int, tuple[str, Relation]]:
        rows = self._rows_of("new_members", "story_id, relation", ids)
        return {
            article_id: (story_id, Relation(relation)) for article_id, story_id, relation in rows
        }

    def leave_stories(self, ids: Collection[int]) -> None:
        self._write(
            "DELETE FROM new_members WHERE article_id = ?", [(article_id,) for article_id in ids]
        )

    def write_stories(self, stories: Collection[Story], touched: Collection[str]) -> None:
        self._write(
            "INSERT OR REPLACE INTO new_members VALUES (?, ?, ?, ?)",
            [
                (article_id, story.id, relation, story.canonical_id)
                for story in stories
                for article_id, relation in story.relations.items()
            ],
        )


def begin_rebuild(db: Database) -> None:
    """Create the new tables, and drop those of an interrupted rebuild."""
    abandon_rebuild(db)
    for table in _TABLES:
        (sql,) = db.conn.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
        columns = sql[sql.index("(") :]
        db.conn.execute(f"CREATE TABLE new_{table} {columns}")
    db.conn.execute("INSERT INTO new_signature_state VALUES (0, 0)")
    db.conn.execute("CREATE INDEX new_matches_other ON new_matches(other_id)")
    db.conn.execute(
        "CREATE TABLE new_members (article_id INTEGER PRIMARY KEY, story_id TEXT NOT NULL,"
        " relation TEXT NOT NULL, canonical_id INTEGER NOT NULL)"
    )
    db.conn.execute("CREATE INDEX new_members_story ON new_members(story_id)")
    db.conn.execute("CREATE TABLE new_changed (article_id INTEGER NOT NULL)")
    db.conn.execute("CREATE INDEX new_changed_article ON new_changed(article_id)")
    for name, (event, row) in _TRIGGERS.items():
        insert = f"INSERT INTO new_changed VALUES ({row}.article_id)"  # noqa: S608
        db.conn.execute(f"CREATE TRIGGER {name} AFTER {event} ON signatures BEGIN {insert}; END")


def abandon_rebuild(db: Database) -> None:
    """Drop the new tables with their triggers, and the former tables that a swap has left."""
    for name in _TRIGGERS:
        db.conn.execute(f"DROP TRIGGER IF EXISTS {name}")
    for table in (*_TABLES, "members", "changed"):
        db.conn.execute(f"DROP TABLE IF EXISTS new_{table}")
    for table in _TABLES:
        db.conn.execute(f"DROP TABLE IF EXISTS old_{table}")


def take_changed(db: Database, limit: int) -> list[int]:
    """Return and clear the articles that were placed, revised or removed since the last call."""
    rows = db.conn.execute(
        "SELECT DISTINCT article_id FROM new_changed LIMIT ?", (limit,)
    ).fetchall()
    db.conn.executemany("DELETE FROM new_changed WHERE article_id = ?", rows)
    return [article_id for (article_id,) in rows]


def swap_rebuilt(db: Database) -> int:
    """Replace the present tables by the new ones, and return how many stories changed.

    Then call ``abandon_rebuild`` in another transaction, since it takes long to drop the former
    tables.
    """
    changed = _write_different_stories(db)
    db.conn.execute(
        f"INSERT OR IGNORE INTO new_matches SELECT m.* FROM matches AS m WHERE {_IS_PRUNED}"  # noqa: S608
    )
    db.conn.execute("DELETE FROM articles_to_place")
    for name in _TRIGGERS:
        db.conn.execute(f"DROP TRIGGER {name}")
    for table in _TABLES:
        db.conn.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
        db.conn.execute(f"ALTER TABLE new_{table} RENAME TO {table}")
    # An index stays with its table when that is renamed, so the indexes are created again.
    db.conn.execute("DROP INDEX matches_other")
    db.conn.execute("DROP INDEX new_matches_other")
    db.conn.execute("CREATE INDEX matches_other ON matches(other_id)")
    db.conn.execute("DROP INDEX signatures_earlier")
    db.conn.execute(
        "CREATE INDEX signatures_earlier ON signatures(day)"
        " WHERE word_count = 0 AND shingle_count > 0"
    )
    return changed


def _write_different_stories(db: Database) -> int:
    """Write the stories that differ between both sets of tables, and return their number."""
    different = db.conn.execute(_DIFFERENT).fetchall()
    new_ids = {new for new, _ in different}
    relations_of: defaultdict[str, dict[int, Relation]] = defaultdict(dict)
    canonical_ids: dict[str, int] = {}
    for story_id in sorted(new_ids):
        for article_id, relation, canonical_id in db.conn.execute(
            "SELECT article_id, relation, canonical_id FROM new_members WHERE story_id = ?",
            (story_id,),
        ):
            relations_of[story_id][article_id] = Relation(relation)
            canonical_ids[story_id] = canonical_id
    stories = [
        Story(story_id, canonical_ids[story_id], relations)
        for story_id, relations in relations_of.items()
    ]
    write_stories(db, stories, new_ids | {old for _, old in different if old is not None})
    return len(stories)
