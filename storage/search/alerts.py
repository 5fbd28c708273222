"""Stores the alerts (saved searches), and finds the articles that an alert matches."""

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from pipelines.model import iso_text
from storage.database.sqlite import transaction
from storage.search.ranking import Scope, search
from storage.search.timing import IMMEDIATELY, Timing

Kind = Literal["story", "edit", "removal", "silent-outlet"]
KINDS: tuple[Kind, ...] = ("story", "edit", "removal", "silent-outlet")
MAX_ID_CHARS = 60  # of an id, which is a part of the address of the alert's feed
_MAX_NEWEST = 1000  # newest articles that match an alert without words


@dataclass(frozen=True, slots=True)
class Alert:
    """A saved search; empty ``words``, ``regions`` or ``source_ids`` set no limit."""

    id: str
    words: str = ""  # in the language of searches
    regions: tuple[str, ...] = ()  # codes of regions
    source_ids: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()  # addresses in the form of Apprise, which are never stored
    name: str = ""  # for people; the id is shown if it is empty
    kind: Kind = "story"
    timing: Timing = IMMEDIATELY

    @property
    def title(self) -> str:
        return self.name or self.id


def made_id(alert: Alert) -> str:
    """Return an id made of the words of an alert's name, or of its search if it has no name.

    The words are in lower case and joined by hyphens. The id is empty if there are no words.
    """
    search_text = " ".join((alert.words, *alert.regions, *alert.source_ids))
    if alert.kind != "story":
        search_text += f" {alert.kind}"
    words = re.findall(r"[^\W_]+", (alert.name or search_text).lower())
    return "-".join(words)[:MAX_ID_CHARS].rstrip("-")


def save_alerts(db: Database, alerts: Sequence[Alert], now: datetime) -> None:
    """Replace the stored alerts by these; messages of alerts that are no longer stored stay.

    ``known_since`` becomes ``now`` for an alert that is new or searches for something else.
    """
    with transaction(db):
        known_since = {
            tuple(search_columns): since
            for *search_columns, since in db.execute(
                "SELECT id, words, regions, sources, kind, known_since FROM alerts"
            )
        }
        rows = []
        for alert in alerts:
            search_columns = (
                alert.id, alert.words, json.dumps(alert.regions), json.dumps(alert.source_ids),
                alert.kind,
            )  # fmt: skip
            since = known_since.get(search_columns) or iso_text(now)
            rows.append((*search_columns, alert.name, int(bool(alert.notify)), since))
        db.execute("DELETE FROM alerts")
        db.conn.executemany(
            "INSERT INTO alerts (id, words, regions, sources, kind, name, notifies, known_since)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def stored_alerts(conn: sqlite3.Connection, *, only_notifying: bool = False) -> list[Alert]:
    """Return the stored alerts in the order of their ids, without ``notify`` and ``timing``."""
    condition = "notifies" if only_notifying else "true"
    rows = conn.execute(
        "SELECT id, words, regions, sources, name, kind FROM alerts"  # noqa: S608
        f" WHERE {condition} ORDER BY id"
    ).fetchall()
    return [
        Alert(
            id=alert_id,
            words=words,
            regions=tuple(json.loads(regions)),
            source_ids=tuple(json.loads(sources)),
            name=name,
            kind=kind,
        )
        for alert_id, words, regions, sources, name, kind in rows
    ]


def matching_stories(
    conn: sqlite3.Connection,
    alert: Alert,
    article_ids: tuple[int, ...] | None,
    now: datetime,
) -> list[str]:
    """Return the stories with a matching article.

    Only the articles in ``article_ids`` are searched. If it is None, all articles are searched, and
    the newest matches are returned.
    """
    return [story for _, story in matching_articles(conn, alert, article_ids, now) if story]


def matching_articles(
    conn: sqlite3.Connection,
    alert: Alert,
    article_ids: tuple[int, ...] | None,
    now: datetime,
) -> list[tuple[int, str | None]]:
    """Return the id and the story of each matching article; see ``matching_stories``."""
    sources = sources_of(conn, alert)
    if alert.words:
        scope = Scope(source_ids=sources, article_ids=article_ids)
        results = search(conn, alert.words, scope, now=iso_text(now))
        return [(hit.article_id, hit.story_id) for hit in results.hits]
    conditions = ["story_id IS NOT NULL"]
    for name, values in (("source_id", sources), ("id", article_ids)):
        if values is not None:
            placeholders = ", ".join("?" * len(values))
            conditions.append(f"{name} IN ({placeholders})")
    where = " AND ".join(conditions)
    return conn.execute(
        f"SELECT id, story_id FROM articles WHERE {where}"  # noqa: S608
        f" ORDER BY id DESC LIMIT {_MAX_NEWEST}",
        [*(sources or ()), *(article_ids or ())],
    ).fetchall()


def sources_of(conn: sqlite3.Connection, alert: Alert) -> tuple[str, ...] | None:
    """Return the ids of the sources to which an alert is limited; None if it is not limited."""
    if not alert.regions:
        return alert.source_ids or None
    placeholders = ", ".join("?" * len(alert.regions))
    rows = conn.execute(
        f"SELECT id FROM sources WHERE region IN ({placeholders})",  # noqa: S608
        alert.regions,
    )
    ids = {source_id for (source_id,) in rows}
    return tuple(sorted(ids & set(alert.source_ids) if alert.source_ids else ids))
