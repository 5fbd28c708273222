"""Checks the database file, and the rules that must hold between the tables; changes nothing."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from storage.database.sqlite import is_outdated
from storage.schema.copies_without_advertising import COPIES as EXPECTED_COPIES

_MAX_SHOWN = 5  # damages, or broken references


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule, in one line."""

    text: str
    is_damage: bool = False  # whether the file itself is damaged


# Each breach, and a query that counts its rows.
_BREACHES = {
    "articles without a story": """
        SELECT count(*) FROM articles a LEFT JOIN stories s ON s.id = a.story_id
        WHERE s.id IS NULL AND a.id NOT IN (SELECT article_id FROM articles_to_place)""",
    "articles without a relation to their story": """
        SELECT count(*) FROM articles
        WHERE relation IS NULL AND id NOT IN (SELECT article_id FROM articles_to_place)""",
    "stories without articles": """
        SELECT count(*) FROM stories WHERE id NOT IN (
            SELECT story_id FROM articles WHERE story_id IS NOT NULL)""",
    "stories whose original is not one of their articles": """
        SELECT count(*) FROM stories s LEFT JOIN articles a ON a.id = s.canonical_article_id
        WHERE a.story_id IS NOT s.id""",
    "stories with a wrong number of articles": """
        SELECT count(*) FROM stories s
        WHERE article_count <> (SELECT count(*) FROM articles WHERE story_id = s.id)""",
    "articles without a version": """
        SELECT count(*) FROM articles WHERE id NOT IN (
            SELECT article_id FROM revisions UNION SELECT article_id FROM pruned_texts)""",
    "pruned articles with a text, a version or a stored page": """
        SELECT count(*) FROM pruned_texts AS p WHERE
            EXISTS (SELECT 1 FROM articles WHERE id = p.article_id AND article_body <> '')
            OR EXISTS (SELECT 1 FROM revisions WHERE article_id = p.article_id)
            OR EXISTS (SELECT 1 FROM raw_pages WHERE article_id = p.article_id)""",
    "articles without a signature": """
        SELECT count(*) FROM articles WHERE id NOT IN (
            SELECT article_id FROM signatures UNION SELECT article_id FROM articles_to_place)""",
    "rows of the table `copies` that do not agree with the stories": f"""
        SELECT count(*) FROM (
            SELECT * FROM (SELECT * FROM copies EXCEPT {EXPECTED_COPIES})
            UNION ALL SELECT * FROM ({EXPECTED_COPIES} EXCEPT SELECT * FROM copies))""",  # noqa: S608
    "articles that no URL leads to": """
        SELECT count(*) FROM articles WHERE id NOT IN (
            SELECT article_id FROM urls WHERE article_id IS NOT NULL)""",
    "articles missing from the search index": """
        SELECT count(*) FROM articles WHERE id NOT IN (
            SELECT id FROM article_search_docsize
            UNION SELECT article_id FROM search_pending WHERE NOT has_words
            -- words still to be indexed
        )""",
    "entries of the search index without an article": """
        SELECT count(*) FROM article_search_docsize WHERE id NOT IN (SELECT id FROM articles)""",
}


def check(db: Database) -> Iterator[Finding]:
    """Yield what is damaged in the file, or else the broken rules; nothing if all is sound.

    If the database is of an earlier version, only the file is checked, since the rules between the
    tables hold only after an upgrade.
    """
    try:
        damages = list(_file_findings(db))
        yield from damages
        if not damages and not is_outdated(db):
            yield from _rule_findings(db)
    except sqlite3.DatabaseError as error:
        yield Finding(f"cannot be read completely: {error}", is_damage=True)


def _file_findings(db: Database) -> Iterator[Finding]:
    for (text,) in db.execute(f"PRAGMA integrity_check({_MAX_SHOWN})").fetchall():
        if text != "ok":
            yield Finding(" ".join(text.split()), is_damage=True)


def _rule_findings(db: Database) -> Iterator[Finding]:
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check").fetchmany(_MAX_SHOWN):
        yield Finding(f"{table}: row {row} points to a row of {parent} that does not exist")
    for breach, query in _BREACHES.items():
        (number,) = db.execute(query).fetchone()
        if number:
            yield Finding(f"{number} {breach}")
