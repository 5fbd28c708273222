"""Stores articles: a row for each, its versions in ``revisions``, and its ``evidence``."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from pipelines.model import Article, Evidence, iso_text
from storage.articles.pruned import pruned_at
from storage.database.protocols import Store
from storage.database.row_sets import write_rows

_LIST_COLUMNS = ("authors", "keywords")  # which are stored as JSON
_PLAIN_COLUMNS = (  # whose values are stored as they are
    "canonical_url", "headline", "description", "article_body", "date_published_raw",
    "date_published_precision", "in_language", "main_image", "main_image_caption",
    "main_image_credit", "article_section", "credit_text",
    "is_based_on", "dateline", "word_count", "article_markdown",
    "text_quality",
)  # fmt: skip
# The columns by which, with the text, the story of an article and its original are decided.
_STORY_COLUMNS = ("date_published", "credit_text", "is_based_on", "canonical_url")


class Change(StrEnum):
    """The effect of saving an article."""

    STORED = "stored"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of saving an article."""

    article_id: int
    change: Change
    is_moved: bool = False  # whether its date, credit or canonical URL changed, but not its text


def save_article(
    db: Store,
    article: Article,
    *,
    url: str,
    source_id: str,
    now: datetime,
    article_id: int | None = None,
) -> Saved:
    """Insert the article, or update the one with this id or ``url``, in the caller's transaction.

    A changed headline or text adds a row to ``revisions``; white space is not compared. An article
    of another source is not changed. If the text of the article was pruned, only the time of this
    visit is stored, since there is no text to compare with the new one.

    ``article.article_body`` is the text with its recurring lines; from the stored text they may
    have been cut. The Markdown is stored with all lines, and ``scraper.stories.recurring_lines``
    cuts them later.
    """
    stored = _stored_row(db, article_id, url) if article_id is not None else None
    if stored is None:
        new_id = _insert(db, article, url=url, source_id=source_id, now=now)
        if new_id is not None:
            _add_revision(db, new_id, article, now)
            _add_evidence(db, new_id, article.evidence)
            return Saved(new_id, Change.STORED)
        stored = _stored_row(db, None, url)
    assert stored is not None
    article_id = int(stored["id"])
    if stored["source_id"] != source_id:
        return Saved(article_id, Change.UNCHANGED)
    if pruned_at(db, article_id):
        _update(db, article_id, _seen(now))
        return Saved(article_id, Change.UNCHANGED)
    new_row = _new_row(db, stored, article)
    _replace_row(db, article_id, new_row, _seen(now))
    if new_row.change is Change.CHANGED:
        _add_revision(db, article_id, article, now)
    _delete_evidence(db, article_id)
    _add_evidence(db, article_id, article.evidence)
    return Saved(article_id, new_row.change, new_row.is_moved)


def reread_article(
    db: Store, article: Article, article_id: int, *, fetched_at: datetime
) -> Saved | None:
    """Replace the stored reading of the article's newest page, without adding a version.

    Return None, and change nothing, if a version newer than the page at ``fetched_at`` is stored.
    """
    stored = _stored_row(db, article_id, "")
    newest = _newest_version(db, article_id)
    if stored is None or newest is None or newest["seen_at"] > (iso_text(fetched_at) or ""):
        return None
    new_row = _new_row(db, stored, article)
    if new_row.change is Change.CHANGED:
        db.execute(
            "UPDATE revisions SET headline = ?, article_body = ?"
            " WHERE article_id = ? AND seen_at = ?",
            [article.headline, article.article_body, article_id, newest["seen_at"]],
        )
    _replace_row(db, article_id, new_row)
    outside_page = _evidence_outside_page(db, article_id)
    kept_evidence = [evidence for evidence in outside_page if evidence not in article.evidence]
    _delete_evidence(db, article_id)
    _add_evidence(db, article_id, [*article.evidence, *kept_evidence])
    return Saved(article_id, new_row.change, new_row.is_moved)


