"""Full-text search: the writer's side that adds stems, the reader's that asks.

A query is words, all of which must occur in any form of theirs; ``"quoted words"`` must stand
exactly so (the exact-form switch for one word); ``нача*`` finds what begins with it; ``-слово``
excludes. ``stems`` says what a form is, ``schema.migrations`` how the index is kept.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import exp

from sqlite_utils import Database

from storage.database.sqlite import transaction
from storage.search.stems import algorithm, fold, query_stems, ru_stem, stem_text

CANDIDATES = 500  # the newest matches that are ranked; older ones are too stale to win
HALF_LIFE_DAYS = 14.0
HEADLINE_WEIGHT = 5.0
INDEX_BATCH = 500

_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_WORD = re.compile(r"[^\W_]+")
MOST_TERMS = 20


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a query: the words, and how they must occur."""

    words: tuple[str, ...]
    exact: bool = False
    prefix: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look; empty means everywhere. Times are texts of the database, end excluded."""

    source_ids: tuple[str, ...] | None = None
    start: str | None = None
    end: str | None = None
    article_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A found article; hits come best first."""

    article_id: int
    story_id: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """The ranked hits among the newest CANDIDATES, and whether there were more."""

    hits: tuple[Hit, ...]
    more: bool


def register_functions(conn: sqlite3.Connection) -> None:
    """Give a connection ``ru_stem(word)`` and ``search_query(text)`` for queries by hand."""

    def search_query(text: str | None) -> str | None:
        return match_expression(parse_query(text or ""), _algorithms(conn))

    conn.create_function("ru_stem", 1, ru_stem, deterministic=True)
    conn.create_function("search_query", 1, search_query)


@contextmanager
def words_indexed_once(db: Database) -> Iterator[None]:
    """Index what the block writes when it ends, or at ``index_pending``, instead of twice.

    The block runs in a transaction, which may be open already.
    """
    with transaction(db):
        db.execute("INSERT OR IGNORE INTO search_deferred VALUES (1)")
        yield
        index_pending(db)
        db.execute("DELETE FROM search_deferred")


def index_pending(db: Database) -> int:
    """Add the stems of every article written since; return how many. Joins an open transaction."""
    done = 0
    while batch := _pending(db):
        with transaction(db):
            for article in batch:
                _index(db, *article)
        done += len(batch)
    return done


def _pending(db: Database) -> list[tuple[int, bool, str, str, str | None]]:
    return db.execute(
        """SELECT p.article_id, p.has_words, a.headline, a.article_body,
            coalesce(a.in_language, s.language)
        FROM search_pending p CROSS JOIN articles a ON a.id = p.article_id
        CROSS JOIN sources s ON s.id = a.source_id LIMIT ?""",  # CROSS keeps this order
        [INDEX_BATCH],
    ).fetchall()


def _index(
    db: Database, article_id: int, has_words: bool, headline: str, body: str, language: str | None
) -> None:
    """Write an article's words and stems, in place of the words a trigger wrote."""
    words = [_as_trigger(headline), _as_trigger(body)]
    stems = [stem_text(headline, language), stem_text(body, language)]
    columns = "rowid, headline, body, headline_stems, body_stems"
    if has_words:
        db.execute(
            f"INSERT INTO article_search (article_search, {columns})"  # noqa: S608
            " VALUES ('delete', ?, ?, ?, '', '')",
            [article_id, *words],
        )
    db.execute(
        f"INSERT INTO article_search ({columns}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
        [article_id, *words, *stems],
    )
    db.execute("INSERT OR REPLACE INTO article_stems VALUES (?, ?, ?)", [article_id, *stems])
    db.execute("INSERT OR IGNORE INTO search_algorithms VALUES (?)", [algorithm(language)])
    db.execute("DELETE FROM search_pending WHERE article_id = ?", [article_id])


def _as_trigger(text: str) -> str:
    """What the triggers write: deleting from the index needs the very same text."""
    return text.replace("ё", "е").replace("Ё", "Е")


def parse_query(text: str) -> tuple[Term, ...]:
    """Read a query; anything a person can type is a query, never an error."""
    terms = []
    for minus, quoted, bare in _TERM.findall(text.replace("«", '"').replace("»", '"')):
        words = tuple(_WORD.findall(fold(quoted or bare)))
        if words and quoted:
            terms.append(Term(words, exact=True, excluded=bool(minus)))
        elif words and bare.endswith("*"):
            terms.append(Term(words, prefix=True, excluded=bool(minus)))
        elif words:
            terms += [Term((word,), excluded=bool(minus)) for word in words]
    return tuple(terms[:MOST_TERMS])


