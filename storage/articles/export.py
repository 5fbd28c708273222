"""Articles and stories as CSV, JSON, JSON Lines and Parquet."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO, TextIO

from sqlite_utils import Database

from storage.stories.columns import COMPARED_TEXT, OWNER

TABLES = ("articles", "stories", "documents")
LISTS = {"authors", "keywords", "regions"}
_DOCUMENTS = f"""(
    SELECT a.id, a.url, {COMPARED_TEXT} AS article_body, a.headline, a.source_id,
           s.name AS source_name, {OWNER} AS owner, s.region, a.date_published,
           a.date_first_seen, a.canonical_url, a.credit_text, a.is_based_on, s.group_copies
    FROM articles AS a JOIN sources AS s ON s.id = a.source_id
    LEFT JOIN signatures AS g ON g.article_id = a.id)"""  # noqa: S608
BATCH = 5_000  # rows of a Parquet group


def export_rows(
    db: Database, table: str, *, region: str | None = None, since: str | None = None
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The column names and the rows of a table of TABLES, oldest first.

    ``documents`` are the articles as their copies are looked for: with the facts that decide it.

    ``region`` narrows to a code of ISO 3166-2, ``since`` to what was published from a day on.
    """
    assert table in TABLES
    date = "date_first_published" if table == "stories" else "date_published"
    rows_of = _DOCUMENTS if table == "documents" else table
    there = (
        "source_id IN (SELECT id FROM sources WHERE region = :region)"
        if table != "stories"
        else "EXISTS (SELECT 1 FROM json_each(regions) WHERE value = :region)"
    )
    rows = db.conn.execute(
        f"""SELECT * FROM {rows_of} WHERE (:region IS NULL OR {there})
            AND (:since IS NULL OR {date} >= :since) ORDER BY {date}, id""",  # noqa: S608
        {"region": region, "since": since},
    )
    return [column[0] for column in rows.description], rows


def write_csv(names: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    """Write CSV in which no cell is a formula to a spreadsheet."""
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([neutral(cell) for cell in row] for row in rows)


def neutral(cell: Any) -> Any:
    """A text a spreadsheet would run as a formula, made plain text by a leading apostrophe.

    White space and control characters may hide the sign
    (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    if not isinstance(cell, str):
        return cell
    seen = (sign for sign in cell if sign.isprintable() and not sign.isspace())
    return f"'{cell}" if next(seen, "") in tuple("=+-@＝＋－＠") else cell


def write_jsonl(names: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    out.writelines(_json(names, row) + "\n" for row in rows)


def write_json(names: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    """One array, written row by row: it need not fit in memory."""
    before = "[\n"
    for row in rows:
        out.write(before + _json(names, row))
        before = ",\n"
    out.write("[]\n" if before == "[\n" else "\n]\n")


def write_parquet(names: Sequence[str], rows: Iterator[Sequence[Any]], out: BinaryIO) -> None:
    """Write Parquet; lists stay lists. Raises ImportError where pyarrow is missing."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    numbers = {"id", "word_count", "canonical_article_id", "article_count", "source_count"}
    numbers |= {"group_copies", "is_advertising"}
    types = {name: pyarrow.string() for name in names}
    types |= {name: pyarrow.list_(pyarrow.string()) for name in names if name in LISTS}
    number = numbers - ({"id"} if "canonical_article_id" in names else set())  # story ids are text
    types |= {name: pyarrow.int64() for name in names if name in number}
    types |= {name: pyarrow.float64() for name in names if name == "text_quality"}
    schema = pyarrow.schema(list(types.items()))
    with ParquetWriter(out, schema) as writer:
        while batch := [_object(names, row) for _, row in zip(range(BATCH), rows, strict=False)]:
            writer.write_table(pyarrow.Table.from_pylist(batch, schema))


WRITERS = {"csv": write_csv, "json": write_json, "jsonl": write_jsonl}


def _json(names: Sequence[str], row: Sequence[Any]) -> str:
    return json.dumps(_object(names, row), ensure_ascii=False)


def _object(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return {
        name: json.loads(cell) if name in LISTS and cell else cell
        for name, cell in zip(names, row, strict=True)
    }
