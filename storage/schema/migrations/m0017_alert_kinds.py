"""Alerts of edits, removals and silent outlets; messages of several finds; failing receivers."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    ALTER TABLE alerts ADD COLUMN name TEXT NOT NULL DEFAULT '';
    ALTER TABLE alerts ADD COLUMN kind TEXT NOT NULL DEFAULT 'story';
    CREATE TABLE outbox_with_kinds (        -- what alerts found
        id INTEGER PRIMARY KEY,
        alert TEXT NOT NULL,
        story_id TEXT NOT NULL,             -- '' where an outlet is meant
        subject TEXT NOT NULL DEFAULT '',   -- of an edit, a removal or a silence: which one
        article_id INTEGER,
        source_id TEXT,
        event_at TEXT,                      -- when the edit was seen
        created_at TEXT NOT NULL,
        message_id TEXT,                    -- of the message it stands in; null: none yet
        sent_at TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        accepted TEXT NOT NULL DEFAULT '[]', -- JSON: hashes of the addresses that took it
        UNIQUE (alert, story_id, subject)
    );
    INSERT INTO outbox_with_kinds (id, alert, story_id, created_at, sent_at, attempts, accepted)
        SELECT id, alert, story_id, created_at, sent_at, attempts, accepted FROM outbox;
    DROP TABLE outbox;
    ALTER TABLE outbox_with_kinds RENAME TO outbox;
    CREATE INDEX outbox_waiting ON outbox(id) WHERE sent_at IS NULL;
    CREATE INDEX outbox_newest ON outbox(alert, id, sent_at, story_id);
    CREATE INDEX outbox_message ON outbox(message_id) WHERE sent_at IS NULL;
    CREATE TABLE receivers (                -- addresses that failed last, left alone for a while
        key TEXT PRIMARY KEY,               -- hash of the address, which may hold a password
        failures INTEGER NOT NULL,          -- in a row
        failing_since TEXT NOT NULL,
        next_try_at TEXT NOT NULL
    ) WITHOUT ROWID;
    """)
