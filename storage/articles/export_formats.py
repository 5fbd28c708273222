"""Writes rows as CSV, JSON, JSON Lines, Parquet or a workbook of Excel."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO, TextIO

# Columns whose cells are JSON lists.
LISTS = {
    "authors", "keywords", "regions", "urls", "source_ids", "source_names", "origins",
    "content_location",
}  # fmt: skip
FRACTIONS = {"text_quality", "nearest_share"}  # numbers from 0 to 1
_INTEGERS = {
    "id", "word_count", "canonical_article_id", "article_count", "source_count", "origin_count",
    "group_copies", "is_advertising",
}  # fmt: skip
MAX_GROUP_ROWS = 5_000  # of a row group of Parquet, which are in memory together
# Limits of the file format of Excel:
# https://support.microsoft.com/office/excel-specifications-and-limits
MAX_SHEET_ROWS = 1_048_576
MAX_CELL_CHARS = 32_767
COLUMN_WIDTH = 20  # characters: a date, the name of an outlet, or the beginning of a headline
_BOM = "\ufeff"  # by this byte order mark, Excel recognises that a CSV file is in UTF-8


class TooManyRowsError(Exception):
    """There are more rows than a sheet of Excel can hold."""


def write_csv(names: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    """Write CSV with a byte order mark, in which a spreadsheet takes no cell for a formula."""
    out.write(_BOM)
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([neutral(cell) for cell in row] for row in rows)


def neutral(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula.

    An apostrophe is put before a text whose first visible character begins a formula; white space
    and control characters may precede it. See
    https://owasp.org/www-community/attacks/CSV_Injection.
    """
    if not isinstance(cell, str):
        return cell
    visible = (char for char in cell if char.isprintable() and not char.isspace())
    return f"'{cell}" if next(visible, "") in tuple("=+-@＝＋－＠") else cell


def write_jsonl(names: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    out.writelines(_json(names, row) + "\n" for row in rows)


def write_json(names: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    """Write one JSON array row by row, so that it need not fit in memory."""
    text_before = "[\n"
    for row in rows:
        out.write(text_before + _json(names, row))
        text_before = ",\n"
    is_empty = text_before == "[\n"
    out.write("[]\n" if is_empty else "\n]\n")


def write_parquet(names: Sequence[str], rows: Iterator[Sequence[Any]], out: BinaryIO) -> None:
    """Write Parquet with columns of lists; raises ImportError if pyarrow is not installed."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    is_of_stories = "canonical_article_id" in names  # whose ids are text
    integers = _INTEGERS - {"id"} if is_of_stories else _INTEGERS
    types = {name: pyarrow.string() for name in names}
    types |= {name: pyarrow.list_(pyarrow.string()) for name in names if name in LISTS}
    types |= {name: pyarrow.int64() for name in names if name in integers}
    types |= {name: pyarrow.float64() for name in names if name in FRACTIONS}
    schema = pyarrow.schema(list(types.items()))
    with ParquetWriter(out, schema) as writer:
        while group := [_object(names, row) for row in islice(rows, MAX_GROUP_ROWS)]:
            writer.write_table(pyarrow.Table.from_pylist(group, schema))


def write_xlsx(names: Sequence[str], rows: Iterable[Sequence[Any]], out: BinaryIO) -> int:
    """Write a workbook of one sheet; return how many texts were cut at MAX_CELL_CHARS.

    The items of a list are joined by ``; ``. Raises TooManyRowsError, and ImportError if XlsxWriter
    is not installed.
    """
    from xlsxwriter import Workbook

    cut_texts = 0
    # With ``constant_memory``, each row is written to the disk before the next row.
    with Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Svodka")
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(names) - 1, COLUMN_WIDTH)
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows, start=1):
            if number == MAX_SHEET_ROWS:
                raise TooManyRowsError
            for column, cell in enumerate(_object(names, row).values()):
                cut_texts += _write_cell(sheet, number, column, cell)
    return cut_texts


def _write_cell(sheet: Any, row: int, column: int, cell: Any) -> bool:
    """Write a cell of a sheet of XlsxWriter; return whether its text was cut."""
    value = "; ".join(cell) if isinstance(cell, list) else cell
    if isinstance(value, str):
        sheet.write_string(row, column, value[:MAX_CELL_CHARS])
        return len(value) > MAX_CELL_CHARS
    if value is not None:
        sheet.write_number(row, column, value)
    return False


WRITERS = {"csv": write_csv, "json": write_json, "jsonl": write_jsonl}


def _json(names: Sequence[str], row: Sequence[Any]) -> str:
    return json.dumps(_object(names, row), ensure_ascii=False)


def _object(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """Return a row as a dictionary by column name, in which JSON lists are decoded."""
    return {
        name: json.loads(cell) if name in LISTS and cell else cell
        for name, cell in zip(names, row, strict=True)
    }
