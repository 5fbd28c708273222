"""Stores how many views and reactions each post had at the time of each visit."""

import json
from datetime import datetime

from pipelines.model import Engagement, iso_text
from storage.database.protocols import Store


def save_engagement(
    db: Store, article_id: int, engagement: Engagement | None, *, now: datetime
) -> None:
    """Store the engagement at a visit if it differs from what was stored last."""
    if engagement is None:
        return
    reactions = json.dumps(dict(engagement.reactions), ensure_ascii=False)
    last = db.execute(
        "SELECT views, reactions FROM engagement WHERE article_id = ?"
        " ORDER BY seen_at DESC LIMIT 1",
        [article_id],
    ).fetchone()
    if last and tuple(last) == (engagement.views, reactions):
        return
    db.execute(
        "INSERT INTO engagement (article_id, seen_at, views, reactions) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (article_id, seen_at) DO UPDATE SET views = excluded.views,"
        " reactions = excluded.reactions",
        [article_id, iso_text(now), engagement.views, reactions],
    )
