"""The index of events in SQLite and PostgreSQL, and the stories whose events must be computed.

``StoredEventIndex`` implements the protocol ``pipelines.events.index.EventIndex``. It writes in
the caller's open transaction.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pipelines.model import (
    EventEdge,
    EventNode,
    EventPlace,
    EventStory,
    StoryKeys,
    StoryMember,
    event_moment,
)
from storage.database.protocols import Store
from storage.database.row_sets import write_rows

# A roundup is about several events, so it belongs to none.
_STORIES = """
    SELECT t.id, a.headline, a.article_body, a.id, a.url, a.date_published, a.date_first_seen
    FROM json_each(?) AS wanted_texts JOIN stories AS t ON t.id = wanted_texts.value
    JOIN articles AS a ON a.id = t.canonical_article_id
    WHERE a.relation IS DISTINCT FROM 'digest'
"""
_EDGES = """
    SELECT e.story_id, e.other_id, e.cosine FROM json_each(?1) AS wanted_texts
    JOIN event_edges AS e ON e.story_id = wanted_texts.value
    UNION
    SELECT e.story_id, e.other_id, e.cosine FROM json_each(?1) AS wanted_texts
    JOIN event_edges AS e ON e.other_id = wanted_texts.value
    ORDER BY 1, 2
"""
# Writes a node. A new one is an event of its own, whose id is that of its story.
_PUT_NODE = """
    INSERT INTO event_stories (story_id, event_id, rank, moment, keys)
    VALUES (?1, ?1, ?2, ?3, ?4)
    ON CONFLICT (story_id) DO UPDATE SET rank = excluded.rank, moment = excluded.moment,
        keys = excluded.keys
"""
_PUT_FEATURES = """
    INSERT INTO event_features (story_id, features) VALUES (?, ?)
    ON CONFLICT (story_id) DO UPDATE SET features = excluded.features
"""
_PUT_EDGE = """
    INSERT INTO event_edges (story_id, other_id, cosine) VALUES (?, ?, ?)
    ON CONFLICT (story_id, other_id) DO UPDATE SET cosine = excluded.cosine
"""
# Ended stories come first, so that no other story is compared with them. Then come the newest ones,
# since people read them first after an upgrade.
_WAITING = """
    SELECT w.story_id FROM events_to_place AS w LEFT JOIN stories AS t ON t.id = w.story_id
    ORDER BY t.id IS NOT NULL, coalesce(t.date_first_published, '') DESC, w.story_id LIMIT ?
