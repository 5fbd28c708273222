"""Reads the rows of an export: articles, stories or documents, limited by filters."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlite_utils import Database

from storage.search.ranking import matching
from storage.stories.columns import COMPARED_TEXT, OWNER
from storage.stories.nearest import nearest_members
from storage.stories.story_origins import story_origins

# A JSON list of the regions that the text of an article suggests it is about.
_ABOUT = """(SELECT json_group_array(DISTINCT e.value) FROM evidence AS e
        WHERE e.article_id = {article}.id AND e.fact = 'content_location') AS content_location"""
TABLES = ("articles", "stories", "documents")
_ARTICLES = f"""
    SELECT a.*, s.name AS source_name, s.region, {_ABOUT.format(article="a")},
        p.pruned_at AS text_pruned_at
    FROM articles AS a JOIN sources AS s ON s.id = a.source_id
    LEFT JOIN pruned_texts AS p ON p.article_id = a.id"""  # noqa: S608
# A row is an article with the facts that decide which story it belongs to.
_DOCUMENTS = f"""
    SELECT a.id, a.url, {COMPARED_TEXT} AS article_body, a.headline, a.source_id,
        s.name AS source_name, {OWNER} AS owner, s.region, a.date_published,
        a.date_first_seen, a.canonical_url, a.credit_text, a.is_based_on, s.group_copies
    FROM articles AS a JOIN sources AS s ON s.id = a.source_id
    LEFT JOIN signatures AS g ON g.article_id = a.id
    LEFT JOIN pruned_texts AS p ON p.article_id = a.id"""  # noqa: S608
# A row is a story with three JSON lists in order of publication: the addresses of its articles, and
# the ids and names of its outlets, each once.
_STORIES = f"""
    SELECT t.*, c.url, {_ABOUT.format(article="c")},
        (SELECT json_group_array(url) FROM (SELECT url FROM articles WHERE story_id = t.id
            ORDER BY date_published, id)) AS urls,
        (SELECT json_group_array(source_id) FROM (SELECT source_id FROM articles
            WHERE story_id = t.id GROUP BY source_id
            ORDER BY min(date_published), min(id))) AS source_ids,
        (SELECT json_group_array(name) FROM (SELECT n.name FROM articles AS m
            JOIN sources AS n ON n.id = m.source_id WHERE m.story_id = t.id GROUP BY n.id
            ORDER BY min(m.date_published), min(m.id))) AS source_names
    FROM stories AS t JOIN articles AS c ON c.id = t.canonical_article_id"""  # noqa: S608
_MAX_BATCH_ROWS = 200  # rows in memory, whose computed columns are read together
_QUERIES = {"articles": _ARTICLES, "stories": _STORIES, "documents": _DOCUMENTS}


@dataclass(frozen=True, slots=True)
class ExportFilters:
    """The filters that limit an export; None means no filter."""

    region: str | None = None  # a code of ISO 3166-2
    since: date | None = None  # published on this day of UTC or later
    until: date | None = None  # published on this day of UTC or earlier
    source_ids: tuple[str, ...] | None = None
    words: str | None = None  # in the language of searches
    story_id: str | None = None


def export_rows(
    db: Database, table: str, filters: ExportFilters = ExportFilters()
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Return the column names and the rows of a table of TABLES, oldest first.

    ``documents`` are articles with the facts that decide which story they belong to. An article
    whose text was pruned is no document; in ``articles`` it has an empty text and the time of the
    pruning. A story is exported if one of its articles matches the words or is of the outlets. The
    last columns of ``articles`` are the address of the nearest member of the story, and the share
    of the article's text that it has (see ``nearest_members``). Both are None for the first
    publisher.
    """
    conditions, params = _conditions(db, table, filters)
    if table == "documents":
        conditions.append("p.article_id IS NULL")
    order = "t.date_first_published, t.id" if table == "stories" else "a.date_published, a.id"
    query = f"{_QUERIES[table]}{_where(conditions)} ORDER BY {order}"
    rows = db.conn.execute(query, params)
    names = [name for name, *_ in rows.description]
    if table not in _COMPUTED_COLUMNS:
        return names, rows
    added_names, with_added_columns = _COMPUTED_COLUMNS[table]
    return [*names, *added_names], with_added_columns(db, rows, names.index("id"))


