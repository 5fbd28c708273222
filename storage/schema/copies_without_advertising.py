"""Defines the rows of ``copies`` without advertising, and the triggers that keep them.

A text that somebody paid for is no news of its outlet and no copy of another outlet's news. So
``copies`` has no row for an article that is marked as advertising, or for a copy of such an
article. Migration 28 replaces the triggers of ``storage.schema.copies`` by the triggers here.
"""

from storage.schema import copies

COPIES = f"{copies.COPIES} AND NOT a.is_advertising AND NOT o.is_advertising"
_PUT = f"INSERT INTO copies {COPIES}"
_DELETE_OF_STORY = (
    "DELETE FROM copies WHERE article_id IN (SELECT id FROM articles WHERE story_id = {});"
)

SCHEMA = f"""
    DROP TRIGGER copies_article_insert;
    DROP TRIGGER copies_article_update;
    DROP TRIGGER copies_story_insert;
    DROP TRIGGER copies_story_update;
    CREATE TRIGGER copies_article_insert AFTER INSERT ON articles WHEN new.story_id IS NOT NULL
        BEGIN DELETE FROM copies WHERE article_id = new.id; {_PUT} AND a.id = new.id; END;
    CREATE TRIGGER copies_article_update
        AFTER UPDATE OF date_published, relation, story_id ON articles
        WHEN old.date_published IS NOT new.date_published OR old.relation IS NOT new.relation
            OR old.story_id IS NOT new.story_id
        BEGIN
            DELETE FROM copies WHERE article_id = old.id;
            {_PUT} AND a.id = new.id;
        END;
    CREATE TRIGGER copies_article_advertising AFTER UPDATE OF is_advertising ON articles
        WHEN old.is_advertising <> new.is_advertising AND new.story_id IS NOT NULL
        BEGIN {_DELETE_OF_STORY.format("new.story_id")} {_PUT} AND a.story_id = new.story_id; END;
    CREATE TRIGGER copies_story_insert AFTER INSERT ON stories
        BEGIN {_DELETE_OF_STORY.format("new.id")} {_PUT} AND a.story_id = new.id; END;
    CREATE TRIGGER copies_story_update
        AFTER UPDATE OF canonical_article_id, date_first_published ON stories
        WHEN old.canonical_article_id <> new.canonical_article_id
            OR old.date_first_published <> new.date_first_published
        BEGIN {_DELETE_OF_STORY.format("new.id")} {_PUT} AND a.story_id = new.id; END;
    DELETE FROM copies WHERE article_id NOT IN (SELECT id FROM ({COPIES}));
    CREATE INDEX articles_advertising ON articles(source_id, date_published, relation)
        WHERE is_advertising = 1;
"""  # noqa: S608
