"""Finds the articles of an outlet that have the same text, and deletes those that are no articles.

All functions run in the caller's open transaction.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from pipelines.model import Evidence, Outcome, iso_text
from storage.articles.forgetting import delete_articles
from storage.database.protocols import Store
from storage.stories.compared_text import keep_compared_text

REFUSED_TEXT, KEPT_TEXT = "refused", "kept"
_NOT_ON_PAGE = {"feed", "address"}  # places of a date that are no part of the page
MAX_SHARING_ARTICLES = 100  # newest articles with a text; earlier articles change no decision
MAX_REFUSED_ARTICLES = 2000  # articles with a text, which are deleted when the text is refused
# The hash of the line of an article that the fewest stories have.
_RAREST_LINE = """
    SELECT s.block_hash FROM boilerplate_sightings AS s JOIN boilerplate AS b
        ON b.source_id = s.source_id AND b.block_hash = s.block_hash
    WHERE s.article_id = {article}
    ORDER BY CASE WHEN b.ruling = 'cut' THEN 1 ELSE 0 END, b.article_count LIMIT 1
"""
# With EXISTS, PostgreSQL would compare the article with all lines of its source.
_WITH_SHARED_TEXT = f"""
    SELECT a.id FROM json_each(?) AS wanted JOIN articles AS a ON a.id = wanted.value
    WHERE (
        SELECT o.article_id FROM boilerplate_sightings AS o JOIN articles AS b
            ON b.id = o.article_id
        WHERE o.source_id = a.source_id
            AND o.block_hash = ({_RAREST_LINE.format(article="a.id")})
            AND b.id <> a.id AND b.article_body = a.article_body LIMIT 1) IS NOT NULL
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Statements:
    """The headlines that an article's page and feed state, and whether the page states a date."""

    article_id: int
    headline: str  # as it is stored
    feed_headline: str | None
    page_headlines: tuple[str, ...]
    is_dated_on_page: bool
    is_accepted: bool  # whether a person accepted the page as an article


def shown_text(db: Store, article_id: int) -> tuple[str, str] | None:
    """Return the source and ``article_body`` of an article, or None."""
    row = db.execute(
        "SELECT source_id, article_body FROM articles WHERE id = ?", [article_id]
    ).fetchone()
    if row is None:
        return None
    source_id, text = row
    return str(source_id), str(text)


def with_shared_text(db: Store, article_ids: Collection[int]) -> frozenset[int]:
    """Return the articles for which ``articles_with_text`` finds other articles."""
    rows = db.execute(_WITH_SHARED_TEXT, [json.dumps(list(article_ids))])
    return frozenset(article_id for (article_id,) in rows.fetchall())


def articles_with_text(
    db: Store, article_id: int, source_id: str, text: str, *, limit: int
) -> list[Statements]:
    """Return the statements of the newest articles of a source with this text.

    The article itself is included. The others are found by the hash of the line of the text that
    the fewest stories have. The list is empty if no other article has the text.
    """
    rarest_line = db.execute(_RAREST_LINE.format(article="?"), [article_id]).fetchone()
    if rarest_line is None:
        return []
    (line_hash,) = rarest_line
    rows = db.execute(
        """SELECT a.id, a.headline FROM boilerplate_sightings AS s
        JOIN articles AS a ON a.id = s.article_id
        WHERE s.source_id = ? AND s.block_hash = ? AND a.article_body = ?
        ORDER BY a.id DESC LIMIT ?""",
        [source_id, line_hash, text, limit],
    ).fetchall()
    return statements_of(db, dict(rows)) if len(rows) > 1 else []


def statements_of(db: Store, headlines: dict[int, str]) -> list[Statements]:
    """Return the statements of articles; ``headlines`` maps their ids to their headlines."""
    ids = list(headlines)
    placeholders = ", ".join("?" * len(headlines))
    evidence: defaultdict[int, list[Evidence]] = defaultdict(list)
    for article_id, fact, value, found_in in db.execute(
        "SELECT article_id, fact, value, found_in FROM evidence"  # noqa: S608
        f" WHERE fact IN ('headline', 'date_published') AND article_id IN ({placeholders})",
        ids,
    ).fetchall():
        evidence[article_id].append(Evidence(str(fact), str(value), str(found_in)))
    accepted_rows = db.execute(
        "SELECT article_id FROM urls"  # noqa: S608
        f" WHERE is_accepted = 1 AND article_id IN ({placeholders})",
        ids,
    ).fetchall()
    accepted = {article_id for (article_id,) in accepted_rows}
    return [
        statements_from(
            article_id, headline, evidence[article_id], is_accepted=article_id in accepted
        )
        for article_id, headline in headlines.items()
    ]


