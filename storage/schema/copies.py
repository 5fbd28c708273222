"""Defines the table ``copies``: who copied whom and how late, a row for each copy.

Triggers keep the table up to date, whichever program writes. The site counts the rows of a month.
A join of each copy with its story, and of the story with its first publisher, would take seconds.
"""

_LAG = (
    "CASE WHEN length(a.date_published) > 10 AND length(s.date_first_published) > 10 THEN"
    " strftime('%s', a.date_published) - strftime('%s', s.date_first_published) END"
)
COPIES = f"""
    SELECT a.id, a.source_id, o.source_id, a.date_published, {_LAG}
    FROM articles a JOIN stories s ON s.id = a.story_id
        JOIN articles o ON o.id = s.canonical_article_id
    WHERE a.relation IN ('reprint', 'excerpt') AND a.date_published IS NOT NULL
        AND o.source_id <> a.source_id"""  # noqa: S608
# OR IGNORE has no effect in a trigger, where the outer statement decides about conflicts.
_PUT = f"INSERT INTO copies {COPIES}"
_OF_STORY = "DELETE FROM copies WHERE article_id IN (SELECT id FROM articles WHERE story_id = {});"

SCHEMA = f"""
    CREATE TABLE copies (
        article_id INTEGER PRIMARY KEY,
        copier TEXT NOT NULL,
        origin TEXT NOT NULL,               -- the source of the story's canonical article
        date_published TEXT NOT NULL,
        lag INTEGER                         -- seconds; null where either is known to the day
    );
    CREATE INDEX copies_pair ON copies(copier, origin, date_published, lag);
    CREATE TABLE copy_pairs (               -- every pair there ever was, so that none is looked for
        copier TEXT NOT NULL,
        origin TEXT NOT NULL,
        PRIMARY KEY (copier, origin)
    ) WITHOUT ROWID;
    CREATE TRIGGER copy_pairs_insert AFTER INSERT ON copies BEGIN
        INSERT INTO copy_pairs SELECT new.copier, new.origin WHERE NOT EXISTS
            (SELECT 1 FROM copy_pairs WHERE copier = new.copier AND origin = new.origin);
    END;
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
    CREATE TRIGGER copies_article_delete AFTER DELETE ON articles
        BEGIN DELETE FROM copies WHERE article_id = old.id; END;
    CREATE TRIGGER copies_story_insert AFTER INSERT ON stories
        BEGIN {_OF_STORY.format("new.id")} {_PUT} AND a.story_id = new.id; END;
    CREATE TRIGGER copies_story_update
        AFTER UPDATE OF canonical_article_id, date_first_published ON stories
        WHEN old.canonical_article_id <> new.canonical_article_id
            OR old.date_first_published <> new.date_first_published
        BEGIN {_OF_STORY.format("new.id")} {_PUT} AND a.story_id = new.id; END;
    CREATE TRIGGER copies_story_delete AFTER DELETE ON stories
        BEGIN {_OF_STORY.format("old.id")} END;
"""  # noqa: S608
