"""The index of copies: MinHash signatures, band values and sentence templates."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.executescript("""
    CREATE TABLE signatures (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        scheme TEXT NOT NULL,               -- of datasketch.MinHash, with its seed and num_perm
        seed INTEGER NOT NULL,
        num_perm INTEGER NOT NULL,
        hashvalues BLOB NOT NULL,
        shingle_count INTEGER NOT NULL,
        templates BLOB NOT NULL,            -- hashes of its sentences, numbers and names masked
        day INTEGER NOT NULL,               -- of publication, counted from 1970-01-01
        rank TEXT NOT NULL,                 -- sorts by publication, then by URL hash
        is_digest INTEGER NOT NULL DEFAULT 0,
        text TEXT                           -- what is compared, where article_body differs from it
    );
    -- The rows of these two are found again from the signature, so that they need no second index,
    -- and article_id is no foreign key.
    CREATE TABLE bands (
        day INTEGER NOT NULL,
        article_id INTEGER NOT NULL,
        band_values BLOB NOT NULL,          -- 32 bits a band of the signature
        PRIMARY KEY (day, article_id)
    ) WITHOUT ROWID;
    CREATE TABLE sentences (
        template INTEGER NOT NULL,
        day INTEGER NOT NULL,
        article_id INTEGER NOT NULL,
        PRIMARY KEY (template, day, article_id)
    ) WITHOUT ROWID;
    CREATE TABLE signature_state (          -- one row: who wrote signatures last, and how often
        version INTEGER NOT NULL,
        writer INTEGER NOT NULL
    );
    INSERT INTO signature_state VALUES (0, 0);
    CREATE TABLE common_sentences (         -- templates found in many unlike texts
        template INTEGER PRIMARY KEY
    );
    """)
