"""The outbox: one message per story and alert, written with the story, marked once accepted.

A message is written in the transaction that stores the article, so a crash loses none; it is
marked after its addresses accepted it, so only a crash between the two can repeat one, under the
same id. A story that grows or merges writes nothing again: its redirects remember what it was.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from pipelines.model import iso_text
from storage.database.sqlite import transaction
from storage.search.ranking import Scope, search


@dataclass(frozen=True, slots=True)
class Alert:
    """A saved search; an empty side is open."""

    id: str
    words: str = ""
    regions: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()  # addresses as Apprise reads them; never stored


@dataclass(frozen=True, slots=True)
class Message:
    """A message that waits: the alert, the story as it stands now, and who accepted it already."""

    id: int
    alert: str
    message_id: str
    story_id: str
    headline: str
    url: str
    source: str
    article_count: int
    accepted: frozenset[str]


def save_alerts(db: Database, alerts: Sequence[Alert], now: datetime) -> None:
    """Make the stored alerts these ones; messages of others stay as they are.

    An alert that is new, or asks for something else than before, is known since ``now``.
    """
    with transaction(db):
        known = {
            row[:4]: row[4]
            for row in db.execute("SELECT id, words, regions, sources, known_since FROM alerts")
        }
        rows = []
        for one in alerts:
            asked = (one.id, one.words, json.dumps(one.regions), json.dumps(one.source_ids))
            since = known.get(asked) or iso_text(now)
            rows.append((*asked, int(bool(one.notify)), since))
        db.execute("DELETE FROM alerts")
        db.conn.executemany(
            "INSERT INTO alerts (id, words, regions, sources, notifies, known_since)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            rows,
        )


def write_messages(db: Database, article_ids: Iterable[int], now: datetime) -> int:
    """Write what the alerts ask of these articles, in the caller's transaction; return how many.

    The articles must be indexed and stand in their stories. A story is announced if it was first
    seen after the alert was made. What the first poll of an outlet brings is not announced, since
    its newest articles are of days before.
    """
    ids, written = _of_polled_sources(db, article_ids), 0
    if not ids:
        return 0
    for alert in stored_alerts(db.conn, only_notifying=True):
        for story_id in dict.fromkeys(matching_stories(db.conn, alert, ids, now)):
            if _is_new_to(db, alert.id, story_id) and not _announced(db, alert.id, story_id):
                db.execute(
                    "INSERT INTO outbox (alert, story_id, created_at) VALUES (?, ?, ?)",
                    [alert.id, story_id, iso_text(now)],
                )
                written += 1
    return written


def matching_stories(
    conn: sqlite3.Connection,
    alert: Alert,
    article_ids: tuple[int, ...] | None,
    now: datetime,
) -> list[str]:
    """Return the stories with a matching article, among these articles or (None) the newest."""
    sources = _sources(conn, alert)
    if alert.words:
        scope = Scope(source_ids=sources, article_ids=article_ids)
        found = search(conn, alert.words, scope, now=iso_text(now) or "")
        return [hit.story_id for hit in found.hits if hit.story_id]
    conditions = ["story_id IS NOT NULL"]
    for name, values in (("source_id", sources), ("id", article_ids)):
        if values is not None:
            listed = ", ".join("?" * len(values))
            conditions.append(f"{name} IN ({listed})")
    where = " AND ".join(conditions)
    rows = conn.execute(
        f"SELECT story_id FROM articles WHERE {where} ORDER BY id DESC LIMIT 1000",  # noqa: S608
        [*(sources or ()), *(article_ids or ())],
    )
    return [story_id for (story_id,) in rows]


def waiting(db: Database) -> list[Message]:
    """Messages not yet accepted by all, oldest first, each with its story as it stands now."""
    rows = db.execute(
        """SELECT o.id, o.alert, o.story_id, s.id, s.headline, a.url, n.name, s.article_count,
            o.accepted FROM outbox o
        LEFT JOIN story_redirects r ON r.old_id = o.story_id
        JOIN stories s ON s.id = coalesce(r.story_id, o.story_id)
        JOIN articles a ON a.id = s.canonical_article_id JOIN sources n ON n.id = a.source_id
        WHERE o.sent_at IS NULL ORDER BY o.id"""
    ).fetchall()
    return [_message(*row) for row in rows]


def _message(row_id: int, alert: str, announced: str, *story: Any) -> Message:
    story_id, headline, url, source, article_count, accepted = story
    return Message(
        row_id, alert, f"urn:svodka:alert:{alert}:{announced}", story_id, headline, url, source,
        article_count, frozenset(json.loads(accepted)),
    )  # fmt: skip


def tally(conn: sqlite3.Connection, alert: str) -> tuple[int, int]:
    """Return how many messages of the alert were sent, and how many wait."""
    found = conn.execute(
        "SELECT count(sent_at), count(*) FROM outbox WHERE alert = ?", [alert]
    ).fetchone()
    return int(found[0]), int(found[1]) - int(found[0])


def announced_stories(conn: sqlite3.Connection, alert: str, *, limit: int) -> list[str]:
    """Return the stories of the alert's last messages as they stand now, newest first."""
    rows = conn.execute(
        """SELECT coalesce(r.story_id, o.story_id) FROM outbox o
        LEFT JOIN story_redirects r ON r.old_id = o.story_id
        WHERE o.alert = ? ORDER BY o.id DESC LIMIT ?""",
        [alert, limit],
    )
    return list(dict.fromkeys(story_id for (story_id,) in rows))