def ids_of(db: Store, urls: Collection[str]) -> dict[str, int]:
    """Return the ids of the articles stored under these URLs."""
    rows = db.conn.execute(
        "SELECT a.url, a.id FROM json_each(?) AS wanted JOIN articles AS a ON a.url = wanted.value",
        (json.dumps(list(urls)),),
    )
    return dict(rows.fetchall())


def articles_of_day(
    db: Store, source_id: str, day: str, number: str
) -> list[tuple[int, str, str, str, str]]:
    """Return (id, URL, headline, text, publication time) of the source's articles of one day.

    ``day`` is an ISO 8601 date. Only articles are returned whose URL contains ``number``, a text of
    digits.
    """
    rows = db.execute(
        "SELECT id, url, headline, article_body, date_published FROM articles"
        " WHERE source_id = ? AND date_published >= ? AND date_published < ? AND url LIKE ?",
        [source_id, day, day + "Z", f"%{number}%"],  # Z sorts after the T of a moment
    )
    return rows.fetchall()


def set_url(db: Store, article_id: int, url: str) -> None:
    """Store the address under which an article is published now."""
    db.execute("UPDATE articles SET url = ? WHERE id = ?", [url, article_id])


def mark_seen(db: Store, article_id: int, now: datetime) -> None:
    """Store that a visit found the article as it is stored."""
    _update(db, article_id, _seen(now))


def mark_gone(db: Store, article_id: int, now: datetime) -> None:
    """Mark an article as removed by its outlet, with the time at which this is found.

    The last text stays, and so does the time of a removal that was found before.
    """
    db.execute(
        "UPDATE articles SET date_gone = ?, status = 'gone' WHERE id = ? AND status <> 'gone'",
        [iso_text(now), article_id],
    )


def _seen(now: datetime) -> dict[str, Any]:
    """Return the columns that a visit at an article changes in any case."""
    return {"date_last_seen": iso_text(now), "status": "live", "date_gone": None}


def _stored_row(db: Store, article_id: int | None, url: str) -> dict[str, Any] | None:
    """Return the row of the article with this id, or without an id, with this URL; else None."""
    if article_id is not None:
        return next(iter(db.query("SELECT * FROM articles WHERE id = ?", [article_id])), None)
    return next(iter(db.query("SELECT * FROM articles WHERE url = ?", [url])), None)


def _row(article: Article) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(article, name) for name in _PLAIN_COLUMNS}
    row |= {name: json.dumps(getattr(article, name), ensure_ascii=False) for name in _LIST_COLUMNS}
    row["date_published"] = iso_text(article.date_published)
    row["date_modified"] = iso_text(article.date_modified)
    row["is_advertising"] = int(article.is_advertising)
    return row


class _NewRow(NamedTuple):
    """The row of an article after a new reading of its page, and how it differs from before."""

    columns: dict[str, Any]
    change: Change  # of the headline or text
    is_moved: bool  # as in ``Saved``
    keeps_markdown: bool


def _new_row(db: Store, stored: dict[str, Any], article: Article) -> _NewRow:
    """Return the new row of a stored article; stored facts that the new reading lacks are kept."""
    read_columns = _row(article)
    kept_columns = _kept_facts(stored, read_columns)
    keeps_markdown = "article_markdown" in kept_columns
    if _is_edited(db, stored["id"], article):
        columns = read_columns | kept_columns
        return _NewRow(columns, Change.CHANGED, is_moved=False, keeps_markdown=keeps_markdown)
    columns = read_columns | kept_columns | _kept_text(stored)
    is_moved = any(columns[name] != stored[name] for name in _STORY_COLUMNS)
    return _NewRow(columns, Change.UNCHANGED, is_moved, keeps_markdown)


def _replace_row(
    db: Store, article_id: int, new_row: _NewRow, seen_columns: dict[str, Any] | None = None
) -> None:
    """Write the new row; a new Markdown ends the use of the former one with all lines."""
    if not new_row.keeps_markdown:
        db.execute("DELETE FROM uncut_markdown WHERE article_id = ?", [article_id])
    _update(db, article_id, new_row.columns | (seen_columns or {}))


