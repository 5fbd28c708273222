"""Reads the views, reactions and media of an article that is a post of a channel."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from storage.browse.queries import rows

_HEADLINE_OF_POST = "made-of-text"  # with this, ``found_in`` begins for the headline of a post
_MEDIA = ("photo", "video", "voice", "file", "location", "contact", "poll")
_MAX_VISITS = 20  # newest visits whose numbers are shown


@dataclass(frozen=True, slots=True)
class SeenEngagement:
    """The views and reactions of a post at one visit."""

    seen_at: str
    views: int | None
    reactions: tuple[tuple[str, int], ...]  # (reaction, count)


@dataclass(frozen=True, slots=True)
class PostView:
    """The values that are shown of a post only."""

    engagement: tuple[SeenEngagement, ...]  # newest first
    media: tuple[str, ...]  # kinds, such as photo; each as often as it occurs
    is_edited: bool
    is_forwarded: bool


def post_view(
    conn: sqlite3.Connection, article_id: int, evidence: Sequence[sqlite3.Row]
) -> PostView | None:
    """Return the values of a post, or None for the article of an outlet's page."""
    headline_places = [row["found_in"] for row in evidence if row["fact"] == "headline"]
    if not any(place.startswith(_HEADLINE_OF_POST) for place in headline_places):
        return None
    # The place of the main image is the kind of its media, such as photo.
    image_kinds = [row["found_in"] for row in evidence if row["fact"] == "main_image"]
    media_kinds = [row["fact"] for row in evidence if row["fact"] in _MEDIA]
    media = [*image_kinds, *(kind for kind in media_kinds if kind not in image_kinds)]
    return PostView(
        engagement=_engagement(conn, article_id),
        media=tuple(media),
        is_edited=any(row["fact"] == "date_modified" for row in evidence),
        is_forwarded=any(row["found_in"] == "forwarded-from" for row in evidence),
    )


def _engagement(conn: sqlite3.Connection, article_id: int) -> tuple[SeenEngagement, ...]:
    engagement_rows = rows(
        conn,
        "SELECT seen_at, views, reactions FROM engagement WHERE article_id = ?"
        " ORDER BY seen_at DESC LIMIT ?",
        [article_id, _MAX_VISITS],
    )
    return tuple(
        SeenEngagement(row["seen_at"], row["views"], tuple(json.loads(row["reactions"]).items()))
        for row in engagement_rows
    )