def mark_accepted(db: Database, message: Message, address_key: str) -> None:
    """Remember that one address took the message, so that a failing other repeats nothing."""
    done = db.execute("SELECT accepted FROM outbox WHERE id = ?", [message.id]).fetchone()
    keys = sorted({*json.loads(done[0]), address_key})
    db.execute("UPDATE outbox SET accepted = ? WHERE id = ?", [json.dumps(keys), message.id])


def mark_tried(db: Database, message: Message, now: datetime, *, done: bool) -> None:
    """Count the attempt; a message every address accepted is never sent again."""
    db.execute(
        "UPDATE outbox SET attempts = attempts + 1, sent_at = ? WHERE id = ?",
        [iso_text(now) if done else None, message.id],
    )


def stored_alerts(conn: sqlite3.Connection, *, only_notifying: bool = False) -> list[Alert]:
    """Return the alerts as the last run read them, by id, without their addresses."""
    rows = conn.execute(
        "SELECT id, words, regions, sources FROM alerts WHERE notifies >= ? ORDER BY id",
        [int(only_notifying)],
    ).fetchall()
    return [
        Alert(row_id, words, tuple(json.loads(regions)), tuple(json.loads(sources)))
        for row_id, words, regions, sources in rows
    ]


def _sources(conn: sqlite3.Connection, alert: Alert) -> tuple[str, ...] | None:
    """Return the outlets the alert is narrowed to; None when it is open to all."""
    if not alert.regions:
        return alert.source_ids or None
    marks = ", ".join("?" * len(alert.regions))
    rows = conn.execute(f"SELECT id FROM sources WHERE region IN ({marks})", alert.regions)  # noqa: S608
    found = {source_id for (source_id,) in rows}
    return tuple(sorted(found & set(alert.source_ids) if alert.source_ids else found))


def _of_polled_sources(db: Database, article_ids: Iterable[int]) -> tuple[int, ...]:
    """Return the articles whose sources had been polled before the poll that is under way."""
    rows = db.conn.execute(
        """SELECT a.id FROM json_each(?) AS wanted JOIN articles AS a ON a.id = wanted.value
        JOIN sources AS s ON s.id = a.source_id WHERE s.last_polled_at IS NOT NULL""",
        (json.dumps(list(article_ids)),),
    )
    return tuple(number for (number,) in rows)


def _is_new_to(db: Database, alert: str, story_id: str) -> bool:
    """Return whether the first article of the story was first seen after the alert was made."""
    row = db.execute(
        """SELECT 1 FROM alerts WHERE id = :alert AND coalesce(known_since, '') <= (
            SELECT min(date_first_seen) FROM articles WHERE story_id = :story)""",
        {"alert": alert, "story": story_id},
    ).fetchone()
    return row is not None


def _announced(db: Database, alert: str, story_id: str) -> bool:
    """Return whether the alert has spoken of the story, also under a name it had before a merge."""
    return bool(
        db.execute(
            """SELECT 1 FROM outbox WHERE alert = :alert AND (story_id = :story OR story_id IN
                (SELECT old_id FROM story_redirects WHERE story_id = :story)) LIMIT 1""",
            {"alert": alert, "story": story_id},
        ).fetchone()
    )
