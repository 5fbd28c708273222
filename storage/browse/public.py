"""Names the tables, columns and queries that a public site shows, and hides all others.

A new table, column or query is private until it is named here. Datasette's pages about the server
are private, too.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from datasette.app import Datasette

PUBLIC_COLUMNS: Mapping[str, frozenset[str]] = {
    "articles": frozenset(
        [
            "id", "source_id", "url", "canonical_url", "headline", "description", "article_body",
            "authors", "date_published", "date_published_raw", "date_published_precision",
            "date_modified", "date_first_seen", "date_last_seen", "in_language", "main_image",
            "main_image_caption", "main_image_credit", "article_section", "keywords",
            "credit_text", "is_based_on", "word_count", "status", "story_id", "relation",
            "is_advertising", "dateline", "article_markdown", "text_quality", "date_gone",
        ]
    ),
    "copies": frozenset(["article_id", "copier", "origin", "date_published", "lag"]),
    "copy_pairs": frozenset(["copier", "origin"]),
    "engagement": frozenset(["article_id", "seen_at", "views", "reactions"]),
    "evidence": frozenset(["article_id", "fact", "value", "found_in"]),
    "matches": frozenset(
        ["article_id", "other_id", "jaccard", "containment", "relation", "share", "other_share"]
    ),
    "pruned_texts": frozenset(["article_id", "pruned_at"]),
    "regions": frozenset(["code", "name"]),
    "revisions": frozenset(["article_id", "seen_at", "headline", "article_body"]),
    "stories": frozenset(
        [
            "id", "headline", "canonical_article_id", "date_first_published", "article_count",
            "source_count", "regions",
        ]
    ),
    "story_redirects": frozenset(["old_id", "story_id"]),
}  # fmt: skip
PUBLIC_QUERIES = frozenset(["search_articles", "widest_stories"])  # of metadata.json
# Datasette's pages about the server, such as /-/databases, which shows the path of the file; and
# the alerts with their feeds: /alerts, /alert/ID.atom.
_PRIVATE_PATH = re.compile(r"/-/(?!static/|data$|health$)|/alerts?(?:/|$)")
_PRIVATE_ARGUMENTS = frozenset(["_through"])  # reads another table without a check of permissions
_NOT_FOUND = b"Not found on this site"

Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


def is_public(datasette: Datasette) -> bool:
    """Return whether the site was started by ``scrapy browse --public``, which forbids SQL."""
    return not datasette.setting("default_allow_sql")


def is_public_table(table: str, columns: Iterable[str]) -> bool:
    """Return whether a table with these columns may be shown on a public site."""
    return table in PUBLIC_COLUMNS and PUBLIC_COLUMNS[table].issuperset(columns)


async def may_view_table(datasette: Datasette, database: str, table: str) -> bool | None:
    """Return False if the table is private on this site; None leaves the decision to Datasette."""
    if not is_public(datasette):
        return None
    columns = await datasette.get_database(database).table_columns(table)
    return None if is_public_table(table, columns) else False


def may_view_query(datasette: Datasette, query: str) -> bool | None:
    """Return False if the stored query is private; None leaves the decision to Datasette."""
    return False if is_public(datasette) and query not in PUBLIC_QUERIES else None


def is_private_request(path: str, query: str) -> bool:
    """Return whether a public site does not answer requests for this path and query."""
    names = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
    return bool(_PRIVATE_PATH.search(path) or names & _PRIVATE_ARGUMENTS)


def without_private_pages(app: Application) -> Application:
    """Wrap an ASGI application so that it answers 404 to private requests."""

    async def wrapped(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and is_private_request(
            scope["path"], scope.get("query_string", b"").decode("latin-1")
        ):
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 404, "headers": headers})
            await send({"type": "http.response.body", "body": _NOT_FOUND})
            return
        await app(scope, receive, send)

    return wrapped
