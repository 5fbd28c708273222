"""The search index, and the table of the names of regions.

Triggers that call no Python function keep the index up to date, so any program may write articles.

A trigger cannot stem, so it indexes the words as they stand and notes the article in
``search_pending``; ``storage.search.indexing.index_pending`` adds the stems. The stems are kept as
text, because a contentless FTS5 index deletes an entry only when given the text it was made from.
"""

from sqlite_utils import Database

from storage.schema.search_triggers import search_triggers


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE regions (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE article_stems (
        article_id INTEGER PRIMARY KEY,
        headline TEXT NOT NULL,
        body TEXT NOT NULL
    );
    CREATE TABLE search_pending (article_id INTEGER PRIMARY KEY);
    CREATE TABLE search_algorithms (name TEXT PRIMARY KEY) WITHOUT ROWID; -- stemmers in use
    CREATE VIRTUAL TABLE article_search USING fts5(
        headline, body, headline_stems, body_stems,
        content='', tokenize="unicode61 remove_diacritics 2"
    );
    """)
    folded = "replace(replace({}, 'ё', 'е'), 'Ё', 'Е')"
    columns = "headline, body, headline_stems, body_stems"
    add = f"""
        INSERT INTO article_search (rowid, {columns}) VALUES
            (new.id, {folded.format("new.headline")}, {folded.format("new.article_body")}, '', '');
        INSERT OR IGNORE INTO search_pending VALUES (new.id);
    """  # noqa: S608
    forget = f"""
        INSERT INTO article_search (article_search, rowid, {columns}) VALUES
            ('delete', old.id, {folded.format("old.headline")}, {folded.format("old.article_body")},
            coalesce((SELECT headline FROM article_stems WHERE article_id = old.id), ''),
            coalesce((SELECT body FROM article_stems WHERE article_id = old.id), ''));
        DELETE FROM article_stems WHERE article_id = old.id;
        DELETE FROM search_pending WHERE article_id = old.id;
    """  # noqa: S608
    db.executescript(search_triggers(add, forget))
