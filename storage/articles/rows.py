"""Stores articles: a row for each, its versions in ``revisions``, and its ``evidence``."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from pipelines.model import Article, iso_text
from storage.articles.evidence import add_evidence, evidence_outside_page, replace_evidence
from storage.articles.pruned import pruned_articles
from storage.articles.versions import Version, add_versions, newest_versions
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


# Times of a day, such as «2026-11-20T05:30:00Z», are sorted before «2026-11-20Z».
_ARTICLES_OF_DAY = """
    SELECT w.source_id, w.day, w.number, a.id, a.url, a.headline, a.article_body, a.date_published
    FROM (SELECT value->>0 AS source_id, value->>1 AS day, value->>2 AS number
          FROM json_each(?) AS wanted_rows) AS w
    CROSS JOIN articles AS a WHERE a.source_id = w.source_id AND a.date_published >= w.day
        AND a.date_published < w.day || 'Z' AND a.url LIKE '%' || w.number || '%'
"""


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
    # To another story: its date, credit or canonical URL changed, but not its text.
    may_move: bool = False


class ArticleToSave(NamedTuple):
    """An article that was read at the time ``now``; ``article_id`` is None if it may be new."""

    article: Article
    url: str
    source_id: str
    now: datetime
    article_id: int | None = None


def save_articles(db: Store, articles: Sequence[ArticleToSave]) -> list[Saved]:
    """Insert each article, or update the one with its id or URL, in the caller's transaction.

    No two of the articles may be the same. A changed headline or text adds a row to ``revisions``;
    white space is not compared. An article of another source is not changed. Of an article whose
    text was pruned only the time of this visit is stored: there is no text to compare with the new
    one.

    ``article_body`` is the text with its recurring lines; from the stored text they may have been
    cut. The Markdown is stored with all lines, and ``scraper.stories.recurring_lines`` cuts them
    later.
    """
    stored_rows = _stored_rows(db, articles)
    new: list[ArticleToSave] = []
    known: list[tuple[ArticleToSave, dict[str, Any]]] = []
    for article, row in zip(articles, stored_rows, strict=True):
        if row is None:
            new.append(article)
        else:
            known.append((article, row))
    saved_by_url = _insert(db, new) | _update_known(db, known)
    return [saved_by_url[article.url] for article in articles]


def reread_article(
    db: Store, article: Article, article_id: int, *, fetched_at: datetime
) -> Saved | None:
    """Replace the stored reading of the article's newest page, without adding a version.

    Return None, and change nothing, if a version newer than the page at ``fetched_at`` is stored.
    """
    stored = _rows_of_ids(db, [article_id]).get(article_id)
    newest = newest_versions(db, [article_id]).get(article_id)
    if stored is None or newest is None or newest.seen_at > iso_text(fetched_at):
        return None
    new_row = _new_row(stored, newest, article)
    if new_row.change is Change.CHANGED:
        db.execute(
            "UPDATE revisions SET headline = ?, article_body = ?"
            " WHERE article_id = ? AND seen_at = ?",
            [article.headline, article.article_body, article_id, newest.seen_at],
        )
    _replace_rows(db, {article_id: new_row})
    outside_page = evidence_outside_page(db, article_id)
    kept_evidence = [evidence for evidence in outside_page if evidence not in article.evidence]
    replace_evidence(db, {article_id: [*article.evidence, *kept_evidence]})
    return Saved(article_id, new_row.change, new_row.may_move)


def ids_of(db: Store, urls: Collection[str]) -> dict[str, int]:
    """Return the ids of the articles stored under these URLs."""
    rows = db.conn.execute(
        "SELECT a.url, a.id FROM json_each(?) AS wanted_texts"
        " JOIN articles AS a ON a.url = wanted_texts.value",
        (json.dumps(list(urls)),),
    )
    return dict(rows.fetchall())


class DayAndNumber(NamedTuple):
    """The articles of a source and a day (ISO 8601) whose URLs contain a number, given as text."""

    source_id: str
    day: str
    number: str


class StoredArticle(NamedTuple):
    """The values of a stored article with which an article at another address is compared."""

    id: int
    url: str
    headline: str
    article_body: str
    published: str | None  # ISO 8601, a day or a moment


def articles_of_day(
    db: Store, wanted: Iterable[DayAndNumber]
) -> dict[DayAndNumber, list[StoredArticle]]:
    """Return the stored articles of each wanted kind."""
    kinds = list(dict.fromkeys(wanted))
    articles: dict[DayAndNumber, list[StoredArticle]] = {kind: [] for kind in kinds}
    if kinds:
        rows = db.execute(_ARTICLES_OF_DAY, [json.dumps(kinds)]).fetchall()
        for source_id, day, number, *values in rows:
            articles[DayAndNumber(source_id, day, number)].append(StoredArticle(*values))
    return articles


def set_url(db: Store, article_id: int, url: str) -> None:
    """Store the address under which an article is published now."""
    db.execute("UPDATE articles SET url = ? WHERE id = ?", [url, article_id])


def mark_seen(db: Store, visits: Mapping[int, datetime]) -> None:
    """Store that visits at these times found the articles, given by id, as they are stored."""
    _update(db, {article_id: _seen(now) for article_id, now in visits.items()})


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


def _stored_rows(db: Store, articles: Sequence[ArticleToSave]) -> list[dict[str, Any] | None]:
    """Return the row of each article with its id or, if there is none, its URL; else None."""
    ids = [article.article_id for article in articles if article.article_id is not None]
    by_id = _rows_of_ids(db, ids)
    urls = [article.url for article in articles if article.article_id not in by_id]
    rows = db.query(
        "SELECT a.* FROM json_each(?) AS wanted_texts"
        " JOIN articles AS a ON a.url = wanted_texts.value",
        [json.dumps(urls)],
    )
    by_url = {row["url"]: row for row in rows}
    return [by_id.get(article.article_id or 0) or by_url.get(article.url) for article in articles]


def _rows_of_ids(db: Store, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return the rows of articles by id; unknown ids are left out."""
    if not ids:
        return {}
    rows = db.query(
        "SELECT a.* FROM json_each(?) AS wanted JOIN articles AS a ON a.id = wanted.value",
        [json.dumps(list(ids))],
    )
    return {row["id"]: row for row in rows}


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
    may_move: bool  # as in ``Saved``
    keeps_markdown: bool


