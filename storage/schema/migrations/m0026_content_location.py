"""Add the index that finds the articles whose texts are about a region."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute(
        "CREATE INDEX evidence_region ON evidence(value, article_id)"
        " WHERE fact = 'content_location'"
    )
