"""Reads the views, reactions and media of an article that is a post of a channel."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from storage.browse.queries import rows

_MADE = "made-of-text"  # begins the place where the headline of a post was found
_MEDIA = ("photo", "video", "voice", "file", "location", "contact", "poll")
_MAX_LOOKS = 20  # newest looks whose numbers are shown


@dataclass(frozen=True, slots=True)
class Look:
    """The views and reactions of a post at one look."""

    seen_at: str
    views: int | None
    reactions: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PostView:
    """The values that are shown of a post only."""

    looks: tuple[Look, ...]  # newest first
    media: tuple[str, ...]  # kinds, such as photo; each as often as it occurs
    is_edited: bool
    is_forwarded: bool


def post_view(
    conn: sqlite3.Connection, article_id: int, evidence: Sequence[sqlite3.Row]
) -> PostView | None:
    """Return the values of a post, or None for the article of an outlet's page."""
    if not any(one["fact"] == "headline" and one["found_in"].startswith(_MADE) for one in evidence):
        return None
    images = [one["found_in"] for one in evidence if one["fact"] == "main_image"]
    others = [one["fact"] for one in evidence if one["fact"] in _MEDIA]
    media = [*images, *(kind for kind in others if kind not in images)]
    return PostView(
        looks=_looks(conn, article_id),
        media=tuple(media),
        is_edited=any(one["fact"] == "date_modified" for one in evidence),
        is_forwarded=any(one["found_in"] == "forwarded-from" for one in evidence),
    )


def _looks(conn: sqlite3.Connection, article_id: int) -> tuple[Look, ...]:
    found = rows(
        conn,
        "SELECT seen_at, views, reactions FROM engagement WHERE article_id = ?"
        " ORDER BY seen_at DESC LIMIT ?",
        [article_id, _MAX_LOOKS],
    )
    return tuple(
        Look(one["seen_at"], one["views"], tuple(json.loads(one["reactions"]).items()))
        for one in found
    )
