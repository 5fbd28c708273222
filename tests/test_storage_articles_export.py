"""Exports: every row and column, and no cell a spreadsheet would run."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlite_utils import Database

from storage.articles.export import export_rows, neutral, write_csv, write_json, write_jsonl
from tests.sample_news import fill

ROOT = Path(__file__).parents[1]


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return fill(tmp_path / "news.db")


def test_json_and_json_lines_hold_the_same_objects(db: Database) -> None:
    one, other = io.StringIO(), io.StringIO()
    write_json(*export_rows(db, "articles"), one)
    write_jsonl(*export_rows(db, "articles"), other)
    objects = json.loads(one.getvalue())
    assert objects == [json.loads(line) for line in other.getvalue().splitlines()]
    assert len(objects) == 7
    assert objects[0]["authors"] == ["Анна Белова"]


def test_rows_are_narrowed_to_a_region_and_a_time(db: Database) -> None:
    _, rows = export_rows(db, "stories", region="RU-SAM")
    assert {row[0] for row in rows} == {"bridge", "bread"}
    _, rows = export_rows(db, "articles", since="2099-01-01")
    assert list(rows) == []


def test_an_empty_export_is_still_json(db: Database) -> None:
    out = io.StringIO()
    write_json(*export_rows(db, "stories", since="2099-01-01"), out)
    assert json.loads(out.getvalue()) == []


def test_csv_cells_are_no_formulas(db: Database) -> None:
    db.execute("UPDATE articles SET headline = '=HYPERLINK(\"x\")' WHERE id = 1")
    out = io.StringIO()
    write_csv(*export_rows(db, "articles"), out)
    cells = [row["headline"] for row in csv.DictReader(io.StringIO(out.getvalue()))]
    assert '\'=HYPERLINK("x")' in cells


@given(st.text())
@example("\x1f@")
def test_no_text_begins_like_a_formula(text: str) -> None:
    assert neutral(text).lstrip()[:1] not in tuple("=+-@")
    assert neutral(text).endswith(text)


@pytest.mark.parametrize("cell", [None, 5, -1.5])
def test_numbers_stay_numbers(cell: object) -> None:
    assert neutral(cell) is cell


@pytest.mark.slow
def test_parquet_holds_what_json_lines_hold(db: Database, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `parquet` is missing")
    database = f"NEWS_DATABASE={db.execute('PRAGMA database_list').fetchone()[2]}"
    for table in ("articles", "stories"):
        out = tmp_path / f"{table}.parquet"
        arguments = ["export", table, "--format", "parquet", "--output", out, "-s", database]
        run = subprocess.run(
            [sys.executable, "-m", "scrapy", *arguments],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (run.returncode, run.stderr) == (0, "")
        lines = io.StringIO()
        write_jsonl(*export_rows(db, table), lines)
        assert parquet.read_table(out).to_pylist() == [
            json.loads(line) for line in lines.getvalue().splitlines()
        ]
