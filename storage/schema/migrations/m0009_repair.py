"""Repair databases whose migrations were edited after they had run, and fill empty tables.

Articles that were stored before the search index existed are noted for it. ``copies`` is filled
from the stories. Articles that the index of copies lacks, or has in a former form, are noted in
``articles_to_place``; the next crawl places them.
"""

from sqlite_utils import Database

from storage.schema.copies import COPIES
from storage.schema.migrations import NAMES, migrations
from storage.schema.repair import repair

REPAIRED_UNTIL = "m0009_repair"


def migrate(db: Database) -> None:
    wanted = Database(memory=True)
    earlier = tuple(name for name in NAMES if name < REPAIRED_UNTIL)
    migrations(earlier).apply(wanted)
    changed = repair(db, wanted)
    db.execute(
        "INSERT INTO signature_state SELECT 0, 0 WHERE NOT EXISTS (SELECT 1 FROM signature_state)"
    )
    db.execute("CREATE TABLE articles_to_place (article_id INTEGER PRIMARY KEY)")
    _note_articles_to_place(db, index_is_void=bool(changed & {"signatures", "bands", "matches"}))
    db.execute(
        """INSERT OR IGNORE INTO search_pending (article_id, has_words)
        SELECT id, 0 FROM articles WHERE id NOT IN (SELECT id FROM article_search_docsize)"""
    )
    db.execute("DELETE FROM copies")
    db.execute(f"INSERT INTO copies {COPIES}")


def _note_articles_to_place(db: Database, *, index_is_void: bool) -> None:
    if index_is_void:
        for table in ("bands", "sentences", "common_sentences", "matches"):
            db.execute(f"DELETE FROM {table}")  # noqa: S608
        db.execute("UPDATE signatures SET shingle_count = 0, templates = x'', is_digest = 0")
    db.execute(
        """INSERT INTO articles_to_place SELECT id FROM articles
        WHERE ? OR story_id IS NULL OR id NOT IN (SELECT article_id FROM signatures)""",
        [index_is_void],
    )