def statements_from(
    article_id: int, headline: str, evidence: Iterable[Evidence], *, is_accepted: bool
) -> Statements:
    """Return the statements of one article, found in the evidence of headlines and dates."""
    evidence = list(evidence)
    headlines = [stated for stated in evidence if stated.fact == "headline"]
    in_feed = (stated.value for stated in headlines if stated.found_in == "feed")
    on_page = (stated.value for stated in headlines if stated.found_in != "feed")
    places_of_date = {stated.found_in for stated in evidence if stated.fact == "date_published"}
    return Statements(
        article_id=article_id,
        headline=headline,
        feed_headline=next(in_feed, None),
        page_headlines=tuple(on_page),
        is_dated_on_page=not places_of_date <= _NOT_ON_PAGE,
        is_accepted=is_accepted,
    )


def text_ruling(db: Store, source_id: str, text: str) -> str | None:
    """Return REFUSED_TEXT or KEPT_TEXT, or None if no decision on the text is stored."""
    row = db.execute(
        "SELECT ruling FROM refused_texts WHERE source_id = ? AND text_hash = ?",
        [source_id, _hash(text)],
    ).fetchone()
    if row is None:
        return None
    (ruling,) = row
    return str(ruling)


def sources_with_refused_texts(db: Store, source_ids: Collection[str]) -> frozenset[str]:
    """Return those of the sources of which a text was ever refused."""
    rows = db.execute(
        "SELECT wanted_texts.value FROM json_each(?) AS wanted_texts WHERE EXISTS"
        " (SELECT 1 FROM refused_texts WHERE source_id = wanted_texts.value)",
        [json.dumps(list(source_ids))],
    )
    return frozenset(source_id for (source_id,) in rows.fetchall())


def rule_text(db: Store, source_id: str, text: str, ruling: str, now: datetime) -> None:
    """Store that a text of a source is refused or kept."""
    db.execute(
        "INSERT INTO refused_texts (source_id, text_hash, ruling, seen_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (source_id, text_hash) DO UPDATE SET ruling = excluded.ruling",
        [source_id, _hash(text), ruling, iso_text(now)],
    )


def restore_former_text(db: Store, article_id: int) -> str | None:
    """Replace an article's text by the newest text that differs, and delete all later versions.

    Return the general text of the former version, or None if no former version has another text.
    The kept page and its digests belong to the newest version and are deleted with it.
    """
    former = _former_version(db, article_id)
    if former is None:
        return None
    db.execute(
        "DELETE FROM revisions WHERE article_id = ? AND (seen_at, rowid) > (?, ?)",
        [article_id, former.seen_at, former.rowid],
    )
    for table in ("raw_pages", "uncut_markdown", "page_versions"):
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", [article_id])  # noqa: S608
    db.execute(
        "UPDATE articles SET headline = ?, article_body = ?, word_count = ?,"
        " article_markdown = NULL, text_quality = NULL WHERE id = ?",
        [former.headline, former.text, len(former.text.split()), article_id],
    )
    keep_compared_text(db, article_id, None)
    return former.text


def take_out_article(
    db: Store, article_id: int, *, reason: str, now: datetime, next_check_at: datetime | None
) -> None:
    """Delete an article; its addresses become refused, and its raw page becomes a refused page.

    Remove the article from its story first.
    """
    db.execute(
        """INSERT INTO refused_pages (identity, source_id, url, fetched_at, encoding, body)
        SELECT u.identity, u.source_id, r.url, r.fetched_at, r.encoding, r.body
        FROM urls AS u JOIN raw_pages AS r ON r.article_id = u.article_id
        WHERE u.article_id = ? AND u.outcome NOT IN ('alias', 'forgotten')
        ON CONFLICT (identity) DO NOTHING""",
        [article_id],
    )
    db.execute(
        "UPDATE urls SET outcome = ?, reason = ?, attempts = 1, checked_at = ?, next_check_at = ?"
        " WHERE article_id = ? AND outcome NOT IN ('alias', 'forgotten')",
        [Outcome.NOT_ARTICLE, reason, iso_text(now), iso_text(next_check_at), article_id],
    )
    db.execute("UPDATE urls SET article_id = NULL WHERE article_id = ?", [article_id])
    delete_articles(db, [article_id])


class _Version(NamedTuple):
    """A row of ``revisions``."""

    rowid: int
    seen_at: str
    headline: str
    text: str


def _former_version(db: Store, article_id: int) -> _Version | None:
    """Return the newest version whose text differs from that of the newest version.

    Versions of one second are ordered by their rows.
    """
    row = db.execute(
        """SELECT rowid, seen_at, headline, article_body FROM revisions
        WHERE article_id = :id AND article_body <> (
            SELECT article_body FROM revisions WHERE article_id = :id
            ORDER BY seen_at DESC, rowid DESC LIMIT 1)
        ORDER BY seen_at DESC, rowid DESC LIMIT 1""",
        {"id": article_id},
    ).fetchone()
    return _Version(*row) if row else None


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()