def _kept_facts(stored: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """Return the stored facts that the new reading of the page lacks, so that they are kept.

    A publication time that is known to the minute is not replaced by a day without a time.
    """
    empty = (None, "[]", "")
    kept_columns = {
        name: stored[name] for name in row if row[name] in empty and stored[name] not in empty
    }
    kept_columns.pop("text_quality", None)  # the quality belongs to the present reading only
    if stored["date_published_precision"] == "minute" and row["date_published_precision"] == "day":
        names = ("date_published", "date_published_raw", "date_published_precision")
        kept_columns |= {name: stored[name] for name in names}
    return kept_columns


def _kept_text(stored: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of the stored text, from which recurring lines may have been cut."""
    return {name: stored[name] for name in ("article_body", "word_count")}


def _is_edited(db: Store, article_id: int, article: Article) -> bool:
    """Return whether the headline or text differs from the newest version, but for white space."""
    newest = _newest_version(db, article_id)
    if newest is None:
        return True
    stored_texts = _with_single_spaces(newest["headline"], newest["article_body"])
    return stored_texts != _with_single_spaces(article.headline, article.article_body)


def _newest_version(db: Store, article_id: int) -> dict[str, Any] | None:
    rows = db.query(
        "SELECT seen_at, headline, article_body FROM revisions WHERE article_id = ?"
        " ORDER BY seen_at DESC, rowid DESC LIMIT 1",
        [article_id],
    )
    return next(iter(rows), None)


def _with_single_spaces(*texts: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()) for text in texts)


def _add_revision(db: Store, article_id: int, article: Article, now: datetime) -> None:
    db.execute(
        "INSERT INTO revisions (article_id, seen_at, headline, article_body) VALUES (?, ?, ?, ?)",
        [article_id, iso_text(now), article.headline, article.article_body],
    )


def _evidence_outside_page(db: Store, article_id: int) -> list[Evidence]:
    """Return the stored evidence that no reading of the page alone can find again."""
    rows = db.execute(
        "SELECT fact, value, found_in FROM evidence"
        " WHERE article_id = ? AND found_in IN ('feed', 'browser')",
        [article_id],
    )
    return [Evidence(*row) for row in rows.fetchall()]


def _delete_evidence(db: Store, article_id: int) -> None:
    db.execute("DELETE FROM evidence WHERE article_id = ?", [article_id])


def _add_evidence(db: Store, article_id: int, evidence: Iterable[Evidence]) -> None:
    write_rows(
        db.conn,
        "INSERT INTO evidence (article_id, fact, value, found_in) VALUES (?, ?, ?, ?)",
        [
            (article_id, statement.fact, statement.value, statement.found_in)
            for statement in evidence
        ],
    )


def _insert(db: Store, article: Article, *, url: str, source_id: str, now: datetime) -> int | None:
    """Insert an article and return its id; None if its URL is stored already."""
    seen_at = iso_text(now)
    row = _row(article) | {
        "source_id": source_id,
        "url": url,
        "date_first_seen": seen_at,
        "date_last_seen": seen_at,
    }
    names = ", ".join(row)
    placeholders = ", ".join(f":{name}" for name in row)
    inserted = db.conn.execute(
        f"INSERT INTO articles ({names}) VALUES ({placeholders})"  # noqa: S608
        " ON CONFLICT (url) DO NOTHING RETURNING id",
        row,
    ).fetchone()
    (article_id,) = inserted or (None,)  # no row if the URL is stored already
    return article_id


def _update(db: Store, article_id: int, row: dict[str, Any]) -> None:
    assignments = ", ".join(f"{name} = :{name}" for name in row)
    sql = f"UPDATE articles SET {assignments} WHERE id = :id"  # noqa: S608
    db.conn.execute(sql, row | {"id": article_id})