def _new_row(stored: Mapping[str, Any], newest: Version | None, article: Article) -> _NewRow:
    """Return the new row of a stored article; stored facts that the new reading lacks are kept."""
    read_columns = _row(article)
    kept_columns = _kept_facts(stored, read_columns)
    keeps_markdown = "article_markdown" in kept_columns
    if newest is None or _is_edited(newest, article):
        columns = read_columns | kept_columns
        return _NewRow(columns, Change.CHANGED, may_move=False, keeps_markdown=keeps_markdown)
    columns = read_columns | kept_columns | _kept_text(stored)
    may_move = any(columns[name] != stored[name] for name in _STORY_COLUMNS)
    return _NewRow(columns, Change.UNCHANGED, may_move, keeps_markdown)


def _update_known(
    db: Store, articles: Sequence[tuple[ArticleToSave, Mapping[str, Any]]]
) -> dict[str, Saved]:
    """Update stored articles, which are given with their rows; return the results by URL."""
    if not articles:
        return {}
    # By id; an article of another source is not changed.
    own = {row["id"]: new for new, row in articles if row["source_id"] == new.source_id}
    pruned = pruned_articles(db, own)
    newest = newest_versions(db, own)
    mark_seen(db, {article_id: own[article_id].now for article_id in pruned})
    new_rows = {
        row["id"]: _new_row(row, newest.get(row["id"]), new.article)
        for new, row in articles
        if row["id"] in own and row["id"] not in pruned
    }
    _replace_rows(db, new_rows, {article_id: _seen(own[article_id].now) for article_id in new_rows})
    changed = [article_id for article_id, row in new_rows.items() if row.change is Change.CHANGED]
    add_versions(db, {article_id: _version(own[article_id]) for article_id in changed})
    replace_evidence(db, {article_id: own[article_id].article.evidence for article_id in new_rows})
    return {new.url: _saved(row["id"], new_rows.get(row["id"])) for new, row in articles}


