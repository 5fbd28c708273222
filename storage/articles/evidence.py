"""Stores the evidence of articles: where each of their facts was found."""

from collections.abc import Iterable, Mapping

from pipelines.model import Evidence
from storage.database.protocols import Store
from storage.database.row_sets import write_rows


def evidence_outside_page(db: Store, article_id: int) -> list[Evidence]:
    """Return the stored evidence that no reading of the page alone can find again."""
    rows = db.execute(
        "SELECT fact, value, found_in FROM evidence"
        " WHERE article_id = ? AND found_in IN ('feed', 'browser')",
        [article_id],
    )
    return [Evidence(*row) for row in rows.fetchall()]


def replace_evidence(db: Store, evidence: Mapping[int, Iterable[Evidence]]) -> None:
    """Store the evidence of articles, given by id, in the place of what is stored of them."""
    write_rows(
        db.conn,
        "DELETE FROM evidence WHERE article_id = ?",
        [(article_id,) for article_id in evidence],
    )
    add_evidence(db, evidence)


def add_evidence(db: Store, evidence: Mapping[int, Iterable[Evidence]]) -> None:
    """Store the evidence of articles, given by id, of which none is stored."""
    write_rows(
        db.conn,
        "INSERT INTO evidence (article_id, fact, value, found_in) VALUES (?, ?, ?, ?)",
        [
            (article_id, statement.fact, statement.value, statement.found_in)
            for article_id, statements in evidence.items()
            for statement in statements
        ],
    )
