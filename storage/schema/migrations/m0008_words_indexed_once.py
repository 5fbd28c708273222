"""Let a writer index the words of an article together with its stems, without the triggers.

Such a writer has a row in ``search_deferred`` during its transaction.
"""

from sqlite_utils import Database

from storage.schema.search_triggers import search_triggers


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE search_deferred (id INTEGER PRIMARY KEY); -- empty but within a transaction
    ALTER TABLE search_pending ADD COLUMN has_words INTEGER NOT NULL DEFAULT 1;
    DROP TRIGGER article_search_insert;
    DROP TRIGGER article_search_delete;
    DROP TRIGGER article_search_update;
    """)
    folded = "replace(replace({}, 'ё', 'е'), 'Ё', 'Е')"
    columns = "headline, body, headline_stems, body_stems"
    at_once = "NOT EXISTS (SELECT 1 FROM search_deferred)"
    add = f"""
        INSERT INTO article_search (rowid, {columns})
            SELECT new.id, {folded.format("new.headline")}, {folded.format("new.article_body")},
                '', '' WHERE {at_once};
        INSERT OR REPLACE INTO search_pending VALUES (new.id, {at_once});
    """  # noqa: S608
    forget = f"""
        INSERT INTO article_search (article_search, rowid, {columns})
            SELECT 'delete', old.id,
                {folded.format("old.headline")}, {folded.format("old.article_body")},
                coalesce((SELECT headline FROM article_stems WHERE article_id = old.id), ''),
                coalesce((SELECT body FROM article_stems WHERE article_id = old.id), '')
            WHERE coalesce(
                (SELECT has_words FROM search_pending WHERE article_id = old.id), 1);
        DELETE FROM article_stems WHERE article_id = old.id;
        DELETE FROM search_pending WHERE article_id = old.id;
    """  # noqa: S608
    db.executescript(search_triggers(add, forget))