"""


class StoredEventIndex:
    """The store that the keeper of events reads and writes."""

    def __init__(self, db: Store) -> None:
        self._db = db

    def stories(self, ids: Collection[str]) -> dict[str, EventStory]:
        stories = map(_story, self._rows(_STORIES, _json(ids)))
        return {story.id: story for story in stories}

    def places(self, ids: Collection[str]) -> dict[str, EventPlace]:
        rows = self._rows_of("event_stories", "rank, event_id", ids)
        return {story_id: EventPlace(rank, leader) for story_id, rank, leader in rows}

    def keys(self, first: int, last: int) -> list[StoryKeys]:
        """Return the keys of the nodes between two moments, both included."""
        rows = self._rows(
            "SELECT story_id, moment, keys FROM event_stories WHERE moment BETWEEN ? AND ?",
            first,
            last,
        )
        return list(map(StoryKeys._make, rows))

    def keys_of(self, ids: Collection[str]) -> list[StoryKeys]:
        """Return the keys of nodes."""
        return list(map(StoryKeys._make, self._rows_of("event_stories", "moment, keys", ids)))

    def features(self, ids: Collection[str]) -> dict[str, bytes]:
        return dict(self._rows_of("event_features", "features", ids))

    def put(self, nodes: Collection[EventNode]) -> None:
        """Store nodes; a new one leads its own event until ``set_leaders`` is called."""
        self._write(_PUT_NODE, [(node.id, node.rank, node.moment, node.keys) for node in nodes])
        self._write(_PUT_FEATURES, [(node.id, node.features) for node in nodes])

    def drop(self, ids: Collection[str]) -> None:
        for table in ("event_stories", "event_features"):
            self._write(
                f"DELETE FROM {table} WHERE story_id = ?",  # noqa: S608
                [(story_id,) for story_id in ids],
            )

    def edges(self, ids: Collection[str]) -> list[EventEdge]:
        return [EventEdge(*row) for row in self._rows(_EDGES, _json(ids))]

    def change_edges(
        self, removed_ends: Collection[tuple[str, str]], edges: Collection[EventEdge]
    ) -> None:
        self._write("DELETE FROM event_edges WHERE story_id = ? AND other_id = ?", removed_ends)
        self._write(_PUT_EDGE, [(*edge.ends, edge.cosine) for edge in edges])

    def set_leaders(self, leaders: Mapping[str, str]) -> None:
        rows = [(leader, story_id) for story_id, leader in leaders.items()]
        self._write("UPDATE event_stories SET event_id = ? WHERE story_id = ?", rows)

    def waiting(self, limit: int) -> list[str]:
        """Return stories whose events must be computed: ended ones first, then the newest."""
        return [story_id for (story_id,) in self._rows(_WAITING, limit)]

    def remove_waiting(self, ids: Collection[str]) -> None:
        self._write(
            "DELETE FROM events_to_place WHERE story_id = ?", [(story_id,) for story_id in ids]
        )

    def await_new_events_if_rules_changed(self, version: int) -> None:
        """Let all stories wait for new events if other rules computed their events."""
        stored = self._rows("SELECT version FROM rule_versions WHERE subject = 'events'")
        if stored == [(version,)]:
            return
        self._db.conn.execute(
            "INSERT INTO events_to_place (story_id) SELECT id FROM stories WHERE true"
            " ON CONFLICT (story_id) DO NOTHING"
        )
        self._db.conn.execute(
            "INSERT INTO rule_versions (subject, version) VALUES ('events', ?)"
            " ON CONFLICT (subject) DO UPDATE SET version = excluded.version",
            (version,),
        )

    def remove_pruned_from_waiting(self) -> None:
        """Keep the events of stories whose canonical article was pruned: they no longer wait.

        A story that has no event yet, since its id is new, keeps waiting.
        """
        self._db.conn.execute(
            "DELETE FROM events_to_place WHERE EXISTS (SELECT 1 FROM stories AS t"
            " JOIN pruned_texts AS p ON p.article_id = t.canonical_article_id"
            " WHERE t.id = events_to_place.story_id) AND EXISTS (SELECT 1 FROM event_stories AS e"
            " WHERE e.story_id = events_to_place.story_id)"
        )

    def drop_old_features(self, before: int) -> None:
        """Delete the compared features of earlier stories; they are computed again if needed."""
        self._db.conn.execute(
            "DELETE FROM event_features WHERE story_id IN"
            " (SELECT story_id FROM event_stories WHERE moment < ?)",
            (before,),
        )

    def latest_moment(self) -> int | None:
        """Return the moment of the newest story; None if there is none."""
        ((latest,),) = self._rows("SELECT max(moment) FROM event_stories")
        return latest  # type: ignore[no-any-return]

    def _rows_of(self, table: str, columns: str, ids: Collection[str]) -> list[Any]:
        """Return the ids of stories and the columns of their rows in a table."""
        return self._rows(
            f"SELECT story_id, {columns} FROM json_each(?) AS wanted_texts"  # noqa: S608
            f" JOIN {table} ON story_id = wanted_texts.value",
            _json(ids),
        )

    def _rows(self, sql: str, *parameters: object) -> list[Any]:
        return self._db.conn.execute(sql, parameters).fetchall()

    def _write(self, sql: str, rows: Iterable[Any]) -> None:
        if listed := list(rows):
            self._db.conn.executemany(sql, listed)


def note_changed(db: Store, story_ids: Collection[str]) -> None:
    """Note that the events of these stories must be computed again."""
    write_rows(
        db.conn,
        "INSERT INTO events_to_place (story_id) VALUES (?) ON CONFLICT (story_id) DO NOTHING",
        [(story_id,) for story_id in story_ids],
    )


def _story(row: Any) -> EventStory:
    story_id, headline, text, article_id, url, published_at, seen_at = row
    member = StoryMember(article_id, url, "", date_published=published_at, date_first_seen=seen_at)
    return EventStory(
        id=story_id,
        headline=headline,
        text=text,
        rank=member.rank,
        moment=event_moment(published_at or seen_at),
    )


def _json(ids: Collection[str]) -> str:
    return json.dumps(list(ids))