def _saved(article_id: int, new_row: _NewRow | None) -> Saved:
    """Return the result for a stored article; ``new_row`` is None if only a visit was stored."""
    if new_row is None:
        return Saved(article_id, Change.UNCHANGED)
    return Saved(article_id, new_row.change, new_row.may_move)


def _replace_rows(
    db: Store,
    new_rows: Mapping[int, _NewRow],
    other_columns: Mapping[int, Mapping[str, Any]] | None = None,
) -> None:
    """Write the new rows of articles, given by id, and further columns of the same articles.

    A new Markdown ends the use of the former one with all lines.
    """
    write_rows(
        db.conn,
        "DELETE FROM uncut_markdown WHERE article_id = ?",
        [(article_id,) for article_id, row in new_rows.items() if not row.keeps_markdown],
    )
    others = other_columns or {}
    _update(
        db,
        {
            article_id: row.columns | dict(others.get(article_id, {}))
            for article_id, row in new_rows.items()
        },
    )


def _version(to_save: ArticleToSave) -> Version:
    article = to_save.article
    return Version(iso_text(to_save.now), article.headline, article.article_body)


def _kept_facts(stored: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored facts that the new reading of the page lacks, so that they are kept.

    A publication time that is known to the minute is not replaced by a day without a time.
    """
    empty = (None, "[]", "")
    kept_columns = {
        name: stored[name] for name in new if new[name] in empty and stored[name] not in empty
    }
    kept_columns.pop("text_quality", None)  # the quality belongs to the present reading only
    if stored["date_published_precision"] == "minute" and new["date_published_precision"] == "day":
        names = ("date_published", "date_published_raw", "date_published_precision")
        kept_columns |= {name: stored[name] for name in names}
    return kept_columns


def _kept_text(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the stored text, from which recurring lines may have been cut."""
    return {name: stored[name] for name in ("article_body", "word_count")}


def _is_edited(newest: Version, article: Article) -> bool:
    """Return whether the headline or text differs from the newest version, but for white space."""
    stored_texts = _with_single_spaces(newest.headline, newest.text)
    return stored_texts != _with_single_spaces(article.headline, article.article_body)


def _with_single_spaces(*texts: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()) for text in texts)


def _insert(db: Store, articles: Sequence[ArticleToSave]) -> dict[str, Saved]:
    """Insert articles whose URLs are not stored, and return the results by URL."""
    if not articles:
        return {}
    rows = [
        _row(new.article)
        | {
            "source_id": new.source_id,
            "url": new.url,
            "date_first_seen": iso_text(new.now),
            "date_last_seen": iso_text(new.now),
        }
        for new in articles
    ]
    names, placeholders = ", ".join(rows[0]), ", ".join("?" for _ in rows[0])
    write_rows(
        db.conn,
        f"INSERT INTO articles ({names}) VALUES ({placeholders})",  # noqa: S608
        [tuple(row.values()) for row in rows],
    )
    ids = ids_of(db, [article.url for article in articles])
    add_versions(db, {ids[new.url]: _version(new) for new in articles})
    add_evidence(db, {ids[new.url]: new.article.evidence for new in articles})
    return {new.url: Saved(ids[new.url], Change.STORED) for new in articles}


def _update(db: Store, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Store columns of articles, given by id; all articles must have the same columns."""
    if not rows:
        return
    names = next(iter(rows.values()))
    assignments = ", ".join(f"{name} = ?" for name in names)
    write_rows(
        db.conn,
        f"UPDATE articles SET {assignments} WHERE id = ?",  # noqa: S608
        [(*(row[name] for name in names), article_id) for article_id, row in rows.items()],
    )
