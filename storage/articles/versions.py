"""Stores the versions of articles: a row of ``revisions`` for each text that an outlet showed."""

import json
from collections.abc import Collection, Mapping
from typing import NamedTuple

from storage.database.protocols import Store
from storage.database.row_sets import write_rows


class Version(NamedTuple):
    """A version of an article; ``seen_at`` is a time as the database stores it."""

    seen_at: str
    headline: str
    text: str


def newest_versions(db: Store, article_ids: Collection[int]) -> dict[int, Version]:
    """Return the newest version of each article that has one, by article id."""
    rows = db.execute(
        "SELECT r.article_id, r.seen_at, r.headline, r.article_body FROM json_each(?) AS wanted"
        " JOIN revisions AS r ON r.article_id = wanted.value AND r.rowid = ("
        "SELECT rowid FROM revisions WHERE article_id = wanted.value"
        " ORDER BY seen_at DESC, rowid DESC LIMIT 1)",
        [json.dumps(list(article_ids))],
    )
    return {article_id: Version(*columns) for article_id, *columns in rows.fetchall()}


def add_versions(db: Store, versions: Mapping[int, Version]) -> None:
    """Store a new version of each article, given by article id."""
    write_rows(
        db.conn,
        "INSERT INTO revisions (article_id, seen_at, headline, article_body) VALUES (?, ?, ?, ?)",
        [(article_id, *version) for article_id, version in versions.items()],
    )
