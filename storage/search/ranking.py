"""Finds articles by a query, and ranks them by relevance and age."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from math import exp, log
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pipelines.model import Message, iso_text
from storage.search.expression import Match, match_expression
from storage.search.pasted import article_of_address, is_address
from storage.search.query import parse_query, words_of
from storage.search.query_tree import Filter, Query
from storage.search.stems import ru_stem

MAX_CANDIDATES = 500  # newest matches that are ranked, so that a search takes a bounded time
HALF_LIFE_DAYS = 14.0  # in which the freshness of an article is halved
_DECAY_PER_DAY = log(2) / HALF_LIFE_DAYS
HEADLINE_WEIGHT = 5.0  # of a word in the headline; a word in the text has weight 1
_MIN_AGED_SHARE = 0.5  # of the relevance of an article that is left at a great age
_FRESHNESS_WEIGHT = 1e-3  # orders articles of equal relevance by their age
_UTC = ZoneInfo("UTC")
_NO_SUCH = {
    "source": Message("source: no such outlet %(value)s"),
    "region": Message("region: no such region %(value)s"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that are searched; None means no limit.

    ``start`` and ``end`` are texts as in ``date_published``; ``end`` is excluded.
    """

    source_ids: tuple[str, ...] | None = None
    start: str | None = None
    end: str | None = None
    article_ids: tuple[int, ...] | None = None

    @property
    def is_nowhere(self) -> bool:
        """Return whether no article is in the scope."""
        return () in (self.source_ids, self.article_ids)


class Hit(NamedTuple):
    """A found article. A query makes hundreds, and a tuple is made faster than a dataclass."""

    article_id: int
    story_id: str | None
    score: float
    at: str  # when it was published, or first seen


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits among the newest MAX_CANDIDATES matches, best first."""

    hits: tuple[Hit, ...] = ()
    has_more: bool = False  # whether there are older matches, which are not among the hits
    problems: tuple[str, ...] = ()  # texts on parts of the query that were not understood

    def by_time(self) -> "SearchResult":
        """Return the same hits, newest first."""
        hits = sorted(self.hits, key=lambda hit: (hit.at, hit.article_id), reverse=True)
        return replace(self, hits=tuple(hits))


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL condition on rows of ``articles AS a`` that match a query, with its parameters."""

    sql: str
    params: dict[str, object]


def register_functions(conn: sqlite3.Connection) -> None:
    """Add the SQL functions ``ru_stem(word)`` and ``search_query(text)``, for SQL of users."""

    def search_query(text: str | None) -> str | None:
        return match_expression(parse_query(text or "").root, index_algorithms(conn)).wanted

    conn.create_function("ru_stem", 1, ru_stem, deterministic=True)
    conn.create_function("search_query", 1, search_query)


def search(
    conn: sqlite3.Connection,
    text: str,
    scope: Scope = Scope(),
    *,
    now: str,
    zone: ZoneInfo = _UTC,
) -> SearchResult:
    """Return the articles that match a query; recent ones and matches in headlines come first.

    ``now`` is the present time as a UTC text of the database. ``zone`` is the time zone of the days
    in ``before:`` and ``after:``.
    """
    query, scope, problems = understand(conn, text, scope, zone)
    if query.is_empty or scope.is_nowhere:
        return SearchResult(problems=problems)
    match = match_expression(query.root, index_algorithms(conn))
    read_rows = _ranked_rows if match.wanted else _newest_rows
    rows = read_rows(conn, match, scope, now)
    rows.sort(key=itemgetter(_ARTICLE_ID), reverse=True)  # the newest first
    hits = [
        Hit(article_id, story_id, _score(bm25, age_days), at)
        for article_id, story_id, bm25, age_days, at in rows[:MAX_CANDIDATES]
    ]
    hits.sort(key=lambda hit: (-hit.score, -hit.article_id))
    return SearchResult(tuple(hits), len(rows) > MAX_CANDIDATES, problems)


