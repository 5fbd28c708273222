"""Events: stories that report the same thing in different words, and edges between them."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    -- These tables have no foreign keys: the rows of a story that ended are needed until the events
    -- around it are computed again.
    CREATE TABLE event_stories (
        story_id TEXT PRIMARY KEY,
        event_id TEXT NOT NULL,             -- the story that leads its event; itself if alone
        rank TEXT NOT NULL,                 -- sorts by publication, then by URL hash
        moment INTEGER NOT NULL,            -- of publication, in seconds since 1970
        keys BLOB NOT NULL                  -- hashes of its heaviest stems with their weights
    );
    CREATE INDEX event_stories_moment ON event_stories(moment);
    CREATE INDEX event_stories_event ON event_stories(event_id, rank);
    CREATE TABLE event_features (           -- what is compared; of the last weeks only
        story_id TEXT PRIMARY KEY,
        features BLOB NOT NULL
    );
    CREATE TABLE event_edges (              -- story_id < other_id
        story_id TEXT NOT NULL,
        other_id TEXT NOT NULL,
        cosine INTEGER NOT NULL,            -- in millionths
        PRIMARY KEY (story_id, other_id)
    );
    CREATE INDEX event_edges_other ON event_edges(other_id);
    CREATE TABLE events_to_place (          -- stories whose events must be computed again
        story_id TEXT PRIMARY KEY
    );
    INSERT INTO events_to_place SELECT id FROM stories;
    """)