def count_left_out(db: Database, filters: ExportFilters) -> int:
    """Return how many articles ``documents`` leaves out, since their texts were pruned."""
    conditions, params = _conditions(db, "documents", filters)
    query = f"""
        SELECT count(*) FROM pruned_texts AS p JOIN articles AS a ON a.id = p.article_id
        JOIN sources AS s ON s.id = a.source_id{_where(conditions)}"""  # noqa: S608
    (count,) = db.conn.execute(query, params).fetchone()
    return int(count)


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _conditions(
    db: Database, table: str, filters: ExportFilters
) -> tuple[list[str], dict[str, object]]:
    """Return the SQL conditions of the filters on the rows of a table, with parameters."""
    conditions, params = _conditions_on_articles(db, filters)
    if table != "stories":
        published = "a.date_published"
        if filters.region is not None:
            conditions.append("s.region = :region")
        if filters.story_id is not None:
            conditions.append("a.story_id = :story")
    else:
        published = "t.date_first_published"
        if conditions:
            where = _where(conditions)
            conditions = [f"t.id IN (SELECT a.story_id FROM articles AS a{where})"]  # noqa: S608
        if filters.region is not None:
            conditions.append("EXISTS (SELECT 1 FROM json_each(t.regions) WHERE value = :region)")
        if filters.story_id is not None:
            conditions.append("t.id = :story")
    if filters.since is not None:
        conditions.append(f"{published} >= :since")
    if filters.until is not None:
        conditions.append(f"{published} < :end")
        params["end"] = (filters.until + timedelta(days=1)).isoformat()
    since = filters.since.isoformat() if filters.since else None
    params |= {"region": filters.region, "story": filters.story_id, "since": since}
    return conditions, params


def _with_origins(
    db: Database, rows: Iterator[tuple[Any, ...]], id_place: int
) -> Iterator[tuple[Any, ...]]:
    """Yield stories with the number of their origins, and a JSON list of the origins' names.

    ``id_place`` is the index of the column with the id.
    """
    while batch := list(islice(rows, _MAX_BATCH_ROWS)):
        origins = story_origins(db.conn, [row[id_place] for row in batch])
        for row in batch:
            names = [origin.name for origin in origins.get(row[id_place], ())]
            yield (*row, len(names), json.dumps(names, ensure_ascii=False))


def _with_nearest(
    db: Database, rows: Iterator[tuple[Any, ...]], id_place: int
) -> Iterator[tuple[Any, ...]]:
    """Yield articles with the address and the share of their nearest members."""
    while batch := list(islice(rows, _MAX_BATCH_ROWS)):
        nearest = nearest_members(db.conn, [row[id_place] for row in batch])
        for row in batch:
            member = nearest.get(row[id_place])
            url, share = (member.url, round(member.share, 4)) if member else (None, None)
            yield (*row, url, share)


# The columns that are computed from other tables, and the function that adds them to rows.
_COMPUTED_COLUMNS = {
    "articles": (("nearest_url", "nearest_share"), _with_nearest),
    "stories": (("origin_count", "origins"), _with_origins),
}


def _conditions_on_articles(
    db: Database, filters: ExportFilters
) -> tuple[list[str], dict[str, object]]:
    """Return the SQL conditions on ``articles AS a`` for words and outlets, with parameters."""
    conditions: list[str] = []
    params: dict[str, object] = {}
    if filters.words is not None:
        condition, _ = matching(db.conn, filters.words)
        conditions.append(f"({condition.sql})")
        params |= condition.params
    if filters.source_ids is not None:
        names = [f"outlet{index}" for index in range(len(filters.source_ids))]
        params |= dict(zip(names, filters.source_ids, strict=True))
        conditions.append(f"a.source_id IN ({', '.join(':' + name for name in names)})")
    return conditions, params