def matching(
    conn: sqlite3.Connection, text: str, scope: Scope = Scope(), *, zone: ZoneInfo = _UTC
) -> tuple[Condition, tuple[str, ...]]:
    """Return the condition that finds all matching articles, and the problems of the query.

    A query of which nothing was understood matches no article. A pasted address matches the article
    of this address.
    """
    if is_address(text):
        article_id = article_of_address(conn, text)
        unknown = () if article_id else (Message("no article of this address is stored"),)
        return Condition("a.id = :pasted", {"pasted": article_id}), unknown
    query, scope, problems = understand(conn, text, scope, zone)
    if query.is_empty or scope.is_nowhere:
        return Condition("0", {}), problems
    match = match_expression(query.root, index_algorithms(conn))
    scope_condition, params = _conditions(scope)
    parts = [scope_condition] if scope_condition else []
    if match.wanted:
        parts.append(
            "a.id IN (SELECT rowid FROM article_search WHERE article_search MATCH :wanted)"
        )
    if match.excluded:
        parts.append(
            "a.id NOT IN (SELECT rowid FROM article_search WHERE article_search MATCH :excluded)"
        )
    params |= {"wanted": match.wanted, "excluded": match.excluded}
    return Condition(" AND ".join(parts) or "1", params), problems


class Understood(NamedTuple):
    """A query as it is searched for."""

    query: Query
    scope: Scope  # limited by the filters of the query
    problems: tuple[str, ...]  # unknown outlets and regions are among them


def understand(conn: sqlite3.Connection, text: str, scope: Scope, zone: ZoneInfo) -> Understood:
    """Parse a query that is asked within a scope; ``zone`` is that of its days."""
    query = parse_query(text)
    if not (query.filters or query.first_day or query.end_day):
        return Understood(query, scope, query.problems)
    problems = list(query.problems)
    source_ids = scope.source_ids
    for query_filter in query.filters:
        named_ids = _sources_of(conn, query_filter)
        if not named_ids:
            value = repr(query_filter.value[:40])
            problems.append(_NO_SUCH[query_filter.field].with_values(value=value))
        source_ids = _filtered(conn, source_ids, named_ids, is_excluded=query_filter.excluded)
    start = max(filter(None, (scope.start, _midnight(query.first_day, zone))), default=None)
    end = min(filter(None, (scope.end, _midnight(query.end_day, zone))), default=None)
    limited = replace(scope, source_ids=source_ids, start=start, end=end)
    return Understood(query, limited, tuple(problems))


def _filtered(
    conn: sqlite3.Connection,
    source_ids: tuple[str, ...] | None,
    named_ids: set[str],
    *,
    is_excluded: bool,
) -> tuple[str, ...]:
    """Return those of the sources that a filter names, or with ``is_excluded`` the others.

    None stands for all sources.
    """
    if source_ids is None and not is_excluded:
        return tuple(sorted(named_ids))
    former_ids = _every_source(conn) if source_ids is None else source_ids
    if is_excluded:
        return tuple(source_id for source_id in former_ids if source_id not in named_ids)
    return tuple(source_id for source_id in former_ids if source_id in named_ids)


def _sources_of(conn: sqlite3.Connection, query_filter: Filter) -> set[str]:
    """Return the ids of the sources that a filter names.

    The value of the filter is an id, a code of a region or a whole name. If none of them matches,
    it is the beginning of a word in a name.
    """
    words = words_of(query_filter.value)
    columns = "s.id, s.name" if query_filter.field == "source" else "s.region, coalesce(r.name, '')"
    rows = conn.execute(
        f"SELECT s.id, {columns} FROM sources AS s LEFT JOIN regions AS r ON r.code = s.region"  # noqa: S608
    )
    names = [(source_id, words_of(code), words_of(name)) for source_id, code, name in rows]
    equal = {source_id for source_id, code, name in names if words in (code, name)}
    if equal or not words:
        return equal
    return {source_id for source_id, _, name in names if f" {words}" in f" {name}"}


def _every_source(conn: sqlite3.Connection) -> tuple[str, ...]:
    return tuple(source_id for (source_id,) in conn.execute("SELECT id FROM sources ORDER BY id"))


def _midnight(day: date | None, zone: ZoneInfo) -> str | None:
    """Return the start of a day in a zone as a UTC text of the database; None for None."""
    return iso_text(datetime.combine(day, time(), zone)) if day else None


# Article id, story id, relevance (bm25), age in days, time of publication or first visit.
_Row = tuple[int, str | None, float, float | None, str]
_ARTICLE_ID = 0  # its place in such a row