def match_expression(terms: Sequence[Term], algorithms: frozenset[str]) -> str | None:
    """The FTS5 expression of the terms; None when nothing is asked for."""
    wanted = [_term(term, algorithms) for term in terms if not term.excluded]
    if not wanted:
        return None
    excluded = [_term(term, algorithms) for term in terms if term.excluded]
    asked = " AND ".join(wanted)
    return f"({asked}) NOT ({' OR '.join(excluded)})" if excluded else asked


def _term(term: Term, algorithms: frozenset[str]) -> str:
    if term.exact or term.prefix:
        phrase = " ".join(word.lower() for word in term.words)
        return f'{{headline body}} : "{phrase}"' + (" *" if term.prefix else "")
    word = term.words[0]
    stems = " OR ".join(f'"{stem}"' for stem in query_stems(word, algorithms))
    # the plain word too: an article still waiting for its stems is found by its words
    return f'({{headline_stems body_stems}} : ({stems}) OR {{headline body}} : "{word.lower()}")'


def search(conn: sqlite3.Connection, query: str, scope: Scope = Scope(), *, now: str) -> Found:
    """Find articles, those with the words in the headline and the fresh ones first."""
    expression = match_expression(parse_query(query), _algorithms(conn))
    if expression is None or scope.source_ids == () or scope.article_ids == ():
        return Found((), False)
    narrowed, params = _narrowed(conn, scope)
    rows = conn.execute(
        f"""SELECT f.id, a.story_id, f.rank,
            julianday(:now) - julianday(coalesce(a.date_published, a.date_first_seen))
        FROM (SELECT rowid AS id, bm25(article_search, {HEADLINE_WEIGHT}, 1, {HEADLINE_WEIGHT}, 1)
                AS rank FROM article_search WHERE article_search MATCH :expression {narrowed}
            ORDER BY rowid DESC LIMIT {CANDIDATES + 1}) f
        JOIN articles a ON a.id = f.id""",  # noqa: S608
        params | {"expression": expression, "now": now},
    ).fetchall()
    rows.sort(key=lambda row: row[0], reverse=True)
    hits = [
        Hit(article_id, story, _score(rank, age))
        for article_id, story, rank, age in rows[:CANDIDATES]
    ]
    hits.sort(key=lambda hit: (-hit.score, -hit.article_id))
    return Found(tuple(hits), len(rows) > CANDIDATES)


def _score(bm25: float, age_days: float | None) -> float:
    """Relevance, at least half of it whatever the age; FTS5's bm25 is negative, best least."""
    freshness = exp(-max(age_days or 0.0, 0.0) / HALF_LIFE_DAYS * 0.693)
    return -bm25 * (0.5 + 0.5 * freshness) + freshness * 1e-3


def _narrowed(conn: sqlite3.Connection, scope: Scope) -> tuple[str, dict[str, object]]:
    """The conditions of a scope on the rows FTS5 walks once, newest first.

    It walks only between the first and the last article of the scope. The unary plus keeps it from
    being asked anew for each id.
    """
    inner, params = _conditions(scope)
    sql = ""
    if inner:
        low, high = conn.execute(
            f"SELECT min(id), max(id) FROM articles WHERE {inner}",  # noqa: S608
            params,
        ).fetchone()
        params |= {"low": low or 0, "high": high or 0}
        within = (
            f"+rowid IN (SELECT id FROM articles WHERE {inner})"  # noqa: S608
            if scope.source_ids is not None
            else f"EXISTS (SELECT 1 FROM articles WHERE id = article_search.rowid AND {inner})"  # noqa: S608
        )
        sql = f" AND rowid BETWEEN :low AND :high AND {within}"
    if scope.article_ids is not None:
        sql += f" AND rowid IN ({', '.join(str(int(one)) for one in scope.article_ids)})"
    return sql, params


def _conditions(scope: Scope) -> tuple[str, dict[str, object]]:
    params: dict[str, object] = {}
    inner = []
    if scope.source_ids is not None:
        names = [f"source{i}" for i in range(len(scope.source_ids))]
        params |= dict(zip(names, scope.source_ids, strict=True))
        inner.append(f"source_id IN ({', '.join(':' + name for name in names)})")
    for name, sign in (("start", ">="), ("end", "<")):
        if (value := getattr(scope, name)) is not None:
            params[name] = value
            inner.append(f"date_published {sign} :{name}")
    return " AND ".join(inner), params


def _algorithms(conn: sqlite3.Connection) -> frozenset[str]:
    found = conn.execute("SELECT name FROM search_algorithms").fetchall()
    return frozenset(name for (name,) in found)
