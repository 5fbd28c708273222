"""Stores the finds of alerts, and the messages in which finds are sent.

A find is written in the transaction that stores its article, so that a crash loses no find. It is
then put into a message, alone or with others; the id of the message does not change. A message is
marked as sent after its receivers have accepted it. So a message is repeated only if the process
crashes before the mark is written, and then the message has the same id. A story that grows or is
merged is not found again, since ``story_redirects`` names its former ids.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlite_utils import Database

from pipelines.model import brings_nothing, iso_text
from storage.database.sqlite import transaction
from storage.search.alerts import Alert, matching_articles, sources_of, stored_alerts
from storage.search.timing import Find


@dataclass(frozen=True, slots=True)
class Message:
    """A message that not all receivers have accepted."""

    message_id: str
    alert: str  # the id of the alert
    finds: tuple[int, ...]  # ids of rows in ``outbox``, oldest first
    accepted: frozenset[str]  # the keys of the receivers that accepted it


def write_finds(db: Database, article_ids: Iterable[int], now: datetime) -> int:
    """Write the finds of all alerts in new or changed articles; return the number of finds.

    Call it in the transaction that stores the articles, after they were indexed and placed in
    stories. A story is a find if it was first seen after the alert was added. Articles of an
    outlet's first poll are no finds, since many of them were published days before.
    """
    ids = _articles_of_polled_sources(db, article_ids)
    if not ids:
        return 0
    edits = _last_edits(db, ids)
    written = 0
    for alert in stored_alerts(db.conn, only_notifying=True):
        if alert.kind == "story":
            written += _write_stories(db, alert, ids, now)
        elif alert.kind == "edit" and edits:
            written += _write_edits(db, alert, edits, now)
    return written


def _write_stories(db: Database, alert: Alert, ids: tuple[int, ...], now: datetime) -> int:
    """Write the finds of an alert in the stories of these articles; return their number."""
    articles = matching_articles(db.conn, alert, ids, now)
    stories = dict.fromkeys(story_id for _, story_id in articles if story_id)
    return sum(
        _write_find(db, alert, story_id, now)
        for story_id in stories
        if _is_new_to(db, alert.id, story_id) and not _is_announced(db, alert.id, story_id)
    )


def _write_edits(db: Database, alert: Alert, edits: Mapping[int, str], now: datetime) -> int:
    """Write the finds of an alert in edits; ``edits`` maps articles to the times of their edits."""
    written = 0
    for article_id, story_id in matching_articles(db.conn, alert, tuple(edits), now):
        edited_at = edits[article_id]
        if _is_known_since(db, alert.id, edited_at):
            subject = f"edit {article_id} {edited_at}"
            written += _write_find(
                db, alert, story_id or "", now, subject, article_id=article_id, event_at=edited_at
            )
    return written


def write_removal(db: Database, article_id: int, now: datetime) -> None:
    """Write the finds of alerts for an article that its outlet removed.

    Call it in the transaction that marks the article as removed.
    """
    for alert in stored_alerts(db.conn, only_notifying=True):
        if alert.kind == "removal":
            for _, story_id in matching_articles(db.conn, alert, (article_id,), now):
                subject = f"removal {article_id} {iso_text(now)}"
                _write_find(db, alert, story_id or "", now, subject, article_id=article_id)


def write_silences(db: Database, now: datetime) -> None:
    """Write a find for each outlet that has become silent, once for each silence.

    Only alerts of the kind ``silent-outlet`` have such finds.
    """
    notifying = stored_alerts(db.conn, only_notifying=True)
    alerts = [alert for alert in notifying if alert.kind == "silent-outlet"]
    if not alerts:
        return
    rows = db.execute(
        "SELECT id, status, consecutive_failures, coalesce(last_new_article_at, '') FROM sources"
        " WHERE enabled"
    ).fetchall()
    # The silent outlets, each with the time of its last new article, which identifies the silence.
    silent_outlets = {
        source_id: last_new_at
        for source_id, status, failures, last_new_at in rows
        if brings_nothing(status, failures)
    }
    with transaction(db):
        for alert in alerts:
            source_ids = sources_of(db.conn, alert)
            for source_id, last_new_at in silent_outlets.items():
                if source_ids is None or source_id in source_ids:
                    subject = f"silent {source_id} {last_new_at}"
                    _write_find(db, alert, "", now, subject, source_id=source_id)


def _write_find(
    db: Database,
    alert: Alert,
    story_id: str,
    now: datetime,
    subject: str = "",
    *,
    article_id: int | None = None,
    source_id: str | None = None,
    event_at: str | None = None,
) -> int:
    """Write a find; return 1 if it is new, and 0 if it was written before.

    ``subject`` identifies an edit, a removal or a silence, so that each is found once. It is empty
    for a story, which is identified by ``story_id``. ``event_at`` is the time of an edit.
    """
    cursor = db.execute(
        "INSERT OR IGNORE INTO outbox (alert, story_id, subject, article_id, source_id, event_at,"
        " created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [alert.id, story_id, subject, article_id, source_id, event_at, iso_text(now)],
    )
    return int(cursor.rowcount)


def unplanned(db: Database) -> dict[str, list[Find]]:
    """Return the finds that are in no message yet, by the id of the alert, oldest first."""
    finds: dict[str, list[Find]] = {}
    for row_id, alert, created_at in db.execute(
        "SELECT id, alert, created_at FROM outbox WHERE sent_at IS NULL AND message_id IS NULL"
        " ORDER BY id"
    ):
        finds.setdefault(alert, []).append(Find(row_id, datetime.fromisoformat(created_at)))
    return finds


def put_in_message(db: Database, alert: str, finds: Sequence[int]) -> None:
    """Put finds into one message, whose finds and id do not change any more.

    The id of a message with one find is made of the find's subject or story, so that it is always
    the same for one event.
    """
    ((story_id, subject),) = db.execute(
        "SELECT story_id, subject FROM outbox WHERE id = ?", [finds[0]]
    )
    about = (subject or story_id) if len(finds) == 1 else f"{finds[0]}-{finds[-1]}"
    # Header fields of mail and HTTP may hold ASCII only, so both parts are percent-encoded.
    message_id = f"urn:svodka:alert:{quote(alert)}:{quote(about)}"
    db.conn.executemany(
        "UPDATE outbox SET message_id = ? WHERE id = ? AND message_id IS NULL",
        [(message_id, find_id) for find_id in finds],
    )


def waiting(db: Database) -> list[Message]:
    """Return the messages that not all receivers have accepted, oldest first."""
    rows = db.execute(
        """SELECT message_id, alert, json_group_array(id), max(accepted)
        FROM (SELECT * FROM outbox WHERE sent_at IS NULL AND message_id IS NOT NULL ORDER BY id)
        GROUP BY message_id, alert ORDER BY min(id)"""
    ).fetchall()
    return [
        Message(
            message_id=message_id,
            alert=alert,
            finds=tuple(json.loads(ids)),
            accepted=frozenset(json.loads(accepted)),
        )
        for message_id, alert, ids, accepted in rows
    ]


def count_waiting(db: Database) -> int:
    """Return how many finds are not sent yet."""
    (count,) = db.execute("SELECT count(*) FROM outbox WHERE sent_at IS NULL").fetchone()
    return int(count)


def mark_accepted(db: Database, message: Message, keys: Collection[str]) -> None:
    """Store which receivers accepted a message, so that it is not sent to them again."""
    _update(db, message, "accepted = ?", json.dumps(sorted(keys)))


def mark_tried(db: Database, message: Message) -> None:
    """Count an attempt after which not all receivers have accepted the message."""
    _update(db, message, "attempts = attempts + ?", 1)


def mark_sent(db: Database, message: Message, now: datetime) -> None:
    """Mark a message that all receivers accepted; it is never sent again."""
    _update(db, message, "attempts = attempts + 1, sent_at = ?", iso_text(now))


def _update(db: Database, message: Message, change: str, value: object) -> None:
    """Change all finds of a message; ``change`` is SQL with one parameter, ``value``."""
    with transaction(db):
        db.conn.executemany(
            f"UPDATE outbox SET {change} WHERE id = ?",  # noqa: S608
            [(value, find_id) for find_id in message.finds],
        )


def tally(conn: sqlite3.Connection, alert: str) -> tuple[int, int]:
    """Return how many finds of the alert were sent, and how many wait."""
    sent, finds = conn.execute(
        "SELECT count(sent_at), count(*) FROM outbox WHERE alert = ?", [alert]
    ).fetchone()
    return int(sent), int(finds) - int(sent)


def announced_stories(conn: sqlite3.Connection, alert: str, *, limit: int) -> list[str]:
    """Return the present ids of the stories of the alert's last finds, newest first."""
    rows = conn.execute(
        """SELECT coalesce(r.story_id, o.story_id) FROM outbox o
        LEFT JOIN story_redirects r ON r.old_id = o.story_id
        WHERE o.alert = ? ORDER BY o.id DESC LIMIT ?""",
        [alert, limit],
    )
    return list(dict.fromkeys(story_id for (story_id,) in rows))