def _ranked_rows(conn: sqlite3.Connection, match: Match, scope: Scope, now: str) -> list[_Row]:
    """Return the newest articles that match the words of a query, with their relevance."""
    scope_conditions, params = _index_conditions(conn, scope)
    return conn.execute(
        f"""SELECT f.id, a.story_id, f.rank,
            julianday(:now) - julianday(coalesce(a.date_published, a.date_first_seen)),
            coalesce(a.date_published, a.date_first_seen)
        FROM (SELECT rowid AS id, bm25(article_search, {HEADLINE_WEIGHT}, 1, {HEADLINE_WEIGHT}, 1)
                AS rank FROM article_search
            WHERE article_search MATCH :expression {scope_conditions}
            ORDER BY rowid DESC LIMIT {MAX_CANDIDATES + 1}) f
        JOIN articles a ON a.id = f.id""",  # noqa: S608
        params | {"expression": match.wanted, "now": now},
    ).fetchall()


def _newest_rows(conn: sqlite3.Connection, match: Match, scope: Scope, now: str) -> list[_Row]:
    """Return the newest articles for a query without words, or with excluded words only."""
    scope_condition, params = _conditions(scope)
    conditions = [scope_condition] if scope_condition else []
    if match.excluded:
        conditions.append(
            "a.id NOT IN (SELECT rowid FROM article_search WHERE article_search MATCH :excluded)"
        )
    if scope.article_ids is not None:
        conditions.append(f"a.id IN ({_numbers(scope.article_ids)})")
    return conn.execute(
        f"""SELECT a.id, a.story_id, 0.0,
            julianday(:now) - julianday(coalesce(a.date_published, a.date_first_seen)),
            coalesce(a.date_published, a.date_first_seen)
        FROM articles AS a WHERE {" AND ".join(conditions) or "1"}
        ORDER BY a.id DESC LIMIT {MAX_CANDIDATES + 1}""",  # noqa: S608
        params | {"excluded": match.excluded, "now": now},
    ).fetchall()


def _score(bm25: float, age_days: float | None) -> float:
    """Return the score of a match: its relevance, reduced by its age by up to a half.

    FTS5's bm25 is negative, and the best match has the lowest value.
    """
    freshness = exp(-max(age_days or 0.0, 0.0) * _DECAY_PER_DAY)
    share = _MIN_AGED_SHARE + (1 - _MIN_AGED_SHARE) * freshness
    return -bm25 * share + freshness * _FRESHNESS_WEIGHT


def _index_conditions(conn: sqlite3.Connection, scope: Scope) -> tuple[str, dict[str, object]]:
    """Return the SQL conditions of a scope on the rows of the index, and their parameters.

    Only rows between the first and the last article of the scope are read. With the unary plus,
    SQLite does not run the query once for each id.
    """
    scope_condition, params = _conditions(scope)
    sql = ""
    if scope_condition:
        low, high = conn.execute(
            f"SELECT min(id), max(id) FROM articles AS a WHERE {scope_condition}",  # noqa: S608
            params,
        ).fetchone()
        params |= {"low": low or 0, "high": high or 0}
        if scope.source_ids is not None:
            is_in_scope = f"+rowid IN (SELECT id FROM articles AS a WHERE {scope_condition})"  # noqa: S608
        else:
            is_in_scope = (
                "EXISTS (SELECT 1 FROM articles AS a"  # noqa: S608
                f" WHERE a.id = article_search.rowid AND {scope_condition})"
            )
        sql = f" AND rowid BETWEEN :low AND :high AND {is_in_scope}"
    if scope.article_ids is not None:
        sql += f" AND rowid IN ({_numbers(scope.article_ids)})"
    return sql, params


def _numbers(ids: tuple[int, ...]) -> str:
    return ", ".join(str(int(article_id)) for article_id in ids)


def _conditions(scope: Scope) -> tuple[str, dict[str, object]]:
    """Return the SQL condition of a scope's sources and times on ``articles AS a``.

    Its parameters come second. Without sources and times, the condition is empty.
    """
    params: dict[str, object] = {}
    conditions = []
    if scope.source_ids is not None:
        names = [f"source{index}" for index in range(len(scope.source_ids))]
        params |= dict(zip(names, scope.source_ids, strict=True))
        conditions.append(f"a.source_id IN ({', '.join(':' + name for name in names)})")
    bounds: tuple[tuple[str, str, str | None], ...] = (
        ("start", ">=", scope.start), ("end", "<", scope.end),
    )  # fmt: skip
    for name, sign, value in bounds:
        if value is not None:
            params[name] = value
            conditions.append(f"a.date_published {sign} :{name}")
    return " AND ".join(conditions), params


def index_algorithms(conn: sqlite3.Connection) -> frozenset[str]:
    """Return the stemmers with which the texts of the index were stemmed."""
    return frozenset(name for (name,) in conn.execute("SELECT name FROM search_algorithms"))
