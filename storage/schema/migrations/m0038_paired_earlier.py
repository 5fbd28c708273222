"""Have the articles of the last two weeks compared again, since other articles are paired now.

The next run does so, as for articles whose features an earlier version computed. A pruned text
can't be compared again, so its features stay.
"""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    db.execute(
        "UPDATE signatures SET word_count = 0, filled = NULL"
        " WHERE shingle_count > 0 AND day >= (SELECT max(day) - 14 FROM signatures)"
        " AND article_id NOT IN (SELECT article_id FROM pruned_texts)"
    )