def _articles_of_polled_sources(db: Database, article_ids: Iterable[int]) -> tuple[int, ...]:
    """Return the articles whose sources had been polled before the present poll."""
    rows = db.conn.execute(
        """SELECT a.id FROM json_each(?) AS wanted JOIN articles AS a ON a.id = wanted.value
        JOIN sources AS s ON s.id = a.source_id WHERE s.last_polled_at IS NOT NULL""",
        (json.dumps(list(article_ids)),),
    )
    return tuple(article_id for (article_id,) in rows)


def _last_edits(db: Database, article_ids: Sequence[int]) -> dict[int, str]:
    """Return the time of the last version of each article whose last edit is substantial.

    An edit that was not judged counts as substantial.
    """
    rows = db.conn.execute(
        """SELECT v.article_id, v.seen_at FROM
            (SELECT r.article_id, max(r.seen_at) AS seen_at FROM json_each(?) AS wanted
            JOIN revisions AS r ON r.article_id = wanted.value
            GROUP BY r.article_id HAVING count(*) > 1) AS v
        LEFT JOIN edits AS e ON e.article_id = v.article_id AND e.seen_at = v.seen_at
        WHERE coalesce(e.kinds, 'unknown') <> ''""",
        (json.dumps(list(article_ids)),),
    )
    return dict(rows.fetchall())


def _is_known_since(db: Database, alert: str, moment: str) -> bool:
    """Return whether an alert was added, or changed for the last time, by this time."""
    row = db.execute(
        "SELECT 1 FROM alerts WHERE id = ? AND coalesce(known_since, '') <= ?", [alert, moment]
    ).fetchone()
    return row is not None


def _is_new_to(db: Database, alert: str, story_id: str) -> bool:
    """Return whether the first article of a story was first seen after the alert was added."""
    (first_seen_at,) = db.execute(
        "SELECT min(date_first_seen) FROM articles WHERE story_id = ?", [story_id]
    ).fetchone()
    return first_seen_at is not None and _is_known_since(db, alert, first_seen_at)


def _is_announced(db: Database, alert: str, story_id: str) -> bool:
    """Return whether a story was found before, under its present or a former id."""
    return bool(
        db.execute(
            """SELECT 1 FROM outbox WHERE alert = :alert AND (story_id = :story OR story_id IN
                (SELECT old_id FROM story_redirects WHERE story_id = :story)) LIMIT 1""",
            {"alert": alert, "story": story_id},
        ).fetchone()
    )
